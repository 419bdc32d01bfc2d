import ISCSIWire
import Testing

struct HeaderTests {
  @Test(arguments: HeaderVectors.all.indices) func `a header of each kind has the bytes that RFC 7143 11 draws`(_ i: Int) throws {
    let (header, expected) = HeaderVectors.all[i]
    #expect(PDU(header).encodedHeader == bytes(expected))
    #expect(try BasicHeader(bytes(expected)) == header)
  }

  @Test func `there is a vector for every opcode`() {
    #expect(HeaderVectors.all.map(\.header.opcode) == Opcode.allCases)
  }

  @Test func `any 48 bytes with a known opcode read as a header that writes and reads as itself`() throws {
    for seed in 0..<20_000 {
      var random = TestRandom(seed: UInt64(seed))
      var raw = random.octets(48)
      raw[0] = raw[0] & 0x40 | Opcode.allCases[random.below(Opcode.allCases.count)].rawValue
      let header = try BasicHeader(raw)
      let written = PDU(header).encodedHeader
      #expect(try BasicHeader(written) == header, "seed \(seed)")
      #expect(PDU(try BasicHeader(written)).encodedHeader == written, "seed \(seed)")
    }
  }

  @Test func `reserved bits are ignored`() throws {
    let plain = HeaderVectors.all[0]
    var raw = bytes(plain.bytes)
    // Bytes 2, 3 and 32 to 47 of a NOP-Out are reserved, and so are the low bits of byte 1.
    raw[1] |= 0x7f
    for i in [2, 3] + Array(32..<48) { raw[i] = 0xff }
    #expect(try BasicHeader(raw) == plain.header)
  }

  @Test func `an unknown opcode is refused as a command that is not supported`() {
    for code in (0..<UInt8(64)).filter({ Opcode(rawValue: $0) == nil }) {
      let raw = [code] + [UInt8](repeating: 0, count: 47)
      let error = #expect(throws: ISCSIWireError.self) { try BasicHeader(raw) }
      #expect(error?.consequence == .reject(.commandNotSupported))
      #expect(error?.header == raw)
      #expect(error?.offset == 0)
    }
  }

  @Test func `a residual is what is left of the expected length, or what was too much`() {
    #expect(Residual(expected: 512, actual: 512) == Residual())
    let under = Residual(expected: 512, actual: 100)
    #expect((under.isUnderflow, under.isOverflow, under.count) == (true, false, 412))
    let over = Residual(expected: 0, actual: 36)
    #expect((over.isUnderflow, over.isOverflow, over.count) == (false, true, 36))
  }

  @Test func `sense data has its length before it`() {
    let sense: [UInt8] = [0x70, 0, 0x06, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x2a, 0x03, 0, 0, 0, 0]
    #expect(SenseSegment.encode(sense) == [0, 18] + sense)
    #expect(SenseSegment.decode([0, 18] + sense) == sense)
    #expect(SenseSegment.decode([0, 18] + sense + [1, 2]) == sense)
    #expect(SenseSegment.decode([0, 18, 0x70]) == [0x70])
    #expect(SenseSegment.decode([0]) == [])
  }
}
