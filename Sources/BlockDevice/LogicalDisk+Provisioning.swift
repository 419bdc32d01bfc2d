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
    try settle(request.blocks)
    return .good
  }
}
