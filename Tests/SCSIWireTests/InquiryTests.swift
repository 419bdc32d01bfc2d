import SCSIWire
import Testing

/// INQUIRY data and its pages; bytes written from SPC-4 6.6 and 7.8, SBC-3 6.5.
struct InquiryTests {
  static let standard: [UInt8] =
    [0x00, 0x00, 0x06, 0x02, 91, 0x10, 0x10, 0x02] + Array("WEIR    disk            1.2 ".utf8)
    + [UInt8](repeating: 0, count: 22) + [0x04, 0x60, 0x04, 0xC0] + [UInt8](repeating: 0, count: 34)

  static var standardData: InquiryData {
    var data = InquiryData()
    data.targetPortGroupSupport = 1
    data.isMultiPort = true
    (data.vendor, data.product, data.revision) = ("WEIR", "disk", "1.2")
    data.versionDescriptors = [0x0460, 0x04C0]
    return data
  }

  @Test func `standard INQUIRY data is 96 bytes`() throws {
    #expect(Self.standardData.encoded() == Self.standard)
    #expect(try InquiryData.decode(Self.standard) == Self.standardData)
    #expect(Self.standardData.encoded(allocationLength: 36) == Array(Self.standard.prefix(36)))
  }

  @Test func `the first 36 bytes are enough to decode`() throws {
    var expected = Self.standardData
    expected.versionDescriptors = []
    #expect(try InquiryData.decode(Array(Self.standard.prefix(36))) == expected)
    for length in 0..<36 {
      let error = wireError { () throws(WireError) in _ = try InquiryData.decode(Array(Self.standard.prefix(length))) }
      #expect(error?.offset == length)
    }
  }

  @Test func `texts are cut, filled with spaces, and never other than printable ASCII`() throws {
    var data = InquiryData()
    (data.vendor, data.product, data.revision) = ("ACME Disks", "Größe\n", "")
    let bytes = data.encoded()
    #expect(Array(bytes[8..<16]) == Array("ACME Dis".utf8))
    #expect(Array(bytes[16..<32]) == Array("Gr??e?          ".utf8))
    #expect(Array(bytes[32..<36]) == Array("    ".utf8))
  }

  @Test func `a LUN without a logical unit is qualifier 3, type 1Fh`() throws {
    var data = InquiryData()
    data.peripheral = .absent
    #expect(data.encoded()[0] == 0x7F)
    #expect(try InquiryData.decode(data.encoded()).peripheral == .absent)
    #expect(SupportedPagesVPD([0]).encoded(.absent) == [0x7F, 0x00, 0, 1, 0])
  }

  @Test func `page 00h lists pages`() throws {
    let page = SupportedPagesVPD([0x00, 0x80, 0x83, 0xB0])
    #expect(page.encoded() == [0, 0x00, 0, 4, 0x00, 0x80, 0x83, 0xB0])
    #expect(try SupportedPagesVPD.decode(page.encoded()) == page)
    #expect(page.encoded(allocationLength: 5) == [0, 0x00, 0, 4, 0x00])
  }

  @Test func `page 80h is the serial number`() throws {
    let page = UnitSerialNumberVPD("W0017")
    #expect(page.encoded() == [0, 0x80, 0, 5] + Array("W0017".utf8))
    #expect(try UnitSerialNumberVPD.decode(page.encoded()) == page)
  }

  static let designators: [(Designator, [UInt8])] = [
    (
      Designator(.logicalUnit, .t10(vendor: "WEIR", identifier: "a:0")),
      [0x02, 0x01, 0, 11] + Array("WEIR    a:0".utf8)
    ),
    (Designator(.logicalUnit, .naa([0x30, 1, 2, 3, 4, 5, 6, 7])), [0x01, 0x03, 0, 8, 0x30, 1, 2, 3, 4, 5, 6, 7]),
    (
      Designator(.logicalUnit, .naa([0x60, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])),
      [0x01, 0x03, 0, 16, 0x60, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    ),
    (Designator(.logicalUnit, .eui([1, 2, 3, 4, 5, 6, 7, 8])), [0x01, 0x02, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]),
    (Designator(.targetPort, .relativeTargetPort(0x0102), transport: 5), [0x51, 0x94, 0, 4, 0, 0, 1, 2]),
    (Designator(.targetPort, .targetPortGroup(3)), [0x01, 0x15, 0, 4, 0, 0, 0, 3]),
    (
      Designator(.targetDevice, .scsiName("iqn.a"), transport: 5),
      [0x53, 0xA8, 0, 8] + Array("iqn.a".utf8) + [0, 0, 0]
    ),
    // Four characters need a NUL more.
    (Designator(.targetDevice, .scsiName("iqn."), transport: 5), [0x53, 0xA8, 0, 8] + Array("iqn.".utf8) + [0, 0, 0, 0]),
    (Designator(.logicalUnit, .other(codeSet: 1, type: 6, bytes: [0, 0, 0, 9])), [0x01, 0x06, 0, 4, 0, 0, 0, 9]),
  ]

  @Test(arguments: designators)
  func `a designator has the bytes of the standard's table in both directions`(designator: Designator, bytes: [UInt8]) throws {
    let page: [UInt8] = [0, 0x83, 0, UInt8(bytes.count)] + bytes
    #expect(DeviceIdentificationVPD([designator]).encoded() == page)
    #expect(try DeviceIdentificationVPD.decode(page).designators == [designator])
  }

  @Test func `page 83h lists all names, and every cut of it is an error`() throws {
    let page = DeviceIdentificationVPD(Self.designators.map(\.0))
    let bytes = page.encoded()
    #expect(try DeviceIdentificationVPD.decode(bytes) == page)
    #expect(Int(bytes[2]) << 8 | Int(bytes[3]) == bytes.count - 4)
    for length in 0..<bytes.count {
      let cut = Array(bytes.prefix(length))
      #expect(wireError { () throws(WireError) in _ = try DeviceIdentificationVPD.decode(cut) }?.offset == length)
    }
  }

  @Test func `a page length that cuts a designator is an error`() {
    let error = wireError { () throws(WireError) in
      _ = try DeviceIdentificationVPD.decode([0, 0x83, 0, 6, 1, 0x15, 0, 4, 0, 0, 0, 3])
    }
    #expect(error?.kind == .vitalProductData)
    #expect(error?.offset == 10)
  }

  @Test func `page B0h, block limits, is 64 bytes`() throws {
    var page = BlockLimitsVPD()
    page.writeSameNonZero = true
    page.compareAndWriteLengthMax = 0x11
    page.transferLengthGranularity = 0x2122
    page.transferLengthMax = 0x3132_3334
    page.transferLengthOptimal = 0x4142_4344
    page.prefetchLengthMax = 0x5152_5354
    page.unmapBlockCountMax = 0xFFFF_FFFF
    page.unmapDescriptorCountMax = 0x0000_0100
    page.unmapGranularity = 8
    page.isUnmapAlignmentValid = true
    page.unmapGranularityAlignment = 3
    page.writeSameLengthMax = 0x0000_0001_0000_0000
    let bytes: [UInt8] =
      [0, 0xB0, 0, 0x3C, 0x01, 0x11, 0x21, 0x22, 0x31, 0x32, 0x33, 0x34, 0x41, 0x42, 0x43, 0x44]
      + [0x51, 0x52, 0x53, 0x54, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0, 0, 0, 0, 8, 0x80, 0, 0, 3]
      + [0, 0, 0, 1, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 20)
    #expect(bytes.count == 64)
    #expect(page.encoded() == bytes)
    #expect(try BlockLimitsVPD.decode(bytes) == page)
  }

  @Test func `a block limits page of SBC-2 decodes with zeros for the rest`() throws {
    let bytes: [UInt8] = [0, 0xB0, 0, 0x0C, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0x40]
    let page = try BlockLimitsVPD.decode(bytes)
    #expect(page.transferLengthGranularity == 1)
    #expect(page.transferLengthMax == 256)
    #expect(page.transferLengthOptimal == 64)
    #expect(page.unmapBlockCountMax == 0)
  }

  @Test func `pages B1h and B2h`() throws {
    var characteristics = BlockDeviceCharacteristicsVPD()
    (characteristics.rotationRate, characteristics.nominalFormFactor) = (1, 5)
    let bytes: [UInt8] = [0, 0xB1, 0, 0x3C, 0, 1, 0, 5] + [UInt8](repeating: 0, count: 56)
    #expect(characteristics.encoded() == bytes)
    #expect(try BlockDeviceCharacteristicsVPD.decode(bytes) == characteristics)
    var provisioning = LogicalBlockProvisioningVPD()
    provisioning.thresholdExponent = 9
    provisioning.supportsUnmap = true
    provisioning.supportsWriteSame10 = true
    provisioning.readsZeros = true
    provisioning.provisioningType = 2
    #expect(provisioning.encoded() == [0, 0xB2, 0, 4, 9, 0xA4, 2, 0])
    provisioning.supportsWriteSame16 = true
    provisioning.supportsAnchor = true
    #expect(provisioning.encoded() == [0, 0xB2, 0, 4, 9, 0xE6, 2, 0])
    #expect(try LogicalBlockProvisioningVPD.decode(provisioning.encoded()) == provisioning)
  }

  @Test func `another page is an error at the page code`() {
    let error = wireError { () throws(WireError) in _ = try BlockLimitsVPD.decode([0, 0xB1, 0, 0]) }
    #expect(error?.offset == 1)
    #expect(error?.found == "B1h")
  }
}
