extension ModeParameters {
  /// The data that MODE SENSE returns, cut off at the allocation length. The 6-byte form has no long block descriptor: it is
  /// encoded as a short one. `pagesAreSavable` is the PS bit of each page.
  public func encoded(_ form: ModeForm, pagesAreSavable: Bool = false, allocationLength: Int = .max) -> [UInt8] {
    let fields = ModeHeaderFields[form]
    var bytes = encodedList(form, pagesAreSavable: pagesAreSavable)
    bytes.set(fields.writeProtect, isWriteProtected)
    bytes.set(fields.cacheControl, supportsCacheControl)
    // The length does not count itself.
    bytes[fields.dataLength] = min(UInt64(bytes.count - fields.dataLength.bytes.count), fields.dataLength.mask)
    return Array(bytes.prefix(allocationLength))
  }

  /// The parameter list of MODE SELECT, in which the data length and the device-specific parameter are reserved.
  public func encodedList(_ form: ModeForm) -> [UInt8] { encodedList(form, pagesAreSavable: false) }

  private func encodedList(_ form: ModeForm, pagesAreSavable: Bool) -> [UInt8] {
    let fields = ModeHeaderFields[form]
    var bytes = [UInt8](repeating: 0, count: fields.headerLength)
    bytes[fields.mediumType] = UInt64(mediumType)
    if var blockDescriptor {
      blockDescriptor.isLong = blockDescriptor.isLong && form == .ten
      if let longLBA = fields.longLBA { bytes.set(longLBA, blockDescriptor.isLong) }
      let encoded = blockDescriptor.encoded()
      bytes[fields.descriptorLength] = UInt64(encoded.count)
      bytes += encoded
    }
    for page in pages { bytes += page.encoded(isSavable: pagesAreSavable) }
    return bytes
  }

  /// Decodes what an initiator received from MODE SENSE; a page that was cut off is left out.
  ///
  /// - Throws: when the header or the block descriptor is incomplete, or there is more than one.
  public static func decode(_ bytes: [UInt8], _ form: ModeForm) throws(WireError) -> ModeParameters {
    let fields = ModeHeaderFields[form]
    var (parameters, start) = try decodeHeader(bytes, form, forSelect: false)
    parameters.isWriteProtected = bytes.isSet(fields.writeProtect)
    parameters.supportsCacheControl = bytes.isSet(fields.cacheControl)
    let end = min(bytes.count, Int(bytes[fields.dataLength]) + fields.dataLength.bytes.count)
    let data = Array(bytes.prefix(end))
    while start < end, let next = ModePage.decode(data, at: start) {
      parameters.pages.append(next.page)
      start = next.end
    }
    return parameters
  }

  /// Decodes the parameter list of a MODE SELECT. No bytes are no pages. Which pages exist and what may change in them is for the
  /// device server to say.
  ///
  /// - Throws: PARAMETER LIST LENGTH ERROR when the list cuts the header, the block descriptor or a page off, INVALID FIELD IN
  ///   PARAMETER LIST when there is more than one block descriptor (SPC-4 6.10).
  public static func decodeList(_ list: [UInt8], _ form: ModeForm) throws(WireError) -> ModeParameters {
    guard !list.isEmpty else { return ModeParameters() }
    var (parameters, start) = try decodeHeader(list, form, forSelect: true)
    while start < list.count {
      guard let next = ModePage.decode(list, at: start) else {
        throw WireError(form.kind, tooShort: list, expected: "the rest of a mode page", sense: .parameterListLengthError)
      }
      parameters.pages.append(next.page)
      start = next.end
    }
    return parameters
  }

  /// Header and block descriptor, and where the pages begin.
  private static func decodeHeader(
    _ bytes: [UInt8], _ form: ModeForm, forSelect: Bool
  ) throws(WireError) -> (ModeParameters, Int) {
    let fields = ModeHeaderFields[form]
    let lengthError: Sense = forSelect ? .parameterListLengthError : .none
    guard bytes.count >= fields.headerLength else {
      throw WireError(form.kind, tooShort: bytes, expected: "a header of \(fields.headerLength) bytes", sense: lengthError)
    }
    var parameters = ModeParameters(mediumType: UInt8(bytes[fields.mediumType]))
    let length = Int(bytes[fields.descriptorLength])
    guard length > 0 else { return (parameters, fields.headerLength) }
    let isLong = fields.longLBA.map { bytes.isSet($0) } ?? false
    guard length == (isLong ? 16 : 8) else {
      throw WireError(
        form.kind, fields.descriptorLength, in: bytes, expected: isLong ? "0 or 16" : "0 or 8",
        sense: forSelect ? .invalidFieldInParameterList : .none)
    }
    guard bytes.count >= fields.headerLength + length else {
      throw WireError(form.kind, tooShort: bytes, expected: "a block descriptor of \(length) bytes", sense: lengthError)
    }
    parameters.blockDescriptor = ModeBlockDescriptor(bytes, at: fields.headerLength, isLong: isLong)
    return (parameters, fields.headerLength + length)
  }
}

extension ModeForm {
  var kind: ByteKind { self == .six ? .modeParameters6 : .modeParameters10 }
}
