import SCSIWire
import Testing

/// Mode parameters; bytes written from SPC-4 7.5 and SBC-3 6.4.
struct ModeTests {
  static var control: ControlPage {
    var page = ControlPage()
    page.taskSetType = 1
    page.descriptorSense = true
    page.queueAlgorithmModifier = 1
    page.noUnitAttentionOnRelease = true
    page.unitAttentionInterlock = 2
    page.softwareWriteProtect = true
    page.taskAbortedStatus = true
    page.busyTimeoutPeriod = 0xFFFF
    page.extendedSelfTestTime = 0x0102
    return page
  }
  static let controlBytes: [UInt8] = [0x0A, 0x0A, 0x24, 0x18, 0x28, 0x40, 0, 0, 0xFF, 0xFF, 0x01, 0x02]

  static var caching: CachingPage {
    var page = CachingPage()
    page.writeCacheEnabled = true
    page.readAheadDisabled = true
    return page
  }
  static let cachingBytes: [UInt8] = [0x08, 0x12, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0]

  static var exceptions: InformationalExceptionsPage {
    var page = InformationalExceptionsPage()
    page.exceptionsDisabled = true
    page.reportingMethod = 6
    page.intervalTimer = 0x0102_0304
    page.reportCount = 1
    return page
  }
  static let exceptionsBytes: [UInt8] = [0x1C, 0x0A, 0x08, 0x06, 1, 2, 3, 4, 0, 0, 0, 1]

  static let pages = [caching.page, control.page, exceptions.page]

  @Test func `MODE SENSE(6) has a header of 4 bytes and a block descriptor of 8`() throws {
    let parameters = ModeParameters(
      isWriteProtected: true, supportsCacheControl: true,
      blockDescriptor: ModeBlockDescriptor(blockCount: 0x0102_0304, blockLength: 512), pages: Self.pages)
    let bytes: [UInt8] =
      [55, 0, 0x90, 8] + [1, 2, 3, 4, 0, 0, 2, 0] + Self.cachingBytes + Self.controlBytes + Self.exceptionsBytes
    #expect(parameters.encoded(.six) == bytes)
    #expect(try ModeParameters.decode(bytes, .six) == parameters)
    #expect(parameters.encoded(.six, allocationLength: 7) == Array(bytes.prefix(7)))
  }

  @Test func `MODE SENSE(10) has a header of 8 bytes and may have the long block descriptor`() throws {
    let parameters = ModeParameters(
      supportsCacheControl: true,
      blockDescriptor: ModeBlockDescriptor(blockCount: 0x0102_0304_0506_0708, blockLength: 4096, isLong: true),
      pages: [Self.control.page])
    let bytes: [UInt8] =
      [0, 34, 0, 0x10, 0x01, 0, 0, 16] + [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0x10, 0] + Self.controlBytes
    #expect(parameters.encoded(.ten) == bytes)
    #expect(try ModeParameters.decode(bytes, .ten) == parameters)
    // The 6-byte form has the short one only, where FFFF_FFFFh is for more blocks.
    #expect(Array(parameters.encoded(.six)[3..<12]) == [8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0x10, 0])
  }

  @Test func `the PS bit is set in each page that can be saved`() throws {
    let bytes = ModeParameters(pages: [Self.control.page]).encoded(.six, pagesAreSavable: true)
    #expect(bytes == [15, 0, 0, 0, 0x8A] + Self.controlBytes.dropFirst())
    #expect(try ModeParameters.decode(bytes, .six).pages == [Self.control.page])
  }

  @Test func `a page with a subpage code has a longer header`() throws {
    let page = ModePage(code: 0x0A, subpage: 0x01, body: [UInt8](repeating: 7, count: 28))
    let bytes = ModeParameters(pages: [page]).encoded(.six)
    #expect(bytes == [35, 0, 0, 0, 0x4A, 0x01, 0, 28] + page.body)
    #expect(try ModeParameters.decode(bytes, .six).pages == [page])
  }

  @Test func `pages become what they mean, and only their own`() {
    #expect(ControlPage(Self.control.page) == Self.control)
    #expect(CachingPage(Self.caching.page) == Self.caching)
    #expect(InformationalExceptionsPage(Self.exceptions.page) == Self.exceptions)
    #expect(ControlPage(Self.caching.page) == nil)
    #expect(ControlPage(ModePage(code: 0x0A, body: [0, 0, 0, 0, 0, 0])) == nil, "SCSI-2's shorter page")
    #expect(ControlPage(ModePage(code: 0x0A, subpage: 1, body: Self.control.page.body)) == nil)
  }

  @Test func `MODE SELECT's list reserves the length and what only a device can say`() throws {
    let parameters = ModeParameters(isWriteProtected: true, supportsCacheControl: true, pages: [Self.control.page])
    #expect(parameters.encodedList(.six) == [0, 0, 0, 0] + Self.controlBytes)
    #expect(parameters.encodedList(.ten) == [0, 0, 0, 0, 0, 0, 0, 0] + Self.controlBytes)
    #expect(try ModeParameters.decodeList(parameters.encodedList(.ten), .ten) == ModeParameters(pages: [Self.control.page]))
    #expect(try ModeParameters.decodeList([], .six) == ModeParameters())
  }

  @Test func `every cut of MODE SELECT's list but between its pages is 1Ah 00h`() throws {
    let descriptor = ModeBlockDescriptor(blockCount: 0, blockLength: 512)
    let parameters = ModeParameters(blockDescriptor: descriptor, pages: Self.pages)
    for form in ModeForm.allCases {
      let list = parameters.encodedList(form)
      let pagesStart = form == .six ? 12 : 16
      let whole = [0, pagesStart, pagesStart + 20, pagesStart + 32, list.count]
      for length in 0...list.count {
        let cut = Array(list.prefix(length))
        let error = wireError { () throws(WireError) in
          let pages = try ModeParameters.decodeList(cut, form).pages
          #expect(pages == Array(Self.pages.prefix(max(0, (whole.firstIndex(of: length) ?? 0) - 1))))
        }
        #expect(error?.sense == (whole.contains(length) ? nil : .parameterListLengthError), "\(length) bytes")
        #expect(error?.offset == (whole.contains(length) ? nil : length))
      }
    }
  }

  @Test func `more than one block descriptor is 26h 00h`() {
    let error = wireError { () throws(WireError) in
      _ = try ModeParameters.decodeList([0, 0, 0, 16] + [UInt8](repeating: 0, count: 16), .six)
    }
    #expect(error?.sense == .invalidFieldInParameterList)
    #expect(error?.offset == 3)
  }

  @Test func `MODE SENSE data that was cut off keeps its whole pages`() throws {
    let bytes = ModeParameters(pages: Self.pages).encoded(.ten)
    for length in 8...bytes.count {
      let count = length < 28 ? 0 : length < 40 ? 1 : length < 52 ? 2 : 3
      #expect(try ModeParameters.decode(Array(bytes.prefix(length)), .ten).pages == Array(Self.pages.prefix(count)))
    }
  }

  @Test func `a page may change within the mask of changeable bits only`() {
    var mask = ControlPage()
    mask.taskAbortedStatus = true
    mask.softwareWriteProtect = true
    var wanted = Self.control
    #expect(wanted.page.changes(Self.control.page, onlyWithin: mask.page))
    wanted.taskAbortedStatus.toggle()
    wanted.softwareWriteProtect.toggle()
    #expect(wanted.page.changes(Self.control.page, onlyWithin: mask.page))
    wanted.descriptorSense.toggle()
    #expect(!wanted.page.changes(Self.control.page, onlyWithin: mask.page))
    // Bits that no property stands for count as well.
    var raw = Self.control.page
    raw.body[3] |= 0x80
    #expect(!raw.changes(Self.control.page, onlyWithin: mask.page))
    raw = Self.control.page
    raw.body.removeLast()
    #expect(!raw.changes(Self.control.page, onlyWithin: mask.page))
    #expect(!Self.caching.page.changes(Self.control.page, onlyWithin: mask.page))
  }

  @Test func `random pages survive encoding and decoding`() throws {
    for seed in UInt64(0)..<500 {
      var words = Words(seed: seed)
      let form = ModeForm.allCases[words.below(2)]
      let pages = (0..<words.below(4)).map { _ in
        ModePage(
          code: UInt8(words.below(64)), subpage: words.flag() ? 0 : UInt8(words.below(256)), body: words.bytes(words.below(60)))
      }
      let isLong = form == .ten && words.flag()
      let descriptor = ModeBlockDescriptor(
        blockCount: words.number(bits: isLong ? 64 : 32), blockLength: UInt32(words.number(bits: isLong ? 32 : 24)),
        isLong: isLong)
      let parameters = ModeParameters(
        mediumType: UInt8(words.below(256)), isWriteProtected: words.flag(), supportsCacheControl: words.flag(),
        blockDescriptor: words.flag() ? descriptor : nil, pages: pages)
      #expect(try ModeParameters.decode(parameters.encoded(form), form) == parameters, "seed \(seed)")
    }
  }
}
