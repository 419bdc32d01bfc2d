/// What a logical unit says of itself.
extension ByteDescription {
  static func inquiry(_ bytes: [UInt8]) -> ByteDescription {
    do {
      let data = try InquiryData.decode(bytes)
      var lister = FieldLister(bytes)
      lister.table(InquiryData.describedFields, length: InquiryData.vendorBytes.lowerBound)
      lister.text("T10 VENDOR IDENTIFICATION", data.vendor, count: InquiryData.vendorBytes.count)
      lister.text("PRODUCT IDENTIFICATION", data.product, count: InquiryData.productBytes.count)
      lister.text("PRODUCT REVISION LEVEL", data.revision, count: InquiryData.revisionBytes.count)
      if lister.left > 0 {
        lister.raw("VENDOR SPECIFIC AND RESERVED", count: InquiryData.versionDescriptorStart - lister.offset)
      }
      for _ in 0..<InquiryData.versionDescriptorsMax where lister.left >= 2 {
        lister.table([Field("VERSION DESCRIPTOR", 0...1)], length: 2)
      }
      return lister.description(.inquiry, rest: "(reserved and vendor specific)")
    } catch {
      return FieldLister(bytes).description(.inquiry, rest: "(not decoded)", problem: error)
    }
  }

  static func vitalProductData(_ bytes: [UInt8]) -> ByteDescription {
    let code = bytes.element(at: VitalProductDataField.pageCode.offset)
    let title = code.flatMap(vitalProductDataName).map { "\($0) VPD page" }
    switch code {
    case BlockLimitsVPD.pageCode: return page(bytes, BlockLimitsVPD.self, title)
    case BlockDeviceCharacteristicsVPD.pageCode: return page(bytes, BlockDeviceCharacteristicsVPD.self, title)
    case LogicalBlockProvisioningVPD.pageCode: return page(bytes, LogicalBlockProvisioningVPD.self, title)
    default: break
    }
    var lister = FieldLister(bytes)
    lister.table(VitalProductDataField.header, length: VitalProductDataField.headerLength)
    switch code {
    case SupportedPagesVPD.pageCode:
      while lister.left > 0 { lister.table([Field("PAGE CODE", 0) { vitalProductDataName(UInt8($0)) }], length: 1) }
      return lister.description(.vitalProductData, title: title, problem: pageProblem(bytes, SupportedPagesVPD.self))
    case UnitSerialNumberVPD.pageCode:
      let text = asciiText(bytes.dropFirst(VitalProductDataField.headerLength))
      if lister.left > 0 { lister.text("PRODUCT SERIAL NUMBER", text, count: lister.left) }
      return lister.description(.vitalProductData, title: title, problem: pageProblem(bytes, UnitSerialNumberVPD.self))
    case DeviceIdentificationVPD.pageCode:
      while lister.designator() {}
      return lister.description(
        .vitalProductData, title: title, rest: "(cut off)", problem: pageProblem(bytes, DeviceIdentificationVPD.self))
    default: return lister.description(.vitalProductData, title: title, rest: "(not decoded)")
    }
  }

  private static func page<Page: FieldTableVPD>(_ bytes: [UInt8], _: Page.Type, _ title: String?) -> ByteDescription {
    var lister = FieldLister(bytes)
    lister.table(VitalProductDataField.header + Page.fields, length: Page.encodedLength)
    return lister.description(.vitalProductData, title: title, problem: pageProblem(bytes, Page.self))
  }

  private static func pageProblem<Page: VitalProductDataPage>(_ bytes: [UInt8], _: Page.Type) -> WireError? {
    problem { () throws(WireError) in _ = try Page.decode(bytes) }
  }

  static func readCapacity10(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    lister.table(ReadCapacity10Data.fields, length: ReadCapacity10Data.encodedLength)
    return lister.description(
      .readCapacity10, problem: problem { () throws(WireError) in _ = try ReadCapacity10Data.decode(bytes) })
  }

  static func readCapacity16(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    lister.table(ReadCapacity16Data.fields, length: ReadCapacity16Data.encodedLength)
    return lister.description(
      .readCapacity16, problem: problem { () throws(WireError) in _ = try ReadCapacity16Data.decode(bytes) })
  }

  static func reportLuns(_ bytes: [UInt8]) -> ByteDescription {
    var lister = FieldLister(bytes)
    lister.table([ReportLunsField.length], length: ReportLunsField.headerLength)
    do {
      for _ in try ReportLunsData.decode(bytes).luns { lister.table([ReportLunsField.lun], length: 8) }
      return lister.description(.reportLuns)
    } catch {
      return lister.description(.reportLuns, rest: "(not decoded)", problem: error)
    }
  }

  static func modeParameters(_ bytes: [UInt8], _ form: ModeForm) -> ByteDescription {
    var lister = FieldLister(bytes)
    let header = ModeHeaderFields[form]
    lister.table(header.all, length: header.headerLength)
    do {
      if let descriptor = try ModeParameters.decode(bytes, form).blockDescriptor {
        lister.table(ModeBlockDescriptorField.all(isLong: descriptor.isLong), length: descriptor.isLong ? 16 : 8)
      }
      while let (page, end) = ModePage.decode(bytes, at: lister.offset) { lister.modePage(page, end: end) }
      return lister.description(form.kind, rest: "(cut off)")
    } catch {
      return lister.description(form.kind, rest: "(not decoded)", problem: error)
    }
  }
}

extension FieldLister {
  /// The designator that begins here; false where it is not all there.
  fileprivate mutating func designator() -> Bool {
    guard left >= DesignatorField.headerLength else { return false }
    let length = Int(bytes[DesignatorField.length, at: offset])
    guard left >= DesignatorField.headerLength + length else { return false }
    let name = (try? Designator(bytes, at: offset))?.name
    table(DesignatorField.all, length: DesignatorField.headerLength)
    switch name {
    case .t10(let vendor, let identifier): text("DESIGNATOR", "\(vendor) \(identifier)", count: length)
    case .scsiName(let words): text("DESIGNATOR", words, count: length)
    default: raw("DESIGNATOR", count: length)
    }
    return true
  }

  fileprivate mutating func modePage(_ page: ModePage, end: Int) {
    typealias Fields = ModePageField
    let head = [Fields.savable, Fields.hasSubpage, Fields.code]
    let own: [Field]? =
      switch page.code {
      case CachingPage.pageCode where CachingPage(page) != nil: CachingPage.fields
      case ControlPage.pageCode where ControlPage(page) != nil: ControlPage.fields
      case InformationalExceptionsPage.pageCode where InformationalExceptionsPage(page) != nil:
        InformationalExceptionsPage.fields
      default: nil
      }
    if let own { return table(head + [Fields.length] + own, length: end - offset) }
    if page.subpage == 0 && end - offset == Fields.headerLength + page.body.count {
      table(head + [Fields.length], length: Fields.headerLength)
    } else {
      table(head + [Fields.subpage, Fields.longLength], length: Fields.longHeaderLength)
    }
    raw("MODE PARAMETERS", count: end - offset)
  }
}
