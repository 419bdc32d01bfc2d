import SCSIWire

/// Commands about which blocks have storage, after they were checked.
extension LogicalDisk {
  mutating func writeSame(_ request: WriteSame, _ data: [UInt8]) throws(MediaError) -> Outcome {
    let blocks = request.blocks.count == 0 ? request.blocks.address..<media.blockCount : request.blocks.range
    // A deallocated block reads as zeros (LBPRZ): where the data are others, UNMAP cannot be honoured and the blocks are written.
    if data.allSatisfy({ $0 == 0 }) {
      try media.clear(blocks, deallocating: request.unmap)
    } else {
      let chunk = UInt64(max(1, (1 << 20) / media.blockLength))
      let pattern = [[UInt8]](repeating: data, count: Int(min(chunk, UInt64(blocks.count)))).flatMap(\.self)
      for address in stride(from: blocks.lowerBound, to: blocks.upperBound, by: Int(chunk)) {
        let count = Int(min(chunk, blocks.upperBound - address))
        try media.write(pattern.prefix(count * media.blockLength), at: address)
      }
    }
    try synchronizeIfAsked(request.blocks)
    return .good
  }
}

extension LogicalDisk {
  /// Deallocates the blocks of all descriptors or, if there is an error in one of them, none.
  mutating func unmap(_ length: Int, _ data: [UInt8]) throws(MediaError) -> Outcome {
    let runs: [LogicalBlocks]
    do throws(WireError) {
      runs = try UnmapList.decode(Array(data.prefix(length))).descriptors
    } catch {
      return Outcome(error)
    }
    guard runs.count <= BlockLimits.unmapDescriptorsMax,
      runs.reduce(0, { $0 + UInt64($1.count) }) <= BlockLimits.unmapBlocksMax
    else { return Outcome(.checkCondition(.invalidFieldInParameterList)) }
    guard runs.allSatisfy(isWithinMedia) else { return Outcome(.checkCondition(.logicalBlockAddressOutOfRange)) }
    for run in runs { try media.clear(run.range, deallocating: true) }
    if !isWriteCacheEnabled { try media.synchronize() }
    return .good
  }

  /// As many descriptors as the initiator takes, but no more than 64: it can ask again from where they end.
  func getLBAStatus(from start: UInt64, allocationLength: Int) -> Outcome {
    var descriptors: [LBAStatusDescriptor] = []
    var address = start
    let countMax = min(max(1, (allocationLength - 8) / 16), 64)
    while address < media.blockCount && descriptors.count < countMax {
      let run = media.provisioning(from: address)
      let count = UInt32(clamping: run.blocks.count)
      descriptors.append(LBAStatusDescriptor(address: address, count: count, status: run.isMapped ? .mapped : .deallocated))
      address += UInt64(count)
    }
    return .good(LBAStatusData(descriptors).encoded(allocationLength: allocationLength))
  }
}
