import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

@Suite struct MalformedTests {
  private static let withDigests = [TextPair("HeaderDigest", "CRC32C"), TextPair("DataDigest", "CRC32C")]

  @Test func anUnknownOperationCodeIsRejected() throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig)
    var bytes = [UInt8](repeating: 0, count: 48)
    bytes[0] = 0x1F
    rig.send(bytes, on: initiator.id)
    let pdu = try #require(try initiator.receive())
    guard case .reject(let reject) = pdu.header else { throw Unexpected(pdu: pdu) }
    #expect(reject.reason == .commandNotSupported)
    #expect(pdu.data == bytes)
    #expect(initiator.isClosed)
  }

  @Test func whatOnlyATargetSendsIsRejected() throws {
    let initiator = try Initiator.ready(try Rig())
    initiator.send(.nopIn(NOPIn()))
    try initiator.expectRejected(.protocolError)
  }

  @Test func errorRecoveryIsNotThere() throws {
    let initiator = try Initiator.ready(try Rig())
    initiator.send(.snackRequest(SNACKRequest()))
    try initiator.expectRejected(.protocolError)
  }

  @Test func loginIsOverWhenItIsOver() throws {
    let initiator = try Initiator.ready(try Rig())
    initiator.send(.loginRequest(LoginRequest()))
    try initiator.expectRejected(.protocolError)
  }

  @Test func aDataSegmentThatIsTooLongEndsTheConnection() throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig)
    var bytes = PDU(.nopOut(NOPOut())).encoded()
    bytes[5] = 0xFF
    rig.send(bytes, on: initiator.id)
    try initiator.expectNothing()
    #expect(initiator.isClosed)
  }

  @Test func aWrongHeaderDigestEndsTheConnection() throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig, Self.withDigests)
    var bytes = PDU(.nopOut(NOPOut())).encoded(initiator.parameters.digests)
    bytes[20] ^= 1
    rig.send(bytes, on: initiator.id)
    try initiator.expectNothing()
    #expect(initiator.isClosed)
  }

  @Test func aWrongDataDigestIsRejected() throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig, Self.withDigests)
    let ping = NOPOut.with { ($0.initiatorTaskTag, $0.sequence.cmdSN) = (1, initiator.cmdSN) }
    var bytes = PDU(.nopOut(ping), data: pattern(100)).encoded(initiator.parameters.digests)
    bytes[bytes.count - 20] ^= 1
    rig.send(bytes, on: initiator.id)
    try initiator.expectRejected(.dataDigestError)
  }

  @Test func aTextThatIsNoneIsRejected() throws {
    let initiator = try Initiator.ready(try Rig())
    let request = TextRequest.with { ($0.isFinal, $0.initiatorTaskTag, $0.sequence.cmdSN) = (true, 1, initiator.cmdSN) }
    initiator.send(.textRequest(request), data: Array("no pair".utf8))
    try initiator.expectRejected(.protocolError)
  }

  @Test func nothingIsReadBehindTheEnd() throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig)
    let ping = NOPOut.with { ($0.initiatorTaskTag, $0.sequence.cmdSN) = (1, initiator.cmdSN) }
    rig.send(PDU(.snackRequest(SNACKRequest())).encoded() + PDU(.nopOut(ping)).encoded(), on: initiator.id)
    try initiator.expectRejected(.protocolError)
    try initiator.expectNothing()
  }

  @Test func chunksOfAnySizeMeanTheSame() throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig, Self.withDigests)
    let ping = NOPOut.with { ($0.initiatorTaskTag, $0.sequence.cmdSN) = (1, initiator.cmdSN) }
    for byte in PDU(.nopOut(ping), data: pattern(9)).encoded(initiator.parameters.digests) { rig.send([byte], on: initiator.id) }
    #expect(try initiator.receive()?.data == pattern(9))
  }

  /// Whatever one initiator sends, others do not notice.
  @Test(arguments: 1...40) func brokenBytesHurtNobodyElse(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let rig = try Rig()
    let witness = try Initiator.ready(rig, name: "iqn.2026-11.org.example:witness")
    #expect(try witness.write(pattern(512), at: 4000, unit: 1).isGood)
    for round in 0..<6 {
      let initiator = Initiator(rig)
      if random.below(4) > 0 { try initiator.login(DataTests.unsolicited) }
      for _ in 0..<30 where !initiator.isClosed { rig.send(broken(initiator, &random), on: initiator.id) }
      #expect(try witness.execute(.testUnitReady, unit: 1).status != 0xFF, "seed \(seed), round \(round)")
      rig.disconnect(initiator.id)
    }
    let sense = try witness.execute(.testUnitReady, unit: 1).sense
    #expect(sense == nil || sense?.key == 6, "seed \(seed)")
    #expect(rig.node.server.commands.isEmpty, "seed \(seed)")
  }

  /// A PDU of any kind to unit 0, some of its bytes changed.
  private func broken(_ initiator: Initiator, _ random: inout TestRandom) -> [UInt8] {
    var bytes = PDU(header(initiator, &random), data: random.octets(random.below(600))).encoded()
    for _ in 0..<random.below(4) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
    // TARGET COLD RESET is no broken PDU, and ends all sessions as it should.
    if bytes[0] & 0x3F == Opcode.taskManagementRequest.rawValue, bytes[1] & 0x7F == 7 { bytes[1] = 0 }
    return bytes
  }

  private func header(_ initiator: Initiator, _ random: inout TestRandom) -> BasicHeader {
    let sequence = RequestSequence(cmdSN: initiator.window.expCmdSN.advanced(by: random.below(3)))
    let task = UInt32(random.below(5))
    switch random.below(7) {
    case 0: return .nopOut(.with { ($0.initiatorTaskTag, $0.sequence) = (task, sequence) })
    case 1:
      return .textRequest(.with { ($0.isFinal, $0.initiatorTaskTag, $0.sequence) = (true, task, sequence) })
    case 2:
      return .dataOut(
        .with {
          ($0.isFinal, $0.initiatorTaskTag, $0.targetTransferTag) = (random.below(2) == 0, task, UInt32(random.below(4)))
        })
    case 3:
      return .taskManagementRequest(
        .with {
          $0.function = TaskManagementCode(rawValue: UInt8(random.below(6)))
          ($0.isImmediate, $0.referencedTaskTag, $0.sequence) = (true, UInt32(random.below(5)), sequence)
        })
    case 4: return .loginRequest(.with { ($0.transits, $0.nextStage) = (true, .fullFeature) })
    default:
      let cdb: [UInt8] = [[0x2A], [0x28], [0x5F], [0x5E], [0x8A], [0x42], [0x15], [0x89], [0x93]][random.below(9)]
      return .scsiCommand(
        .with {
          ($0.isFinal, $0.writes, $0.reads) = (random.below(3) > 0, random.below(3) > 0, random.below(3) == 0)
          ($0.initiatorTaskTag, $0.sequence, $0.expectedDataTransferLength) = (task, sequence, UInt32(random.below(3000)))
          $0.cdb = cdb + random.octets(15).map { random.below(2) == 0 ? 0 : $0 }
        })
    }
  }
}
