import SCSIWire
import Testing

struct ByteDescriptionTests {
  private func field(_ name: String, in description: ByteDescription) -> DescribedField? {
    description.fields.first { $0.name == name }
  }

  @Test func `PREEMPT AND ABORT reads as FIG 4A`() {
    let description = ByteDescription([0x5F, 0x05, 0x25, 0, 0, 0, 0, 0, 0x18, 0], as: .cdb)
    #expect(
      description.lines == [
        "PERSISTENT RESERVE OUT, PREEMPT AND ABORT",
        "  0       OPERATION CODE         5Fh PERSISTENT RESERVE OUT",
        "  1[4:0]  SERVICE ACTION         05h PREEMPT AND ABORT",
        "  2[7:4]  SCOPE                  2h ELEMENT (SPC-2, obsolete)",
        "  2[3:0]  TYPE                   5h Write Exclusive - Registrants Only",
        "  5-8     PARAMETER LIST LENGTH  00000018h",
        "  9       CONTROL                00h",
      ])
  }

  @Test func `a parameter list reads as FIG 4B`() {
    let keys: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    let description = ByteDescription(keys + [0, 0, 0x12, 0x34, 0x05, 0, 0, 0], as: .parameterList)
    #expect(
      description.lines == [
        "PERSISTENT RESERVE OUT parameter list",
        "  0-7    RESERVATION KEY                    0000000000000001h",
        "  8-15   SERVICE ACTION RESERVATION KEY     0000000000000002h",
        "  16-19  SCOPE-SPECIFIC ADDRESS (obsolete)  00001234h",
        "  20[3]  SPEC_I_PT                          0",
        "  20[2]  ALL_TG_PT                          1",
        "  20[0]  APTPL                              1",
        "  22-23  EXTENT LENGTH (obsolete)           0000h",
      ])
  }

  @Test func `READ RESERVATION reads as FIG 4C and its data`() {
    let cdb = ByteDescription([0x5E, 0x01, 0, 0, 0, 0, 0, 0, 0x18, 0], as: .cdb)
    #expect(cdb.title == "PERSISTENT RESERVE IN, READ RESERVATION")
    #expect(field("ALLOCATION LENGTH", in: cdb)?.place == "7-8")
    let data = ByteDescription(PersistentReserveInDataTests.heldBytes, as: .readReservation)
    #expect(data.title == "READ RESERVATION parameter data: 1 item")
    #expect(field("RESERVATION KEY", in: data)?.value == "B1B2B3B4B5B6B7B8h")
    #expect(field("TYPE", in: data)?.offset == 21)
    #expect(field("TYPE", in: data)?.value == "5h Write Exclusive - Registrants Only")
    #expect(data.problem == nil)
  }

  @Test func `keys that were cut off are counted`() {
    let data = ByteDescription(Array(PersistentReserveInDataTests.keysBytes.prefix(20)), as: .readKeys)
    #expect(data.title == "READ KEYS parameter data: 1 item, 2 more cut off")
    #expect(data.fields.last?.value == "00 00 00 00")
    #expect(data.fields.last?.place == "16-19")
  }

  @Test func `sense reads as its words`() {
    let fixed = ByteDescription(SenseTests.fixed, as: .sense)
    #expect(fixed.title == "sense data: UNIT ATTENTION: REGISTRATIONS PREEMPTED (2A/05)")
    #expect(field("RESPONSE CODE", in: fixed)?.value == "70h current, fixed format")
    #expect(field("SENSE KEY", in: fixed)?.place == "2[3:0]")
    let descriptor = ByteDescription([0x72, 0x05, 0x24, 0x00, 0, 0, 0, 0], as: .sense)
    #expect(descriptor.title == "sense data: ILLEGAL REQUEST: INVALID FIELD IN CDB (24/00)")
    let miscompare = SenseData(Sense(key: 0xE, code: 0x1D, qualifier: 0), information: 0x210)
    for format in SenseFormat.allCases {
      let description = ByteDescription(miscompare.encoded(format), as: .sense)
      #expect(
        description.title
          == "sense data: MISCOMPARE: MISCOMPARE DURING VERIFY OPERATION (1D/00), information 00000210h")
      #expect(field("INFORMATION", in: description)?.place == (format == .fixed ? "3-6" : "12-19"))
    }
  }

  @Test func `a problem is the last line, with the answer of a device server`() {
    let description = ByteDescription([0x5F, 0x09, 0, 0, 0, 0, 0, 0, 0x18, 0], as: .cdb)
    #expect(description.problem?.offset == 1)
    #expect(
      description.lines.last
        == "  problem: byte 1 of the CDB (SERVICE ACTION): expected 00h to 08h, found 09h; "
        + "a device server answers ILLEGAL REQUEST: INVALID FIELD IN CDB (24/00)")
  }

  @Test func `missing bytes are said to be missing`() {
    let description = ByteDescription([0x28, 0, 0, 0], as: .cdb)
    #expect(field("LOGICAL BLOCK ADDRESS", in: description)?.value == "missing, the bytes end at 4")
    #expect(description.problem?.offset == 4)
  }

  @Test func `a command outside the decoder still has its name`() {
    let description = ByteDescription([0x04, 0, 0, 0, 0, 0], as: .cdb)
    #expect(description.title == "FORMAT UNIT")
    #expect(description.problem?.sense == .invalidCommandOperationCode)
  }

  @Test func `whole parameter lists have no problem, shorter ones and overlong TransportIDs have`() {
    let zeros = [UInt8](repeating: 0, count: 52)
    #expect(ByteDescription(Array(zeros.prefix(24)), as: .parameterList).problem == nil)
    #expect(ByteDescription(Array(zeros.prefix(23)), as: .parameterList).problem?.offset == 23)
    var ports = zeros
    ports[20] = 0x08
    ports[27] = 24
    #expect(ByteDescription(ports, as: .parameterList).problem == nil)
    #expect(field("N_PORT_NAME", in: ByteDescription(ports, as: .parameterList))?.place == "36-43")
    ports[27] = 25
    #expect(ByteDescription(ports, as: .parameterList).problem?.offset == 24)
  }

  @Test func `the kind is guessed only where the bytes leave no doubt`() {
    #expect(ByteKind.guess([0x5F, 5, 5, 0, 0, 0, 0, 0, 24, 0]) == .cdb)
    #expect(ByteKind.guess(SenseTests.fixed) == .sense)
    #expect(ByteKind.guess([0xF1] + SenseTests.fixed.dropFirst()) == .sense)
    #expect(ByteKind.guess([UInt8](repeating: 0, count: 24)) == nil)
    #expect(ByteKind.guess([]) == nil)
    let keys: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7]
    #expect(ByteKind.guess(keys) == nil, "16 bytes are no TEST UNIT READY")
    for command in CommandTests.vectors { #expect(ByteKind.guess(command.1) == .cdb) }
  }
}
