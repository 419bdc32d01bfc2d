import BlockDevice
import SCSIWire
import Testing

@Suite struct InquiryTests {
  var disk = plainDisk(blockCount: 1000)

  private mutating func inquiry(_ page: UInt8?, allocationLength: UInt16 = 255, port: Int = 0) -> [UInt8] {
    let outcome = disk.execute(.inquiry(page: page, allocationLength: allocationLength), port: port)
    #expect(outcome.completion == .good)
    return outcome.dataIn
  }

  @Test mutating func standardDataAreThoseOfADisk() {
    let data = inquiry(nil)
    #expect(data.count == 96 && data[4] == 91)
    // Direct access, accessible; fixed; SPC-4; response data format 2; implicit asymmetric access; several ports; queuing.
    #expect(Array(data.prefix(8)) == [0x00, 0x00, 0x06, 0x02, 91, 0x10, 0x10, 0x02])
    #expect(String(decoding: data[8..<36], as: UTF8.self) == "WEIR    SIMULATED DISK  1   ")
    #expect(Array(data[58..<66]) == [0x00, 0xA0, 0x04, 0x60, 0x04, 0xC0, 0x09, 0x60])
    #expect(inquiry(nil, allocationLength: 5) == Array(data.prefix(5)))
  }

  @Test mutating func everyPageInTheListCanBeReadAndNoOther() {
    let list = inquiry(0x00)
    #expect(list == [0x00, 0x00, 0x00, 0x06, 0x00, 0x80, 0x83, 0xB0, 0xB1, 0xB2])
    for page in 0...255 as ClosedRange<UInt8> {
      let outcome = disk.execute(.inquiry(page: page, allocationLength: 255))
      if list.dropFirst(4).contains(page) {
        #expect(outcome.completion == .good && outcome.dataIn[1] == page)
        #expect(outcome.dataIn.count == 4 + Int(outcome.dataIn[2]) << 8 + Int(outcome.dataIn[3]))
      } else {
        #expect(outcome.completion == .checkCondition(.invalidFieldInCDB))
      }
    }
  }

  @Test mutating func serialNumberIsThatOfTheArrayAndTheUnit() {
    #expect(inquiry(0x80) == [0x00, 0x80, 0x00, 20] + Array("0123456789ABCDEF0000".utf8))
    var other = LogicalDisk(array: smallArray, unit: 0x2A, media: Media(blockCount: 8))
    let serial = other.execute(.inquiry(page: 0x80, allocationLength: 255)).dataIn
    #expect(serial == [0x00, 0x80, 0x00, 20] + Array("0123456789ABCDEF002A".utf8))
  }

  /// SPC-4 table 593 (designators), 7.8.6.6 (NAA 6) and 7.8.6.4 (T10): the names of the unit, byte by byte.
  @Test(arguments: [0, 1])
  func deviceIdentificationNamesTheUnitAlikeThroughEveryPort(port: Int) {
    var disk = LogicalDisk(array: smallArray, unit: 2, media: Media(blockCount: 8))
    let page = disk.execute(.inquiry(page: 0x83, allocationLength: 255), port: port).dataIn
    // Binary, NAA, of the logical unit, 16 bytes: 6, company 025745h, serial number, unit.
    let naa: [UInt8] = [
      0x01, 0x03, 0x00, 0x10, 0x60, 0x25, 0x74, 0x50, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x00, 0x00, 0x00, 0x02,
    ]
    let name = Array("WEIR    0123456789ABCDEF0002 array".utf8)
    #expect(Array(page[4..<24]) == naa)
    #expect(Array(page[24..<28]) == [0x02, 0x01, 0x00, UInt8(name.count)])
    #expect(Array(page[28..<28 + name.count]) == name)
  }

  @Test mutating func arraysOfOneNameDifferInEveryNameOfTheirUnits() throws {
    var twin = smallArray
    twin.serial = ArraySerial(0x0123_4567_89AB_CDEE)
    var other = LogicalDisk(array: twin, unit: 0, media: Media(blockCount: 8))
    #expect(other.execute(.inquiry(page: 0x80, allocationLength: 255)).dataIn != inquiry(0x80))
    let page = try DeviceIdentificationVPD.decode(other.execute(.inquiry(page: 0x83, allocationLength: 255)).dataIn)
    let mine = try DeviceIdentificationVPD.decode(inquiry(0x83)).designators.filter { $0.association == .logicalUnit }
    let theirs = page.designators.filter { $0.association == .logicalUnit }
    #expect(mine.count == 2 && theirs.count == 2 && Set(mine).isDisjoint(with: theirs))
  }

  @Test(arguments: [
    ("0123456789abcdef", 0x0123_4567_89AB_CDEF as UInt64?), ("FFFFFFFFFFFFFFFF", .max), ("123456789abcdef", nil),
    ("00123456789abcdef", nil), ("0123456789abcdeg", nil), ("+123456789abcdef", nil), ("", nil),
  ])
  func aSerialNumberHas16Digits(text: String, value: UInt64?) {
    #expect(ArraySerial(text)?.value == value)
    if let value { #expect(ArraySerial(value).description == text.uppercased()) }
  }

  @Test mutating func deviceIdentificationNamesThePortThroughWhichItIsAsked() throws {
    for (index, port) in smallArray.ports.enumerated() {
      let page = try DeviceIdentificationVPD.decode(inquiry(0x83, port: index))
      #expect(page.designators.contains(Designator(.targetPort, .relativeTargetPort(UInt16(index + 1)), transport: 5)))
      #expect(page.designators.contains(Designator(.targetPort, .targetPortGroup(1), transport: 5)))
      #expect(page.designators.contains(Designator(.targetPort, .scsiName(port.name), transport: 5)))
    }
  }

  @Test mutating func blockLimitsAreThoseThatCommandsMeet() {
    let page = inquiry(0xB0)
    #expect(page[3] == 0x3C && page[4] == 0x00)  // WSNZ = 0
    #expect(page[5] == 255)
    #expect(Array(page[8..<12]) == [0x00, 0x01, 0x00, 0x00])  // 65536 blocks
    #expect(Array(page[20..<28]) == [0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00])
    #expect(Array(page[36..<44]) == [UInt8](repeating: 0, count: 8))  // WRITE SAME of any length
  }

  @Test mutating func thinProvisioningIsDeclared() {
    let page = inquiry(0xB2)
    #expect(Array(page[4..<8]) == [0x00, 0xE4, 0x02, 0x00])
    #expect(Array(inquiry(0xB1)[4..<8]) == [0x00, 0x01, 0x00, 0x00])
  }

  @Test func aNumberWithoutAUnitSaysSo() {
    let inquiry = smallArray.answerWithoutUnit(.inquiry(page: nil, allocationLength: 36))
    #expect(inquiry.completion == .good && inquiry.dataIn[0] == 0x7F)
    let notSupported = Completion.checkCondition(.illegalRequest(0x25, 0x00))
    #expect(smallArray.answerWithoutUnit(.testUnitReady).completion == notSupported)
    #expect(smallArray.answerWithoutUnit(.read(blocks(0, 1))).completion == notSupported)
    let sense = smallArray.answerWithoutUnit(.requestSense(descriptorFormat: false, allocationLength: 18))
    #expect(sense.completion == .good && sense.dataIn[2] == 5 && sense.dataIn[12] == 0x25)
    #expect(smallArray.answerWithoutUnit(.reportLuns(selectReport: 0, allocationLength: 64)).dataIn.count == 32)
  }
}
