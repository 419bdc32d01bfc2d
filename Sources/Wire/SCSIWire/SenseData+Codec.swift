extension SenseData {
  /// Fixed format: 18 bytes. Descriptor format: 8 bytes, 12 more for information and 8 more for a field pointer. Cut off at the
  /// allocation length.
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
    setKeySpecific(of: &bytes, at: SenseField.keySpecificOffset)
    return bytes
  }

  private func setKeySpecific(of bytes: inout [UInt8], at start: Int) {
    guard let fieldPointer else { return }
    bytes.set(SenseField.isKeySpecific, true, at: start)
    bytes.set(SenseField.isInCommand, fieldPointer.isInCommand, at: start)
    bytes[SenseField.fieldPointer, at: start] = UInt64(fieldPointer.byte)
  }

  private func encodedDescriptors() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: SenseField.headerLength)
    bytes[SenseField.responseCode] = isDeferred ? 0x73 : 0x72
    bytes[SenseField.descriptorKey] = UInt64(sense.key & 0x0F)
    bytes[SenseField.descriptorCode] = UInt64(sense.code)
    bytes[SenseField.descriptorQualifier] = UInt64(sense.qualifier)
    if let information {
      var descriptor = Self.descriptor(type: 0, length: SenseField.informationLength)
      descriptor.set(SenseField.longValid, true)
      descriptor[SenseField.longInformation] = information
      bytes += descriptor
    }
    if fieldPointer != nil {
      var descriptor = Self.descriptor(type: SenseField.keySpecificType, length: SenseField.keySpecificLength)
      setKeySpecific(of: &descriptor, at: SenseField.keySpecificDescriptorOffset)
      bytes += descriptor
    }
    bytes[SenseField.additionalLength] = UInt64(bytes.count - SenseField.headerLength)
    return bytes
  }

  private static func descriptor(type: UInt64, length: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: length)
    bytes[SenseField.descriptorType] = type
    bytes[SenseField.descriptorLength] = UInt64(length - SenseField.descriptorHeaderLength)
    return bytes
  }

  /// Decodes fixed (70h, 71h) and descriptor (72h, 73h) format; of sense data descriptors, those for information and for what is
  /// specific to the sense key.
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
      let sense = try fixedSense(bytes)
      let announced = SenseField.headerLength + Int(bytes[SenseField.additionalLength])
      let isWhole = min(announced, bytes.count) >= SenseField.fixedLength
      return SenseData(
        sense, information: information,
        fieldPointer: isWhole ? keySpecific(bytes, at: SenseField.keySpecificOffset, of: sense) : nil,
        isDeferred: response == 0x71)
    case 0x72, 0x73:
      let sense = Sense(
        key: UInt8(bytes[SenseField.descriptorKey]), code: UInt8(bytes[SenseField.descriptorCode]),
        qualifier: UInt8(bytes[SenseField.descriptorQualifier]))
      var data = SenseData(sense, isDeferred: response == 0x73)
      data.readDescriptors(bytes)
      return data
    default:
      throw WireError(.sense, SenseField.responseCode, in: bytes, expected: "70h to 73h", sense: .none)
    }
  }

  /// The first descriptor of a type counts, if it is whole and valid.
  private mutating func readDescriptors(_ bytes: [UInt8]) {
    let end = min(bytes.count, SenseField.headerLength + Int(bytes[SenseField.additionalLength]))
    var start = SenseField.headerLength
    while end - start >= SenseField.descriptorHeaderLength {
      let length = SenseField.descriptorHeaderLength + Int(bytes[SenseField.descriptorLength, at: start])
      guard length <= end - start else { return }
      switch bytes[SenseField.descriptorType, at: start] {
      case 0 where length == SenseField.informationLength && bytes.isSet(SenseField.longValid, at: start):
        information = information ?? bytes[SenseField.longInformation, at: start]
      case SenseField.keySpecificType where length == SenseField.keySpecificLength:
        fieldPointer = fieldPointer ?? Self.keySpecific(bytes, at: start + SenseField.keySpecificDescriptorOffset, of: sense)
      default: break
      }
      start += length
    }
  }

  /// Of other sense keys the field means other things.
  private static func keySpecific(_ bytes: [UInt8], at start: Int, of sense: Sense) -> FieldPointer? {
    guard sense.key == Sense.invalidFieldInCDB.key, bytes.isSet(SenseField.isKeySpecific, at: start) else { return nil }
    return FieldPointer(
      isInCommand: bytes.isSet(SenseField.isInCommand, at: start), byte: UInt16(bytes[SenseField.fieldPointer, at: start]))
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
