import SCSIWire

/// Commands that read or write the medium, after they were checked.
extension LogicalDisk {
  func read(_ blocks: LogicalBlocks) throws(MediaError) -> Outcome {
    // What is read has to be on the medium: written back first (SBC-3 5.8, FUA).
    if blocks.forceUnitAccess { try media.synchronize() }
    return .good(try media.read(blocks.range))
  }

  /// Writes the blocks whose data came.
  mutating func write(_ blocks: LogicalBlocks, _ data: [UInt8]) throws(MediaError) -> Outcome {
    try media.write(data.prefix(Int(blocks.count) * media.blockLength), at: blocks.address)
    try synchronizeIfAsked(blocks)
    return .good
  }

  func verify(_ blocks: LogicalBlocks, _ byteCheck: ByteCheck, _ data: [UInt8]) throws(MediaError) -> Outcome {
    try media.synchronize()
    let stored = try media.read(blocks.range)
    let expected =
      switch byteCheck {
      case .none: stored
      case .all: Array(data.prefix(stored.count))
      case .one: [[UInt8]](repeating: Array(data.prefix(media.blockLength)), count: Int(blocks.count)).flatMap(\.self)
      }
    guard let offset = firstDifference(stored[...], expected[...]) else { return .good }
    return Outcome(.checkCondition(.miscompare), information: blocks.address + UInt64(offset / media.blockLength))
  }

  mutating func writeAndVerify(
    _ blocks: LogicalBlocks, _ byteCheck: ByteCheck, _ data: [UInt8]
  ) throws(MediaError) -> Outcome {
    try media.write(data.prefix(Int(blocks.count) * media.blockLength), at: blocks.address)
    let written = LogicalBlocks(address: blocks.address, count: min(blocks.count, UInt32(data.count / media.blockLength)))
    return try verify(written, byteCheck, data)
  }

  mutating func compareAndWrite(_ blocks: LogicalBlocks, _ data: [UInt8]) throws(MediaError) -> Outcome {
    let length = Int(blocks.count) * media.blockLength
    let stored = try media.read(blocks.range)
    if let offset = firstDifference(stored[...], data.prefix(length)) {
      return Outcome(.checkCondition(.miscompare), information: UInt64(offset))
    }
    try media.write(data.dropFirst(length).prefix(length), at: blocks.address)
    try synchronizeIfAsked(blocks)
    return .good
  }

  mutating func orWrite(_ blocks: LogicalBlocks, _ data: [UInt8]) throws(MediaError) -> Outcome {
    var bytes = try media.read(blocks.range)
    for index in bytes.indices { bytes[index] |= data[index] }
    return try write(blocks, bytes)
  }

  /// Puts on the medium what must not stay in the volatile cache.
  func synchronizeIfAsked(_ blocks: LogicalBlocks) throws(MediaError) {
    if blocks.forceUnitAccess || !isWriteCacheEnabled { try media.synchronize() }
  }

  private func firstDifference(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int? {
    if left == right { return nil }
    return zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
  }
}

extension LogicalBlocks {
  /// Addresses of the blocks; the run ends within the addresses that there are.
  var range: Range<UInt64> { address..<address + UInt64(count) }
}
