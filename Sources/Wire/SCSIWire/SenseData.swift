/// Sense data as it travels: what it says, where the error is, and whether it is about this command or an earlier one.
public struct SenseData: Hashable, Sendable {
  public var sense: Sense
  /// INFORMATION: the address of the block in error, or the offset of the first byte that did not compare; nil where it says
  /// nothing (VALID = 0). Fixed format has 32 bits of it: a larger value is not reported there.
  public var information: UInt64?
  /// FIELD POINTER: the first byte of the field that an ILLEGAL REQUEST is about; nil where it says nothing (SKSV = 0).
  public var fieldPointer: FieldPointer?
  /// The error belongs to an earlier command (response codes 71h and 73h).
  public var isDeferred: Bool

  public init(
    _ sense: Sense, information: UInt64? = nil, fieldPointer: FieldPointer? = nil, isDeferred: Bool = false
  ) {
    self.sense = sense
    self.information = information
    self.fieldPointer = fieldPointer
    self.isDeferred = isDeferred
  }
}

/// Where an illegal field is (SPC-4 table 42).
public struct FieldPointer: BitwiseCopyable, Hashable, Sendable {
  /// In the CDB, else in the data-out.
  public var isInCommand: Bool
  public var byte: UInt16

  public init(isInCommand: Bool, byte: UInt16) {
    self.isInCommand = isInCommand
    self.byte = byte
  }
}

extension WireError {
  /// What sense data say of it: nothing of an unknown command, nor of bytes that are missing.
  public var fieldPointer: FieldPointer? {
    guard sense == .invalidFieldInCDB || sense == .invalidFieldInParameterList else { return nil }
    return UInt16(exactly: offset).map { FieldPointer(isInCommand: sense == .invalidFieldInCDB, byte: $0) }
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
  static let keySpecificOffset = 15
  static let fixedLength = 18
  // Within SENSE KEY SPECIFIC, of ILLEGAL REQUEST (SPC-4 table 42).
  static let isKeySpecific = Field("SKSV", 0, bits: 7...7)
  static let isInCommand = Field("C/D", 0, bits: 6...6)
  static let fieldPointer = Field("FIELD POINTER", 1...2)
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
  // The sense key specific descriptor is type 02h (SPC-4 table 31).
  static let keySpecificType: UInt64 = 2
  static let keySpecificLength = 8
  static let keySpecificDescriptorOffset = 4
  static let keySpecificDescriptor = [descriptorType, descriptorLength, Field("SENSE KEY SPECIFIC", 4...6)]

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
