/// Sense data as it travels: what it says, where the error is, and whether it is about this command or an earlier one.
public struct SenseData: Hashable, Sendable {
  public var sense: Sense
  /// INFORMATION: the address of the block in error, or the offset of the first byte that did not compare; nil where it says
  /// nothing (VALID = 0). Fixed format has 32 bits of it: a larger value is not reported there.
  public var information: UInt64?
  /// The error belongs to an earlier command (response codes 71h and 73h).
  public var isDeferred: Bool

  public init(_ sense: Sense, information: UInt64? = nil, isDeferred: Bool = false) {
    self.sense = sense
    self.information = information
    self.isDeferred = isDeferred
  }
}

/// The two layouts of sense data; D_SENSE of the Control mode page and DESC of REQUEST SENSE choose.
public enum SenseFormat: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case fixed
  case descriptor
}

/// Fixed format sense data (SPC-4 table 53) and the header of the descriptor format (table 28).
enum SenseField {
  static let responseCode = Field("RESPONSE CODE", 0, bits: 0...6) { responseCodeName(UInt8($0)) }
  static let additionalLength = Field("ADDITIONAL SENSE LENGTH", 7)
  static let headerLength = 8
  // Fixed format.
  static let valid = Field("VALID", 0, bits: 7...7)
  static let key = Field("SENSE KEY", 2, bits: 0...3) { senseKeyName(UInt8($0)) }
  static let information = Field("INFORMATION", 3...6)
  static let code = Field("ADDITIONAL SENSE CODE", 12)
  static let qualifier = Field("ADDITIONAL SENSE CODE QUALIFIER", 13)
  static let fixedLength = 18
  // Descriptor format.
  static let descriptorKey = Field("SENSE KEY", 1, bits: 0...3) { senseKeyName(UInt8($0)) }
  static let descriptorCode = Field("ADDITIONAL SENSE CODE", 2)
  static let descriptorQualifier = Field("ADDITIONAL SENSE CODE QUALIFIER", 3)
  // Within a sense data descriptor; the information descriptor is type 00h (SPC-4 table 30).
  static let descriptorType = Field("DESCRIPTOR TYPE", 0)
  static let descriptorLength = Field("ADDITIONAL LENGTH", 1)
  static let descriptorHeaderLength = 2
  static let longValid = Field("VALID", 2, bits: 7...7)
  static let longInformation = Field("INFORMATION", 4...11)
  static let informationLength = 12
  static let informationDescriptor = [descriptorType, descriptorLength, longValid, longInformation]

  static let fixed = [
    valid, responseCode, Field("FILEMARK", 2, bits: 7...7), Field("EOM", 2, bits: 6...6), Field("ILI", 2, bits: 5...5), key,
    information, additionalLength, Field("COMMAND-SPECIFIC INFORMATION", 8...11), code, qualifier,
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
  /// Fixed format: 18 bytes. Descriptor format: 8 bytes, 20 with an information descriptor. Cut off at the allocation length.
  public func encoded(_ format: SenseFormat = .fixed, allocationLength: Int = .max) -> [UInt8] {
    let bytes = format == .fixed ? encodedFixed() : encodedDescriptors()
    return Array(bytes.prefix(allocationLength))
  }

  private func encodedFixed() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: SenseField.fixedLength)
    bytes[SenseField.responseCode] = isDeferred ? 0x71 : 0x70
    bytes[SenseField.key] = UInt64(sense.key & 0x0F)
    if let information, information <= SenseField.information.mask {
      bytes.set(SenseField.valid, true)
      bytes[SenseField.information] = information
    }
    bytes[SenseField.additionalLength] = UInt64(SenseField.fixedLength - SenseField.headerLength)
    bytes[SenseField.code] = UInt64(sense.code)
    bytes[SenseField.qualifier] = UInt64(sense.qualifier)
    return bytes
  }

  private func encodedDescriptors() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: SenseField.headerLength)
    bytes[SenseField.responseCode] = isDeferred ? 0x73 : 0x72
    bytes[SenseField.descriptorKey] = UInt64(sense.key & 0x0F)
    bytes[SenseField.descriptorCode] = UInt64(sense.code)
    bytes[SenseField.descriptorQualifier] = UInt64(sense.qualifier)
    guard let information else { return bytes }
    bytes[SenseField.additionalLength] = UInt64(SenseField.informationLength)
    var descriptor = [UInt8](repeating: 0, count: SenseField.informationLength)
    descriptor[SenseField.descriptorLength] = UInt64(SenseField.informationLength - SenseField.descriptorHeaderLength)
    descriptor.set(SenseField.longValid, true)
    descriptor[SenseField.longInformation] = information
    return bytes + descriptor
  }

  /// Decodes fixed (70h, 71h) and descriptor (72h, 73h) format; sense data descriptors but the one for information are passed
  /// over.
  ///
  /// - Throws: when the response code is another one, or bytes are missing that ADDITIONAL SENSE LENGTH announces. In the fixed
  ///   format a length that leaves out the additional sense code means code 00h, no information.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> SenseData {
    guard bytes.count >= SenseField.headerLength else {
      throw WireError(.sense, tooShort: bytes, expected: "8 bytes or more", sense: .none)
    }
    let response = bytes[SenseField.responseCode]
    switch response {
    case 0x70, 0x71:
      let information = bytes.isSet(SenseField.valid) ? bytes[SenseField.information] : nil
      return SenseData(try fixedSense(bytes), information: information, isDeferred: response == 0x71)
    case 0x72, 0x73:
      let sense = Sense(
        key: UInt8(bytes[SenseField.descriptorKey]), code: UInt8(bytes[SenseField.descriptorCode]),
        qualifier: UInt8(bytes[SenseField.descriptorQualifier]))
      return SenseData(sense, information: descriptorInformation(bytes), isDeferred: response == 0x73)
    default:
      throw WireError(.sense, SenseField.responseCode, in: bytes, expected: "70h to 73h", sense: .none)
    }
  }

  /// The first information descriptor that is whole and valid.
  private static func descriptorInformation(_ bytes: [UInt8]) -> UInt64? {
    let end = min(bytes.count, SenseField.headerLength + Int(bytes[SenseField.additionalLength]))
    var start = SenseField.headerLength
    while end - start >= SenseField.descriptorHeaderLength {
      let length = SenseField.descriptorHeaderLength + Int(bytes[SenseField.descriptorLength, at: start])
      if bytes[SenseField.descriptorType, at: start] == 0, length == SenseField.informationLength, length <= end - start,
        bytes.isSet(SenseField.longValid, at: start)
      {
        return bytes[SenseField.longInformation, at: start]
      }
      start += length
    }
    return nil
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
