import BlockDevice
import SCSIWire
import Testing

@Suite struct ModePageTests {
  var disk = plainDisk(blockCount: 1000)

  private mutating func sense(_ page: UInt8, _ control: ModePageControl = .current) -> [UInt8] {
    disk.execute(.modeSense(ModeSense(.six, page: page, control: control, disableBlockDescriptors: true, allocationLength: 255)))
      .dataIn
  }

  private mutating func select(_ list: [UInt8]) -> Outcome {
    disk.execute(.modeSelect(ModeSelect(.six, parameterListLength: UInt16(list.count))), dataOut: list)
  }

  @Test mutating func modeSenseHasHeaderBlockDescriptorAndPages() {
    let data = disk.execute(.modeSense(ModeSense(.six, page: 0x3F, allocationLength: 255))).dataIn
    #expect(data.count == 4 + 8 + 20 + 12 + 12)
    // Mode data length does not count itself; DPOFUA; a block descriptor of 8 bytes: 1000 blocks of 512 bytes.
    #expect(Array(data.prefix(12)) == [55, 0x00, 0x10, 8, 0, 0, 0x03, 0xE8, 0, 0, 0x02, 0x00])
    #expect(data[12] == 0x08 && data[13] == 18 && data[14] & 0x04 != 0)
    #expect(data[32] == 0x0A && data[44] == 0x1C)
    let ten = disk.execute(.modeSense(ModeSense(.ten, page: 0x0A, longLBAAccepted: true, allocationLength: 255))).dataIn
    #expect(Array(ten.prefix(8)) == [0, 34, 0, 0x10, 0x01, 0, 0, 16])
    #expect(Array(ten[8..<24]) == [0, 0, 0, 0, 0, 0, 0x03, 0xE8, 0, 0, 0, 0, 0, 0, 0x02, 0x00])
  }

  @Test mutating func onlySomeBitsCanBeChanged() {
    #expect(Array(sense(0x0A, .changeable).dropFirst(4)) == [0x0A, 10, 0x04, 0, 0x08, 0x40, 0, 0, 0, 0, 0, 0])
    #expect(sense(0x08, .changeable)[6] == 0x04)
    #expect(sense(0x1C, .changeable).dropFirst(6).allSatisfy { $0 == 0 })
  }

  @Test mutating func whatIsNotThereIsAnError() {
    let invalid = Completion.checkCondition(.invalidFieldInCDB)
    for request in [
      ModeSense(.six, page: 0x01, allocationLength: 255), ModeSense(.six, page: 0x0A, subpage: 1, allocationLength: 255),
    ] {
      #expect(disk.execute(.modeSense(request)).completion == invalid)
    }
    let saved = ModeSense(.ten, page: 0x0A, control: .saved, allocationLength: 255)
    #expect(disk.execute(.modeSense(saved)).completion == .checkCondition(.illegalRequest(0x39, 0x00)))
    #expect(disk.check(.modeSelect(ModeSelect(.six, savePages: true, parameterListLength: 0))) == invalid)
    #expect(disk.check(.modeSelect(ModeSelect(.six, pageFormat: false, parameterListLength: 0))) == invalid)
  }

  @Test mutating func softwareWriteProtectProtects() {
    var page = Array(sense(0x0A).dropFirst(4))
    page[4] |= 0x08
    let outcome = select([0, 0, 0, 0] + page)
    #expect(outcome.completion == .good)
    #expect(outcome.unitAttention == .unitAttention(0x2A, 0x01))
    #expect(sense(0x0A)[2] & 0x80 == 0x80)  // WP
    #expect(sense(0x0A).dropFirst(4) == page[...])
    #expect(disk.execute(.read(blocks(0, 1))).completion == .good)
    let refusal = disk.execute(.write(blocks(0, 1)), dataOut: zeros(1))
    #expect(refusal.completion == .checkCondition(Sense(key: 0x7, code: 0x27, qualifier: 0x00)))
    page[4] &= ~0x08
    #expect(select([0, 0, 0, 0] + page).completion == .good)
    #expect(disk.execute(.write(blocks(0, 1)), dataOut: zeros(1)).completion == .good)
    // Nothing changed: nobody need be told.
    #expect(select([0, 0, 0, 0] + page).unitAttention == nil)
  }

  @Test mutating func descriptorSenseChangesTheFormatOfSenseData() {
    let outOfRange = Completion.checkCondition(.illegalRequest(0x21, 0x00))
    #expect(disk.encodedSense(outOfRange).prefix(3) == [0x70, 0, 0x05])
    let miscompare = Completion.checkCondition(Sense(key: 0xE, code: 0x1D, qualifier: 0x00))
    #expect(disk.encodedSense(miscompare, information: 700).prefix(7) == [0xF0, 0, 0x0E, 0, 0, 0x02, 0xBC])
    var page = Array(sense(0x0A).dropFirst(4))
    page[2] |= 0x04
    #expect(select([0, 0, 0, 0] + page).completion == .good)
    #expect(disk.encodedSense(outOfRange) == [0x72, 0x05, 0x21, 0x00, 0, 0, 0, 0])
    let long: [UInt8] = [0x72, 0x0E, 0x1D, 0x00, 0, 0, 0, 12, 0x00, 0x0A, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x02, 0xBC]
    #expect(disk.encodedSense(miscompare, information: 700) == long)
  }

  @Test func taskAbortedStatusIsSetWithTheDiskAndCanBeChanged() {
    var disk = LogicalDisk(array: smallArray, unit: 0, media: Media(blockCount: 8), taskAbortedStatus: true)
    #expect(disk.modePages.control.taskAbortedStatus)
    var page = disk.modePages.control
    page.taskAbortedStatus = false
    let list = ModeParameters(pages: [page.page]).encodedList(.ten)
    let select = Command.modeSelect(ModeSelect(.ten, parameterListLength: UInt16(list.count)))
    #expect(disk.execute(select, dataOut: list).completion == .good)
    #expect(!disk.modePages.control.taskAbortedStatus)
    let standard = ModeSense(.six, page: 0x0A, control: .standard, disableBlockDescriptors: true, allocationLength: 255)
    #expect(disk.execute(.modeSense(standard)).dataIn[4 + 5] & 0x40 == 0x40)
  }

  @Test mutating func anErrorInOnePageChangesNone() {
    let control = Array(sense(0x0A).dropFirst(4))
    let caching = Array(sense(0x08).dropFirst(4))
    var protecting = control
    protecting[4] |= 0x08
    let invalid = Completion.checkCondition(.invalidFieldInParameterList)
    var unchangeable = caching
    unchangeable[2] |= 0x01  // RCD
    #expect(select([0, 0, 0, 0] + protecting + unchangeable).completion == invalid)
    #expect(select([0, 0, 0, 0] + protecting + [0x01, 10] + [UInt8](repeating: 0, count: 10)).completion == invalid)
    #expect(select([0, 1, 0, 0] + protecting).completion == invalid)  // medium type
    var short = protecting
    short[1] = 9
    #expect(select([0, 0, 0, 0] + short.dropLast()).completion == invalid)
    #expect(select([0, 0, 0, 0] + protecting.dropLast()).completion == .checkCondition(.parameterListLengthError))
    #expect(select([0, 0, 0]).completion == .checkCondition(.parameterListLengthError))
    #expect(select([]).completion == .good)
    #expect(Array(sense(0x0A).dropFirst(4)) == control)
  }

  @Test mutating func aBlockDescriptorMustDescribeTheMedia() {
    let control = Array(sense(0x0A).dropFirst(4))
    #expect(select([0, 0, 0, 8, 0, 0, 0x03, 0xE8, 0, 0, 0x02, 0x00] + control).completion == .good)
    #expect(select([0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0x02, 0x00] + control).completion == .good)
    let invalid = Completion.checkCondition(.invalidFieldInParameterList)
    #expect(select([0, 0, 0, 8, 0, 0, 0x03, 0xE9, 0, 0, 0x02, 0x00] + control).completion == invalid)
    #expect(select([0, 0, 0, 8, 0, 0, 0x03, 0xE8, 0, 0, 0x10, 0x00] + control).completion == invalid)
  }

  @Test mutating func theWriteCacheCanBeSwitchedOff() {
    var page = Array(sense(0x08).dropFirst(4))
    #expect(page[2] & 0x04 == 0x04)
    page[2] &= ~0x04
    #expect(select([0, 0, 0, 0] + page).completion == .good)
    #expect(!disk.modePages.caching.writeCacheEnabled)
    #expect(disk.execute(.write(blocks(0, 1)), dataOut: zeros(1)).completion == .good)
  }
}
