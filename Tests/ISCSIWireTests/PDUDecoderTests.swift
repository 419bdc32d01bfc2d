import ISCSIWire
import Testing

struct PDUDecoderTests {
  /// A few PDUs with headers of any kind, and data of 0 to 70 bytes.
  private func randomPDUs(_ random: inout TestRandom) throws -> [PDU] {
    try (0..<1 + random.below(6)).map { _ in
      var raw = random.octets(48)
      raw[0] = raw[0] & 0x40 | Opcode.allCases[random.below(Opcode.allCases.count)].rawValue
      let header = try BasicHeader(raw)
      var additional: [AdditionalHeader] = []
      if header.opcode == .scsiCommand {
        if random.below(2) == 0 { additional.append(.extendedCDB(random.octets(random.below(40)))) }
        if random.below(2) == 0 { additional.append(.expectedBidirectionalReadLength(UInt32(random.below(1 << 20)))) }
      }
      return PDU(header, additionalHeaders: additional, data: random.octets(random.below(71)))
    }
  }

  @Test func `any split of a stream gives the PDUs that were sent`() throws {
    for seed in 0..<500 {
      var random = TestRandom(seed: UInt64(seed))
      let sent = try randomPDUs(&random)
      let digests = Digests(header: random.below(2) == 0, data: random.below(2) == 0)
      var stream: [UInt8] = []
      for pdu in sent { pdu.append(to: &stream, digests) }
      #expect(try decodeAll(stream, digests: digests) == sent, "seed \(seed)")

      var decoder = PDUDecoder(digests: digests)
      var received: [PDU] = []
      var rest = stream[...]
      let chunkMax = [1, 7, 60, 500][random.below(4)]
      while !rest.isEmpty {
        let chunk = rest.prefix(1 + random.below(chunkMax))
        rest = rest.dropFirst(chunk.count)
        decoder.receive(chunk)
        while let pdu = try decoder.next() { received.append(pdu) }
      }
      #expect(received == sent, "seed \(seed)")
    }
  }

  @Test func `digests may begin between two PDUs of one chunk`() throws {
    let login = PDU(.loginRequest(LoginRequest()), data: [1, 2, 3])
    let nop = PDU(.nopOut(NOPOut()), data: [4])
    var decoder = PDUDecoder()
    decoder.receive(login.encoded() + nop.encoded(Digests(header: true, data: true)))
    #expect(try decoder.next() == login)
    decoder.digests = Digests(header: true, data: true)
    #expect(try decoder.next() == nop)
  }

  @Test func `a changed bit in a digested PDU is found, wherever it is`() throws {
    let pdu = PDU(PDUTests.readCommand, additionalHeaders: [.extendedCDB([1, 2, 3, 4])], data: [9, 8, 7])
    let digests = Digests(header: true, data: true)
    let encoded = pdu.encoded(digests)
    let dataStart = 48 + 8 + 4
    for bit in 0..<8 * encoded.count {
      var damaged = encoded
      damaged[bit / 8] ^= 1 << (bit % 8)
      var decoder = PDUDecoder(digests: digests)
      // Enough bytes behind it, as a damaged length would have the decoder wait.
      decoder.receive(damaged + [UInt8](repeating: 0, count: 1100))
      let error = #expect(throws: ISCSIWireError.self, "bit \(bit)") { try decoder.next() }
      let inHeader = bit / 8 < dataStart
      #expect(error?.consequence == (inHeader ? .close : .reject(.dataDigestError)), "bit \(bit)")
      #expect(error?.field == (inHeader ? "HeaderDigest" : "DataDigest"), "bit \(bit)")
    }
  }

  @Test func `after a data digest error the next PDU is read, after a header digest error none`() throws {
    let pdu = PDU(.dataOut(DataOut()), data: [1, 2, 3, 4])
    let digests = Digests(header: true, data: true)
    var badData = pdu.encoded(digests)
    badData[52] ^= 1
    var decoder = PDUDecoder(digests: digests)
    decoder.receive(badData + pdu.encoded(digests))
    let error = #expect(throws: ISCSIWireError.self) { try decoder.next() }
    #expect(error?.header == pdu.encodedHeader)
    #expect(try decoder.next() == pdu)

    var badHeader = pdu.encoded(digests)
    badHeader[16] ^= 1
    decoder.receive(badHeader + pdu.encoded(digests))
    #expect(throws: ISCSIWireError.self) { try decoder.next() }
    #expect(throws: ISCSIWireError.self) { try decoder.next() }
    decoder.receive(pdu.encoded(digests))
    #expect(throws: ISCSIWireError.self) { try decoder.next() }
  }

  @Test func `a data segment above the limit is refused before it comes`() throws {
    let header = PDU(.dataOut(DataOut()), data: [UInt8](repeating: 0, count: 513)).encoded().prefix(48)
    var decoder = PDUDecoder(dataLengthMax: 512)
    decoder.receive(header)
    let error = #expect(throws: ISCSIWireError.self) { try decoder.next() }
    #expect(error?.consequence == .close)
    #expect(
      error?.description == "byte 5 of the SCSI Data-Out (DataSegmentLength): expected at most 512, found 513")
    var permissive = PDUDecoder(dataLengthMax: 513)
    permissive.receive(header)
    #expect(try permissive.next() == nil)
  }

  @Test func `an unknown opcode is passed over with its data`() throws {
    var strange = PDU(.nopOut(NOPOut()), data: [1, 2, 3]).encoded()
    strange[0] = 0x1f
    var decoder = PDUDecoder()
    decoder.receive(strange + PDU(.nopOut(NOPOut())).encoded())
    let error = #expect(throws: ISCSIWireError.self) { try decoder.next() }
    #expect(error?.consequence == .reject(.commandNotSupported))
    #expect(try decoder.next() == PDU(.nopOut(NOPOut())))
  }

  @Test func `bytes without meaning never trap`() {
    let inputs = ReleaseBuild.isActive ? 1_000_000 : 20_000
    var random = TestRandom(seed: 7)
    var outcomes = (pdus: 0, rejected: 0, closed: 0)
    for i in 0..<inputs {
      var decoder = PDUDecoder(dataLengthMax: 64, digests: Digests(header: i % 16 == 0, data: i % 8 == 0))
      var input = random.octets(48 + random.below(80))
      // Plausible lengths, or almost nothing would get past the first check.
      (input[4], input[5], input[6]) = (input[4] & 0x07 & input[8], 0, 0)
      input[7] &= 0x3f
      decoder.receive(input)
      do throws(ISCSIWireError) {
        while try decoder.next() != nil { outcomes.pdus += 1 }
      } catch {
        if error.consequence == .close { outcomes.closed += 1 } else { outcomes.rejected += 1 }
      }
    }
    // Each outcome is reached by a good part of the inputs.
    #expect(min(outcomes.pdus, outcomes.rejected, outcomes.closed) > inputs / 100, "\(outcomes)")
  }
}

/// Heavy loops are shorter in a debug build.
enum ReleaseBuild {
  static var isActive: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }
}
