/// Sense data as it travels: what it says, and whether it is about this command or an earlier one.
public struct SenseData: Hashable, Sendable {
  public var sense: Sense
  /// The error belongs to an earlier command (response codes 71h and 73h).
  public var isDeferred: Bool

  public init(_ sense: Sense, isDeferred: Bool = false) {
    self.sense = sense
    self.isDeferred = isDeferred
  }
}

/// Fixed format sense data (SPC-4 table 53) and the header of the descriptor format (table 28).
enum SenseField {
  static let responseCode = Field("RESPONSE CODE", 0, bits: 0...6) { responseCodeName(UInt8($0)) }
  static let additionalLength = Field("ADDITIONAL SENSE LENGTH", 7)
  static let headerLength = 8
  // Fixed format.
  static let valid = Field("VALID", 0, bits: 7...7)
  static let key = Field("SENSE KEY", 2, bits: 0...3) { senseKeyName(UInt8($0)) }
  static let code = Field("ADDITIONAL SENSE CODE", 12)
  static let qualifier = Field("ADDITIONAL SENSE CODE QUALIFIER", 13)
  static let fixedLength = 18
  // Descriptor format.
  static let descriptorKey = Field("SENSE KEY", 1, bits: 0...3) { senseKeyName(UInt8($0)) }
  static let descriptorCode = Field("ADDITIONAL SENSE CODE", 2)
  static let descriptorQualifier = Field("ADDITIONAL SENSE CODE QUALIFIER", 3)

  static let fixed = [
    valid, responseCode, Field("FILEMARK", 2, bits: 7...7), Field("EOM", 2, bits: 6...6), Field("ILI", 2, bits: 5...5), key,
    Field("INFORMATION", 3...6), additionalLength, Field("COMMAND-SPECIFIC INFORMATION", 8...11), code, qualifier,
    Field("FIELD REPLACEABLE UNIT CODE", 14), Field("SENSE KEY SPECIFIC", 15...17),
  ]
  static let descriptor = [responseCode, descriptorKey, descriptorCode, descriptorQualifier, additionalLength]
}

private func responseCodeName(_ code: UInt8) -> String? {
  switch code {
  case 0x70: "current, fixed format"
  case 0x71: "deferred, fixed format"
  case 0x72: "current, descriptor format"
  case 0x73: "deferred, descriptor format"
  default: nil
  }
}

extension SenseData {
  /// Fixed format, 18 bytes, cut off at the allocation length.
  public func encoded(allocationLength: Int = .max) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: SenseField.fixedLength)
    bytes[SenseField.responseCode] = isDeferred ? 0x71 : 0x70
    bytes[SenseField.key] = UInt64(sense.key & 0x0F)
    bytes[SenseField.additionalLength] = UInt64(SenseField.fixedLength - SenseField.headerLength)
    bytes[SenseField.code] = UInt64(sense.code)
    bytes[SenseField.qualifier] = UInt64(sense.qualifier)
    return Array(bytes.prefix(allocationLength))
  }

  /// Decodes fixed (70h, 71h) and descriptor (72h, 73h) format; sense data descriptors are passed over.
  ///
  /// - Throws: when the response code is another one, or bytes are missing that ADDITIONAL SENSE LENGTH announces. In the fixed
  ///   format a length that leaves out the additional sense code means code 00h, no information.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> SenseData {
    guard bytes.count >= SenseField.headerLength else {
      throw WireError(.sense, tooShort: bytes, expected: "8 bytes or more", sense: .none)
    }
    let response = bytes[SenseField.responseCode]
    switch response {
    case 0x70, 0x71: return SenseData(try fixedSense(bytes), isDeferred: response == 0x71)
    case 0x72, 0x73:
      let sense = Sense(
        key: UInt8(bytes[SenseField.descriptorKey]), code: UInt8(bytes[SenseField.descriptorCode]),
        qualifier: UInt8(bytes[SenseField.descriptorQualifier]))
      return SenseData(sense, isDeferred: response == 0x73)
    default:
      throw WireError(.sense, SenseField.responseCode, in: bytes, expected: "70h to 73h", sense: .none)
    }
  }

  private static func fixedSense(_ bytes: [UInt8]) throws(WireError) -> Sense {
    let announced = SenseField.headerLength + Int(bytes[SenseField.additionalLength])
    func byte(_ field: Field) throws(WireError) -> UInt8 {
      guard announced > field.offset else { return 0 }
      guard bytes.count > field.offset else {
        throw WireError(.sense, tooShort: bytes, expected: "the \(announced) bytes announced", sense: .none)
      }
      return UInt8(bytes[field])
    }
    return Sense(
      key: UInt8(bytes[SenseField.key]), code: try byte(SenseField.code), qualifier: try byte(SenseField.qualifier))
  }
}
