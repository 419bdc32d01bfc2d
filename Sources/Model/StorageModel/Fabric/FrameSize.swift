import EventEngine

/// Bytes on the wire of each frame (FCP-4, FC-FS-5: 36 bytes of framing each, 2,112 bytes of payload at most).
enum FrameSize {
  static let framing: UInt64 = 36
  static let payloadMax: UInt64 = 2_112
  static let command: UInt64 = 32 + framing
  static let transferReady: UInt64 = 12 + framing
  static let response: UInt64 = 24 + framing
  static let abort: UInt64 = framing

  static func data(_ bytes: UInt64) -> UInt64 { bytes + framing * ((bytes + payloadMax - 1) / payloadMax) }
}
