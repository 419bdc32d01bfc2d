import SCSIWire
import Testing

struct SenseTests {
  static let fixed: [UInt8] = [0x70, 0, 0x06, 0, 0, 0, 0, 0x0A, 0, 0, 0, 0, 0x2A, 0x05, 0, 0, 0, 0]

  @Test func `fixed format sense has 18 bytes`() throws {
    let data = SenseData(.unitAttention(0x2A, 0x05))
    #expect(data.encoded() == Self.fixed)
    #expect(try SenseData.decode(Self.fixed) == data)
  }

  @Test func `71h and 73h are deferred errors`() throws {
    var bytes = Self.fixed
    bytes[0] = 0x71
    let deferred = SenseData(.unitAttention(0x2A, 0x05), isDeferred: true)
    #expect(deferred.encoded() == bytes)
    #expect(try SenseData.decode(bytes) == deferred)
    #expect(try SenseData.decode([0x73, 0x06, 0x2A, 0x05, 0, 0, 0, 0]) == deferred)
  }

  @Test func `the bits beside the sense key change nothing`() throws {
    var bytes = Self.fixed
    bytes[2] = 0xE6
    #expect(try SenseData.decode(bytes) == SenseData(.unitAttention(0x2A, 0x05)))
  }

  @Test func `INFORMATION counts where VALID is set, 32 bits in the fixed format`() throws {
    let miscompare = Sense(key: 0xE, code: 0x1D, qualifier: 0)
    let data = SenseData(miscompare, information: 0x0102_0304)
    let bytes: [UInt8] = [0xF0, 0, 0x0E, 1, 2, 3, 4, 0x0A, 0, 0, 0, 0, 0x1D, 0, 0, 0, 0, 0]
    #expect(data.encoded() == bytes)
    #expect(try SenseData.decode(bytes) == data)
    #expect(try SenseData.decode([0x70] + bytes.dropFirst()).information == nil)
    let large = SenseData(miscompare, information: 0x1_0000_0000)
    #expect(try SenseData.decode(large.encoded()) == SenseData(miscompare))
  }

  @Test func `INFORMATION has 64 bits in a descriptor of its own`() throws {
    let data = SenseData(Sense(key: 3, code: 0x11, qualifier: 0), information: 0x0102_0304_0506_0708)
    let bytes: [UInt8] = [0x72, 3, 0x11, 0, 0, 0, 0, 12] + [0x00, 0x0A, 0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8]
    #expect(data.encoded(.descriptor) == bytes)
    #expect(try SenseData.decode(bytes) == data)
    // A field pointer descriptor before it; then one without VALID; then one that is cut off.
    let pointer: [UInt8] = [0x02, 0x06, 0, 0, 0xC8, 0x00, 0x01, 0]
    let head: [UInt8] = [0x72, 3, 0x11, 0, 0, 0, 0]
    #expect(try SenseData.decode(head + [20] + pointer + bytes.dropFirst(8)) == data)
    #expect(try SenseData.decode(head + [12, 0x00, 0x0A, 0] + bytes.dropFirst(11)).information == nil)
    for length in 8..<20 { #expect(try SenseData.decode(Array(bytes.prefix(length))).information == nil) }
  }

  @Test func `descriptor format without information is 8 bytes`() throws {
    #expect(SenseData(.invalidFieldInCDB).encoded(.descriptor) == [0x72, 5, 0x24, 0, 0, 0, 0, 0])
    #expect(SenseData(.invalidFieldInCDB, isDeferred: true).encoded(.descriptor) == [0x73, 5, 0x24, 0, 0, 0, 0, 0])
  }

  @Test func `descriptor format has the codes at its start, whatever descriptors follow`() throws {
    // A field pointer descriptor (02h, 06h) for byte 1 of the CDB.
    let bytes: [UInt8] = [0x72, 0x05, 0x24, 0x00, 0, 0, 0, 8] + [0x02, 0x06, 0, 0, 0xC8, 0x00, 0x01, 0]
    #expect(try SenseData.decode(bytes).sense == .invalidFieldInCDB)
  }

  @Test func `a field pointer names the first byte of the field, in the CDB or in the data-out`() throws {
    let inCommand = SenseData(.invalidFieldInCDB, fieldPointer: FieldPointer(isInCommand: true, byte: 2))
    let fixed: [UInt8] = [0x70, 0, 0x05, 0, 0, 0, 0, 0x0A, 0, 0, 0, 0, 0x24, 0x00, 0, 0xC0, 0x00, 0x02]
    #expect(inCommand.encoded() == fixed)
    #expect(try SenseData.decode(fixed) == inCommand)
    let inList = SenseData(.invalidFieldInParameterList, fieldPointer: FieldPointer(isInCommand: false, byte: 0x0114))
    let descriptor: [UInt8] = [0x72, 5, 0x26, 0, 0, 0, 0, 8] + [0x02, 0x06, 0, 0, 0x80, 0x01, 0x14, 0]
    #expect(inList.encoded(.descriptor) == descriptor)
    #expect(try SenseData.decode(descriptor) == inList)
    // Of another sense key the field means something else.
    #expect(try SenseData.decode([0x70, 0, 0x02] + fixed.dropFirst(3)).fieldPointer == nil)
  }

  @Test func `an illegal field is pointed at, an unknown command is not`() throws {
    let pages = wireError { () throws(WireError) in _ = try Command.decode(cdb: [0x12, 0, 0x83, 0, 0xFF, 0]) }
    #expect(pages?.fieldPointer == FieldPointer(isInCommand: true, byte: 2))
    let unknown = wireError { () throws(WireError) in _ = try Command.decode(cdb: [0xFF, 0, 0, 0, 0, 0]) }
    #expect(unknown != nil && unknown?.fieldPointer == nil)
  }

  @Test func `every cut of fixed sense either decodes whole or is an error at its end`() throws {
    for length in 0...18 {
      let bytes = SenseData(.unitAttention(0x2A, 0x05)).encoded(allocationLength: length)
      #expect(bytes == Array(Self.fixed.prefix(length)))
      let error = wireError { () throws(WireError) in
        #expect(try SenseData.decode(bytes).sense == .unitAttention(0x2A, 0x05))
      }
      #expect(error?.offset == (length < 14 ? length : nil))
    }
  }

  @Test func `a length that leaves out the additional codes means no information`() throws {
    #expect(try SenseData.decode([0x70, 0, 0x02, 0, 0, 0, 0, 0]).sense == Sense(key: 2, code: 0, qualifier: 0))
    // ADDITIONAL SENSE LENGTH 5 ends with the code, before its qualifier.
    let bytes: [UInt8] = [0x70, 0, 0x02, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0x04, 0x01]
    #expect(try SenseData.decode(bytes).sense == Sense(key: 2, code: 4, qualifier: 0))
  }

  @Test func `every other response code is an error at byte 0`() {
    for code in UInt8.min...UInt8.max where !(0x70...0x73).contains(code & 0x7F) {
      let error = wireError { () throws(WireError) in
        _ = try SenseData.decode([code] + [UInt8](repeating: 0, count: 17))
      }
      #expect(error?.offset == 0, "response code \(code)")
      #expect(error?.sense == Sense.none)
    }
  }

  @Test func `every sense survives both formats`() throws {
    for seed in UInt64(0)..<1000 {
      var words = Words(seed: seed)
      let sense = Sense(
        key: UInt8(words.below(16)), code: UInt8(words.below(256)), qualifier: UInt8(words.below(256)))
      let information = words.flag() ? words.number(bits: 32) : nil
      let data = SenseData(sense, information: information, isDeferred: words.flag())
      for format in SenseFormat.allCases {
        #expect(try SenseData.decode(data.encoded(format)) == data, "seed \(seed)")
      }
    }
  }

  static let words: [(Sense, String)] = [
    (.none, "NO SENSE: NO ADDITIONAL SENSE INFORMATION (00/00)"),
    (.invalidFieldInCDB, "ILLEGAL REQUEST: INVALID FIELD IN CDB (24/00)"),
    (.invalidFieldInParameterList, "ILLEGAL REQUEST: INVALID FIELD IN PARAMETER LIST (26/00)"),
    (.invalidReleaseOfPersistentReservation, "ILLEGAL REQUEST: INVALID RELEASE OF PERSISTENT RESERVATION (26/04)"),
    (.parameterListLengthError, "ILLEGAL REQUEST: PARAMETER LIST LENGTH ERROR (1A/00)"),
    (.invalidCommandOperationCode, "ILLEGAL REQUEST: INVALID COMMAND OPERATION CODE (20/00)"),
    (.illegalRequest(0x55, 0x04), "ILLEGAL REQUEST: INSUFFICIENT REGISTRATION RESOURCES (55/04)"),
    (.unitAttention(0x2A, 0x03), "UNIT ATTENTION: RESERVATIONS PREEMPTED (2A/03)"),
    (.unitAttention(0x2A, 0x04), "UNIT ATTENTION: RESERVATIONS RELEASED (2A/04)"),
    (.unitAttention(0x2A, 0x05), "UNIT ATTENTION: REGISTRATIONS PREEMPTED (2A/05)"),
    (.unitAttention(0x2F, 0x00), "UNIT ATTENTION: COMMANDS CLEARED BY ANOTHER INITIATOR (2F/00)"),
    (.unitAttention(0x29, 0x00), "UNIT ATTENTION: POWER ON, RESET, OR BUS DEVICE RESET OCCURRED (29/00)"),
    (.unitAttention(0x29, 0x07), "UNIT ATTENTION: I_T NEXUS LOSS OCCURRED (29/07)"),
    (Sense(key: 0xC, code: 0xEE, qualifier: 0x0F), "SENSE KEY Ch (EE/0F)"),
  ]

  @Test(arguments: words)
  func `sense reads as the standard prints it`(sense: Sense, words: String) {
    #expect(sense.description == words)
  }
}
