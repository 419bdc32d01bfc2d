/// A basic header segment of one kind.
///
/// Lengths are not part of it: they follow from the additional headers and the data of the PDU that it heads.
public protocol Header: Hashable, Sendable {
  static var opcode: Opcode { get }
  init()
}

extension Header {
  /// A header with the fields that `fill` gives it; the others are zero, task tags `TaskTag.reserved`.
  @inlinable public static func with(_ fill: (inout Self) -> Void) -> Self {
    var header = Self()
    fill(&header)
    return header
  }
}

/// A header that says where its fields are.
protocol LaidOutHeader: Header {
  /// Visits each field once, with its place.
  mutating func layout(_ fields: inout HeaderFields)
}

extension LaidOutHeader {
  init(reading bytes: [UInt8]) {
    self.init()
    var fields = HeaderFields(reading: bytes)
    layout(&fields)
  }

  var encoded: [UInt8] {
    var copy = self
    var fields = HeaderFields(writing: Self.opcode)
    copy.layout(&fields)
    return fields.bytes
  }
}

/// Task tags that mean no task.
public enum TaskTag {
  /// "No tag": what an unsolicited PDU carries (RFC 7143 11.1).
  public static let reserved: UInt32 = 0xffff_ffff
}
