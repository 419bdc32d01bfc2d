import SCSIWire

/// Blocks that a command takes from the media, or brings to them together with data of its own.
package struct MediaExtent {
  package var blocks: Range<UInt64>
  package var isWrite: Bool

  init(_ blocks: LogicalBlocks, isWrite: Bool) {
    let end = blocks.address.addingReportingOverflow(UInt64(blocks.count))
    self.blocks = blocks.address..<(end.overflow ? .max : end.partialValue)
    self.isWrite = isWrite
  }
}

extension Command {
  /// nil for commands that go past the media. UNMAP among them: its extents are in its parameter list.
  package var mediaExtent: MediaExtent? {
    switch self {
    case .read(let blocks): MediaExtent(blocks, isWrite: false)
    case .write(let blocks), .writeAndVerify(let blocks, _), .compareAndWrite(let blocks), .orWrite(let blocks):
      MediaExtent(blocks, isWrite: true)
    case .writeSame(let request): MediaExtent(request.blocks, isWrite: true)
    default: nil
    }
  }
}
