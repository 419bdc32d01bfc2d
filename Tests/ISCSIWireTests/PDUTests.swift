import ISCSIWire
import Testing

struct PDUTests {
  /// The command of RFC 7143 B.4: READ (10), 400h bytes.
  static let readCommand = BasicHeader.scsiCommand(
    .with {
      ($0.isFinal, $0.reads, $0.initiatorTaskTag, $0.expectedDataTransferLength) = (true, true, 0x1400_0000, 0x400)
      ($0.sequence.cmdSN, $0.sequence.expStatSN) = (0x14, 0x18)
      $0.cdb = bytes("28000000 00000000 02000000 00000000")
    })

  @Test func `the READ of RFC 7143 has the header and the header digest printed there`() throws {
    let expected = bytes(
      """
      01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018
      28000000 00000000 02000000 00000000 563a96d9
      """)
    let pdu = PDU(Self.readCommand)
    #expect(pdu.encoded(Digests(header: true, data: true)) == expected)
    #expect(try decodeAll(expected, digests: Digests(header: true, data: true)) == [pdu])
  }

  @Test func `a data segment is padded to four bytes and its digest covers the padding`() throws {
    let pdu = PDU(.dataOut(DataOut()), data: [1, 2, 3, 4, 5])
    let plain = pdu.encoded()
    #expect(plain.count == 56)
    #expect(plain[4..<8] == [0, 0, 0, 5])
    #expect(plain[48...] == [1, 2, 3, 4, 5, 0, 0, 0])
    let check = CRC32C(of: [1, 2, 3, 4, 5, 0, 0, 0]).value
    let digested = pdu.encoded(Digests(data: true))
    #expect(digested.dropLast(4) == plain[...])
    #expect(digested.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) } == check)
  }

  @Test func `an empty data segment has no digest`() {
    #expect(PDU(.nopOut(NOPOut())).encoded(Digests(data: true)).count == 48)
  }

  @Test func `a CDB of 20 bytes and a bidirectional length travel in additional headers`() throws {
    let pdu = PDU(
      Self.readCommand,
      additionalHeaders: [.extendedCDB([0xa, 0xb, 0xc, 0xd]), .expectedBidirectionalReadLength(0x0102_0304)], data: [9])
    let encoded = pdu.encoded()
    // RFC 7143 11.2.2.3: AHSLength = CDBLength - 15; 11.2.2.4: AHSLength = 5.
    #expect(encoded[4] == 4)
    #expect(encoded[48..<64] == bytes("00050100 0a0b0c0d 00050200 01020304")[...])
    #expect(try decodeAll(encoded) == [pdu])
  }

  @Test func `additional headers that cannot be are refused and passed over`() throws {
    let nop = PDU(.nopIn(NOPIn())).encoded()
    let cases: [(header: BasicHeader, segments: String, offset: Int)] = [
      (Self.readCommand, "00000100", 48),  // shorter than its reserved byte
      (Self.readCommand, "00060100 0a0b0c0d", 48),  // longer than all
      (Self.readCommand, "ffff0100", 48),
      (Self.readCommand, "00040200 01020300", 48),  // a length of three bytes
      (Self.readCommand, "00050100 0a0b0c0d 00010700", 58),  // unknown type
      (.nopOut(NOPOut()), "00050100 0a0b0c0d", 4),  // no command
    ]
    for (header, segments, offset) in cases {
      var decoder = PDUDecoder()
      var raw = PDU(header).encodedHeader
      raw[4] = UInt8(bytes(segments).count / 4)
      decoder.receive(raw + bytes(segments) + nop)
      let error = #expect(throws: ISCSIWireError.self) { try decoder.next() }
      #expect(error?.consequence == .reject(.invalidPDUField), "\(segments)")
      #expect(error?.offset == offset, "\(segments)")
      #expect(error?.header == raw)
      #expect(try decoder.next() == PDU(.nopIn(NOPIn())))
    }
  }
}
