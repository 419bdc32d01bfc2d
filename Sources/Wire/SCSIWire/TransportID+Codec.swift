/// TransportIDs (SPC-4 7.6.4): tables 389 (Fibre Channel), 393 and 394 (iSCSI), 395 (SAS).
enum TransportIDField {
  static let format = Field("FORMAT CODE", 0, bits: 6...7)
  static let transport = Field("PROTOCOL IDENTIFIER", 0, bits: 0...3) { transportName(UInt8($0)) }
  static let portName = Field("N_PORT_NAME", 8...15)
  static let sasAddress = Field("SAS ADDRESS", 4...11)
  static let additionalLength = Field("ADDITIONAL LENGTH", 2...3)
  static let iSCSIHeaderLength = 4
  /// Length of the forms of fixed size, and the least of an iSCSI TransportID.
  static let length = 24
  /// Between the name and the ISID in format 01b (RFC 7143 4.2.7.1).
  static let separator = ",i,0x"
}

/// SPC-4 table 361.
func transportName(_ identifier: UInt8) -> String? {
  switch identifier {
  case 0: "Fibre Channel"
  case 1: "parallel SCSI"
  case 2: "SSA"
  case 3: "IEEE 1394"
  case 4: "SRP"
  case 5: "iSCSI"
  case 6: "SAS"
  default: nil
  }
}

extension TransportID {
  /// The bytes: 24, or as many as an iSCSI name needs, a multiple of four. Of an iSCSI name at most 223 bytes (RFC 7143 4.2.7.2)
  /// up to its first NUL are encoded, of the ISID its low 48 bits.
  public func encoded() -> [UInt8] {
    switch self {
    case .fibreChannel(let name): Self.encoded(protocol: 0, TransportIDField.portName, name)
    case .sas(let address): Self.encoded(protocol: 6, TransportIDField.sasAddress, address)
    case .iSCSI(let name, let isid): Self.encodedISCSI(name: name, isid: isid)
    }
  }

  private static func encoded(protocol transport: UInt64, _ field: Field, _ value: UInt64) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: TransportIDField.length)
    bytes[TransportIDField.transport] = transport
    bytes[field] = value
    return bytes
  }

  private static func encodedISCSI(name: String, isid: UInt64?) -> [UInt8] {
    var text = Array(name.utf8.prefix(223).prefix { $0 != 0 })
    if let isid {
      text += TransportIDField.separator.utf8
      text += hexadecimal(isid & 0xFFFF_FFFF_FFFF, digits: 12).lowercased().utf8
    }
    // At least one NUL ends the text.
    let textLength = max(TransportIDField.length - TransportIDField.iSCSIHeaderLength, (text.count / 4 + 1) * 4)
    var bytes = [UInt8](repeating: 0, count: TransportIDField.iSCSIHeaderLength)
    bytes[TransportIDField.transport] = 5
    bytes[TransportIDField.format] = isid == nil ? 0 : 1
    bytes[TransportIDField.additionalLength] = UInt64(textLength)
    return bytes + text + [UInt8](repeating: 0, count: textLength - text.count)
  }

  /// Decodes one TransportID; bytes after it are ignored.
  ///
  /// - Throws: when the transport or format is unknown, a length is illegal, or bytes are missing.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> TransportID {
    try decode(bytes, at: 0, end: bytes.count, kind: .transportID).id
  }

  /// Decodes the TransportID that begins at `start` and lies before `end`; says where it ends.
  ///
  /// A parameter list that truncates one is PARAMETER LIST LENGTH ERROR, all else INVALID FIELD IN PARAMETER LIST (SPC-4 6.16.3).
  static func decode(
    _ bytes: [UInt8], at start: Int, end: Int, kind: ByteKind
  ) throws(WireError) -> (id: TransportID, end: Int) {
    let isList = kind == .parameterList || kind == .registerAndMoveList
    guard end - start >= TransportIDField.length else {
      throw WireError(truncating: kind, at: end, expected: "24 bytes of a TransportID", found: "\(end - start)", isList)
    }
    let fieldError: Sense = isList ? .invalidFieldInParameterList : .none
    let transport = bytes[TransportIDField.transport, at: start]
    let isISCSI = transport == 5
    guard bytes[TransportIDField.format, at: start] <= (isISCSI ? 1 : 0) else {
      throw WireError(
        kind, TransportIDField.format, in: bytes, at: start, expected: isISCSI ? "0 or 1" : "0", sense: fieldError)
    }
    let fixedEnd = start + TransportIDField.length
    switch transport {
    case 0: return (.fibreChannel(bytes[TransportIDField.portName, at: start]), fixedEnd)
    case 6: return (.sas(bytes[TransportIDField.sasAddress, at: start]), fixedEnd)
    case 5: return try decodeISCSI(bytes, at: start, end: end, kind: kind, fieldError: fieldError)
    default:
      throw WireError(
        kind, TransportIDField.transport, in: bytes, at: start, expected: "0h (Fibre Channel), 5h (iSCSI) or 6h (SAS)",
        sense: fieldError)
    }
  }

  private static func decodeISCSI(
    _ bytes: [UInt8], at start: Int, end: Int, kind: ByteKind, fieldError: Sense
  ) throws(WireError) -> (id: TransportID, end: Int) {
    let length = Int(bytes[TransportIDField.additionalLength, at: start])
    guard length >= 20, length.isMultiple(of: 4) else {
      throw WireError(
        kind, TransportIDField.additionalLength, in: bytes, at: start, expected: "20 or more and a multiple of 4",
        sense: fieldError)
    }
    let textStart = start + TransportIDField.iSCSIHeaderLength
    guard length <= end - textStart else {
      throw WireError(
        truncating: kind, at: end, expected: "\(length) bytes of an iSCSI name", found: "\(end - textStart)",
        fieldError != .none)
    }
    let text = bytes[textStart..<(textStart + length)]
    func nameError(_ expected: String) -> WireError {
      WireError(
        kind: kind, offset: textStart, field: "ISCSI NAME", expected: expected, found: "other bytes", sense: fieldError)
    }
    guard let terminator = text.firstIndex(of: 0) else { throw nameError("a NUL at its end") }
    guard let words = String(validating: text[..<terminator], as: UTF8.self) else { throw nameError("UTF-8") }
    guard bytes[TransportIDField.format, at: start] == 1 else {
      guard (1...223).contains(words.utf8.count) else { throw nameError("a name of 1 to 223 bytes") }
      return (.iSCSI(name: words, isid: nil), textStart + length)
    }
    guard let (name, isid) = portName(words) else { throw nameError("a name, \",i,0x\" and the ISID in hexadecimal") }
    return (.iSCSI(name: name, isid: isid), textStart + length)
  }

  /// Takes `iqn.1991-05.com.example:a,i,0x00023d000001` apart. No iSCSI name has a comma (RFC 3722).
  private static func portName(_ words: String) -> (name: String, isid: UInt64)? {
    let bytes = Array(words.utf8)
    guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")), (1...223).contains(comma) else { return nil }
    let separator = TransportIDField.separator.utf8
    let digits = bytes[comma...].dropFirst(separator.count)
    guard bytes[comma...].starts(with: separator), (1...12).contains(digits.count),
      digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let isid = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
    else { return nil }
    return (String(decoding: bytes[..<comma], as: UTF8.self), isid)
  }
}

extension WireError {
  /// A TransportID is not all there.
  fileprivate init(truncating kind: ByteKind, at end: Int, expected: String, found: String, _ isList: Bool) {
    self.init(
      kind: kind, offset: end, field: "TRANSPORTID", expected: expected, found: "\(found) bytes",
      sense: isList ? .parameterListLengthError : .none)
  }
}
