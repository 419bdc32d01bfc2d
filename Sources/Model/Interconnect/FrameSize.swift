/// Bytes on the wire of each frame (FCP-4, FC-FS-5: 36 bytes of framing each, 2,112 bytes of payload at most).
@usableFromInline enum FrameSize {
  @inlinable static var framing: UInt64 { 36 }
  @inlinable static var payloadMax: UInt64 { 2_112 }
  @inlinable static var command: UInt64 { 32 + framing }
  @inlinable static var transferReady: UInt64 { 12 + framing }
  @inlinable static var response: UInt64 { 24 + framing }
  @inlinable static var abort: UInt64 { framing }

  @inlinable static func data(_ bytes: UInt64) -> UInt64 { bytes + framing * ((bytes + payloadMax - 1) / payloadMax) }
}

extension InformationUnit {
  /// Bytes on the wire, framing included.
  @inlinable @inline(__always) package var wireBytes: UInt64 {
    let data = dataLength == 0 ? 0 : FrameSize.data(UInt64(dataLength))
    return switch content {
    case .command: FrameSize.command + data
    case .taskManagement: FrameSize.command
    case .data: data
    case .abort: FrameSize.abort
    case .transferReady: FrameSize.transferReady
    case .response, .functionResponse: FrameSize.response + data
    }
  }
}
