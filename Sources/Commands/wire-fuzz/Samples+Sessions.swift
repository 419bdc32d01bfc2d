import ISCSIWire

/// Valid inputs of the transport.
extension FuzzRandom {
  mutating func anyText() -> [UInt8] {
    switch below(4) {
    case 0: Array("iqn.2026-11.org.example:\(text(20)),i,0x\(String(next() >> UInt64(16 + below(40)), radix: 16))".utf8)
    case 1: bytes(below(20)).flatMap { Array(String($0, radix: 16).utf8) + (flag() ? [0x20] : []) }
    case 2: SenseSegment.encode(bytes(below(40)))
    default: pairs().encoded
    }
  }

  // MARK: - Connections

  mutating func connection() -> [UInt8] {
    let flags = byte()
    let digests = Digests(header: flags & 1 != 0, data: flags & 2 != 0)
    return [flags] + bytes(below(8)).asShortPiece + list(5) { $0.pduBytes(digests) }.flatMap(\.self)
  }

  /// Sometimes with a header that was damaged before its digest was made: behind the digest nobody would look at it.
  private mutating func pduBytes(_ digests: Digests) -> [UInt8] {
    let opcode = pick(Opcode.allCases)
    let data = flag() ? [] : opcode == .loginRequest || opcode == .textRequest ? pairs().encoded : bytes(below(80))
    var header = [opcode.rawValue] + bytes(47)
    if let basic = try? BasicHeader(header) {
      let additional = opcode == .scsiCommand ? list(3) { $0.additionalHeader() } : []
      let pdu = PDU(basic, additionalHeaders: additional, data: data)
      if chance(70) { return pdu.encoded(digests) }
      header = Array(pdu.encoded().dropLast(data.count + (-data.count & 3)))
    }
    mutate(&header, with: header)
    header += [UInt8](repeating: 0, count: max(0, 48 - header.count))
    let padded = data + [UInt8](repeating: 0, count: -data.count & 3)
    return sealed(header, digests.header) + sealed(padded, digests.data && !data.isEmpty)
  }

  private func sealed(_ bytes: [UInt8], _ hasDigest: Bool) -> [UInt8] {
    guard hasDigest else { return bytes }
    let check = CRC32C(of: bytes).value
    return bytes + (0..<4).map { UInt8(truncatingIfNeeded: check >> (8 * $0)) }
  }

  private mutating func additionalHeader() -> AdditionalHeader {
    flag() ? .expectedBidirectionalReadLength(number()) : .extendedCDB(bytes(below(20)))
  }

  // MARK: - Logins

  /// Security with or without CHAP, operational keys, full feature; some of it left out.
  mutating func login() -> [UInt8] {
    let flags = byte() & 7
    let hasCHAP = flags & 1 != 0
    var steps: [(flags: UInt8, pairs: [TextPair])] = []
    if hasCHAP || flag() {
      steps.append(
        (hasCHAP ? 0x00 : 0x81, names() + [TextPair("AuthMethod", pick(["CHAP,None", "KRB5,None,CHAP", "None,CHAP", "None"]))]))
      if hasCHAP {
        steps.append((0x00, [TextPair("CHAP_A", pick(["5", "7,5", "0x5", "5,6", "6"]))]))
        steps.append((pick([0x81, 0x83]), response()))
      }
    }
    steps.append((pick([0x87, 0x04, 0x44]), (steps.isEmpty || chance(10) ? names() : []) + pairs()))
    steps.append((0x87, pairs()))
    steps += list(3) { ($0.byte(), $0.pairs()) }
    var seen: [String] = []
    return [flags]
      + steps.flatMap { step in
        // A key that is negotiated twice ends the login.
        let pairs = step.pairs.filter { !seen.contains($0.key) || chance(2) }
        seen += pairs.map(\.key)
        return [chance(97) ? step.flags : byte(), chance(97) ? 0 : byte()] + pairs.encoded.asPiece
      }
  }

  // MARK: - Windows

  /// Mostly the next number, its delivery and its end.
  mutating func windowSteps() -> [UInt8] {
    bytes(5) + list(60) { $0.pick([0x20, 0x20, 0x21, 0x23, 0x80, 0x80, 0xC0, $0.byte()]) }
  }

  private mutating func names() -> [TextPair] {
    [
      TextPair("InitiatorName", "iqn.2026-11.org.example:" + (chance(90) ? "a" : text(20))),
      TextPair("SessionType", chance(80) ? "Normal" : "Discovery"), TextPair("TargetName", FuzzTarget.name),
    ]
  }

  private mutating func response() -> [TextPair] {
    func hex(_ bytes: [UInt8]) -> String { "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
    let right = FuzzTarget.challenge.response(secret: FuzzTarget.initiator.secret, digest: FuzzTarget.digest)
    let pairs = [TextPair("CHAP_N", FuzzTarget.initiator.name), TextPair("CHAP_R", hex(chance(90) ? right : bytes(16)))]
    return pairs + (flag() ? [] : [TextPair("CHAP_I", "\(byte())"), TextPair("CHAP_C", hex(bytes(1 + below(20))))])
  }

  private static let keys = [
    "HeaderDigest", "DataDigest", "MaxRecvDataSegmentLength", "MaxConnections", "ErrorRecoveryLevel", "iSCSIProtocolLevel",
    "InitialR2T", "ImmediateData", "DataPDUInOrder", "DataSequenceInOrder", "MaxBurstLength", "FirstBurstLength",
    "MaxOutstandingR2T", "DefaultTime2Wait", "DefaultTime2Retain", "TaskReporting", "IFMarker", "OFMarkInt", "TargetAlias",
    "InitiatorAlias", "SendTargets", "AuthMethod", "CHAP_R", "X-org.example.key",
  ]
  private static let values = [
    "Yes", "No", "None", "CRC32C", "CRC32C,None", "0", "1", "512", "8192", "262144", "16777215", "16777216", "0x200", "0b",
    "0bAA==",
    "18446744073709551615", "18446744073709551616", "-1", "RFC3720", "All", "", "Reject",
  ]

  mutating func pairs() -> [TextPair] {
    list(8) { random in
      TextPair(
        random.chance(99) ? random.pick(Self.keys) : random.text(20),
        random.chance(90) ? random.pick(Self.values) : random.text(40))
    }
  }
}
