/// What a run of bytes is.
public enum ByteKind: String, Sendable, CaseIterable {
  case cdb
  case sense
  // Parameter lists.
  case parameterList = "parameter-list"
  case registerAndMoveList = "register-and-move-list"
  case transportID = "transport-id"
  case unmapList = "unmap-list"
  // Parameter data.
  case readKeys = "read-keys"
  case readReservation = "read-reservation"
  case reportCapabilities = "report-capabilities"
  case readFullStatus = "read-full-status"
  case inquiry
  case vitalProductData = "vpd"
  case readCapacity10 = "read-capacity-10"
  case readCapacity16 = "read-capacity-16"
  case reportLuns = "report-luns"
  case modeParameters6 = "mode-6"
  case modeParameters10 = "mode-10"
  case supportedOperationCodes = "operation-codes"
  case supportedOperationCode = "operation-code"
  case targetPortGroups = "target-port-groups"
  case lbaStatus = "lba-status"

  /// The name in running text.
  public var name: String {
    switch self {
    case .cdb: "CDB"
    case .sense: "sense data"
    case .parameterList: "PERSISTENT RESERVE OUT parameter list"
    case .registerAndMoveList: "REGISTER AND MOVE parameter list"
    case .transportID: "TransportID"
    case .unmapList: "UNMAP parameter list"
    case .readKeys: "READ KEYS parameter data"
    case .readReservation: "READ RESERVATION parameter data"
    case .reportCapabilities: "REPORT CAPABILITIES parameter data"
    case .readFullStatus: "READ FULL STATUS parameter data"
    case .inquiry: "standard INQUIRY data"
    case .vitalProductData: "vital product data page"
    case .readCapacity10: "READ CAPACITY(10) parameter data"
    case .readCapacity16: "READ CAPACITY(16) parameter data"
    case .reportLuns: "REPORT LUNS parameter data"
    case .modeParameters6: "mode parameters of the 6-byte commands"
    case .modeParameters10: "mode parameters of the 10-byte commands"
    case .supportedOperationCodes: "REPORT SUPPORTED OPERATION CODES parameter data"
    case .supportedOperationCode: "REPORT SUPPORTED OPERATION CODES parameter data of one command"
    case .targetPortGroups: "REPORT TARGET PORT GROUPS parameter data"
    case .lbaStatus: "GET LBA STATUS parameter data"
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
