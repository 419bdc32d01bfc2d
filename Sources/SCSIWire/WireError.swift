/// What a run of bytes is.
public enum ByteKind: String, Sendable, CaseIterable {
  case cdb
  case parameterList = "parameter-list"
  case registerAndMoveList = "register-and-move-list"
  case transportID = "transport-id"
  case readKeys = "read-keys"
  case readReservation = "read-reservation"
  case reportCapabilities = "report-capabilities"
  case readFullStatus = "read-full-status"
  case sense

  /// The name in running text.
  public var name: String {
    switch self {
    case .cdb: "CDB"
    case .parameterList: "PERSISTENT RESERVE OUT parameter list"
    case .registerAndMoveList: "REGISTER AND MOVE parameter list"
    case .transportID: "TransportID"
    case .readKeys: "READ KEYS parameter data"
    case .readReservation: "READ RESERVATION parameter data"
    case .reportCapabilities: "REPORT CAPABILITIES parameter data"
    case .readFullStatus: "READ FULL STATUS parameter data"
    case .sense: "sense data"
    }
  }
}

/// Bytes that cannot be decoded.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which bytes were being read.
  public var kind: ByteKind
  /// Byte offset within them: the first byte of the offending field or, where bytes are missing, the number present.
  public var offset: Int
  /// The field's name in the standard.
  public var field: String
  public var expected: String
  public var found: String
  /// What a device server answers with CHECK CONDITION; `Sense.none` for bytes that a device server sends, not receives.
  public var sense: Sense

  public var description: String {
    "byte \(offset) of the \(kind.name) (\(field)): expected \(expected), found \(found)"
  }
}

extension WireError {
  /// The value found in a field is not one of those expected. `start` is where the field's table begins.
  init(_ kind: ByteKind, _ field: Field, in bytes: [UInt8], at start: Int = 0, expected: String, sense: Sense) {
    self.init(
      kind: kind, offset: start + field.offset, field: field.name, expected: expected,
      found: hexadecimal(bytes[field, at: start], digits: (field.bits.count + 3) / 4) + "h", sense: sense)
  }

  /// The bytes end too early.
  init(_ kind: ByteKind, tooShort bytes: [UInt8], expected: String, sense: Sense) {
    self.init(
      kind: kind, offset: bytes.count, field: "length", expected: expected, found: "\(bytes.count) bytes", sense: sense)
  }
}
