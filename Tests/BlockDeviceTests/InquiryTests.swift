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

  @Test mutating func namesDependOnArrayAndUnitAlone() throws {
    var other = LogicalDisk(array: smallArray, unit: 1, media: Media(blockCount: 8))
    var again = LogicalDisk(array: smallArray, unit: 0, media: Media(blockCount: 8))
    let serial = inquiry(0x80)
    #expect(serial.count == 20)
    #expect(again.execute(.inquiry(page: 0x80, allocationLength: 255)).dataIn == serial)
    #expect(other.execute(.inquiry(page: 0x80, allocationLength: 255)).dataIn != serial)
    #expect(String(decoding: serial.dropFirst(4), as: UTF8.self) == fnv1a("array:0"))
    // The value that the hash's authors publish for "a" vouches for the definition below.
    #expect(fnv1a("a") == "AF63DC4C8601EC8C")
  }

  /// The hash as its definition reads: for each byte, exclusive or, then times the prime 2^40 + 2^8 + B3h.
  private func fnv1a(_ text: String) -> String {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in text.utf8 {
      hash ^= UInt64(byte)
      hash = (hash << 40) &+ (hash << 8) &+ hash &* 0xB3
    }
    let digits = String(hash, radix: 16, uppercase: true)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  @Test mutating func deviceIdentificationNamesThePortThroughWhichItIsAsked() throws {
    for (index, port) in smallArray.ports.enumerated() {
      let page = try DeviceIdentificationVPD.decode(inquiry(0x83, port: index))
      #expect(page.designators.contains(Designator(.targetPort, .relativeTargetPort(UInt16(index + 1)), transport: 5)))
      #expect(page.designators.contains(Designator(.targetPort, .targetPortGroup(1), transport: 5)))
      #expect(page.designators.contains(Designator(.targetPort, .scsiName(port.name), transport: 5)))
      #expect(page.designators.contains(Designator(.logicalUnit, .t10(vendor: "WEIR", identifier: "array:0"))))
      let naa = page.designators.compactMap { if case .naa(let bytes) = $0.name { bytes } else { nil } }
      // Locally assigned.
      #expect(naa.count == 1 && naa[0].count == 8 && naa[0][0] >> 4 == 3)
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
