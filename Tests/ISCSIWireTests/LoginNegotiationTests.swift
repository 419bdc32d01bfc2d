import ISCSIWire
import Testing

struct LoginNegotiationTests {
  private let names = LoginDialogue.names

  @Test func `a login without authentication can be one request and one response`() throws {
    var login = LoginDialogue()
    let step = login.send(names + [TextPair("MaxRecvDataSegmentLength", "4096")], in: .operational, to: .fullFeature)
    let parameters = try #require(step.parameters)
    #expect(parameters.initiatorPort.description == "iqn.1998-01.com.example:host-a,i,0x800000000001")
    #expect(parameters.initiatorMaxRecvDataSegmentLength == 4096)
    #expect(parameters.targetMaxRecvDataSegmentLength == 262_144)
    #expect(step.pairs == [TextPair("TargetPortalGroupTag", "2"), TextPair("MaxRecvDataSegmentLength", "262144")])
    #expect(step.response.transits && step.response.currentStage == .operational && step.response.nextStage == .fullFeature)
    #expect(step.response.initiatorTaskTag == 0x55 && step.response.isid == login.isid && step.response.status == .success)
  }

  @Test func `a login without authentication goes through both stages`() throws {
    var login = LoginDialogue { $0.targetAlias = "the pair" }
    let first = login.send(names + [TextPair("AuthMethod", "CHAP,None")], in: .security, to: .operational)
    #expect(first.isAnswer && first.response.transits && first.response.nextStage == .operational)
    #expect(
      first.pairs == [
        TextPair("TargetAlias", "the pair"), TextPair("TargetPortalGroupTag", "2"), TextPair("AuthMethod", "None"),
      ])
    // libiscsi says its names again.
    let second = login.send(names + [TextPair("InitialR2T", "No")], in: .operational)
    #expect(second.isAnswer && !second.response.transits)
    #expect(second.pairs == [TextPair("MaxRecvDataSegmentLength", "262144"), TextPair("InitialR2T", "No")])
    let third = login.send([], in: .operational, to: .fullFeature)
    #expect(third.pairs == [])
    #expect(try #require(third.parameters).initialR2T == false)
  }

  @Test func `the security stage may lead straight to the full feature phase, with every default`() throws {
    var login = LoginDialogue()
    let parameters = try #require(login.send(names, in: .security, to: .fullFeature).parameters)
    var expected = NegotiatedParameters()
    expected.initiatorName = LoginDialogue.initiatorName
    expected.targetName = LoginDialogue.targetName
    expected.isid = login.isid
    #expect(parameters == expected)
  }

  @Test func `discovery needs no target`() throws {
    var login = LoginDialogue()
    let step = login.send(LoginDialogue.discoveryNames, in: .operational, to: .fullFeature)
    #expect(try #require(step.parameters).sessionType == .discovery)
    #expect(step.pairs == [TextPair("MaxRecvDataSegmentLength", "262144")])
  }

  @Test func `a text may be spread over several requests`() throws {
    var login = LoginDialogue()
    let text = names.encoded
    func request(_ change: (inout LoginRequest) -> Void) -> LoginRequest {
      .with {
        ($0.currentStage, $0.nextStage, $0.isid) = (.operational, .fullFeature, ISID(rawValue: 1))
        change(&$0)
      }
    }
    let first = login.negotiation.receive(request { $0.continues = true }, text: Array(text.prefix(20)))
    #expect(first.isAnswer && first.pairs == [] && !first.response.transits)
    let second = login.negotiation.receive(request { $0.transits = true }, text: Array(text.dropFirst(20)))
    #expect(try #require(second.parameters).initiatorName == LoginDialogue.initiatorName)
  }

  private struct Refusal: Sendable {
    var status: LoginStatus
    var pairs = LoginDialogue.names
    var stage = LoginStage.operational
    var next: LoginStage? = .fullFeature
    var change: @Sendable (inout LoginRequest) -> Void = { _ in }
  }

  @Test func `a login that cannot be is refused with the status of RFC 7143`() {
    let other = TextPair("TargetName", "iqn.2026-11.org.example.weir:other")
    let refusals = [
      Refusal(status: .missingParameter, pairs: Array(names.dropFirst())),
      Refusal(status: .missingParameter, pairs: [names[0]]),
      Refusal(status: .missingParameter, pairs: []),
      Refusal(status: .notFound, pairs: [names[0], other]),
      Refusal(status: .sessionTypeNotSupported, pairs: names.dropLast() + [TextPair("SessionType", "Strange")]),
      Refusal(status: .unsupportedVersion, change: { $0.versionMin = 1 }),
      Refusal(status: .initiatorError, stage: .fullFeature),
      Refusal(status: .initiatorError, stage: LoginStage(rawValue: 2)),
      Refusal(status: .initiatorError, next: .security),
      Refusal(status: .initiatorError, next: .operational),
      Refusal(status: .initiatorError, next: LoginStage(rawValue: 2)),
      Refusal(status: .initiatorError, stage: .security, next: .security),
      Refusal(status: .initiatorError, change: { $0.continues = true }),
      Refusal(status: .initiatorError, pairs: names + [TextPair("InitialR2T", "No"), TextPair("InitialR2T", "No")]),
      Refusal(
        status: .initiatorError, pairs: [TextPair("InitiatorName", String(repeating: "i", count: 224))] + names.dropFirst()),
      Refusal(status: .authenticationFailure, pairs: names + [TextPair("AuthMethod", "CHAP,KRB5")], stage: .security),
      Refusal(status: .authenticationFailure, pairs: names + [TextPair("CHAP_A", "5")], stage: .security),
    ]
    for (i, refusal) in refusals.enumerated() {
      var login = LoginDialogue()
      let step = login.send(refusal.pairs, in: refusal.stage, to: refusal.next, change: refusal.change)
      #expect(step.refusal == refusal.status, "case \(i)")
      #expect(!step.response.transits && step.response.initiatorTaskTag == 0x55, "case \(i)")
      // Nothing comes after a refusal.
      #expect(login.send(names, in: .operational, to: .fullFeature).refusal == .invalidDuringLogin, "case \(i)")
    }
  }

  @Test func `a later request must go on where the last one was`() {
    let strayings: [(inout LoginDialogue) -> LoginStep] = [
      { $0.send([], in: .security, to: .operational) },
      { $0.send([], in: .operational) { $0.isid = ISID(rawValue: 5) } },
      { $0.send([], in: .operational) { $0.connectionID = 5 } },
      { $0.send([TextPair("InitiatorName", "iqn.else")], in: .operational) },
      { $0.send([TextPair("TargetName", "iqn.else")], in: .operational) },
      { $0.send([TextPair("SessionType", "Discovery")], in: .operational) },
      { $0.send([TextPair("HeaderDigest", "None")], in: .operational) },
    ]
    for (i, stray) in strayings.enumerated() {
      var login = LoginDialogue()
      #expect(login.send(names + [TextPair("HeaderDigest", "None")], in: .operational).isAnswer)
      #expect(stray(&login).refusal == .initiatorError, "case \(i)")
    }
  }

  @Test func `a discovery session cannot name a target afterwards`() {
    var login = LoginDialogue()
    #expect(login.send(LoginDialogue.discoveryNames, in: .operational).isAnswer)
    #expect(login.send([TextPair("TargetName", "iqn.unchecked")], in: .operational).refusal == .initiatorError)
  }

  @Test func `a login that never comes to an end is refused`() {
    var login = LoginDialogue()
    #expect(login.send(names, in: .operational).isAnswer)
    let steps = (0..<100).map { _ in login.send([], in: .operational) }
    #expect(steps.contains { $0.refusal == .initiatorError })
  }

  @Test func `a login that has succeeded is over`() {
    var login = LoginDialogue()
    #expect(login.send(names, in: .operational, to: .fullFeature).parameters != nil)
    #expect(login.send(names, in: .operational, to: .fullFeature).refusal == .invalidDuringLogin)
  }

  @Test func `an answer that does not fit into one response is refused`() {
    // Some 5,000 bytes of keys that nobody knows, each to be answered by 13 more.
    let unknown = (0..<1200).map { TextPair(String($0, radix: 36), "") }
    var login = LoginDialogue()
    let step = login.send(names + unknown, in: .operational)
    guard case .refused(let response, let reason) = step else {
      Issue.record("not refused")
      return
    }
    #expect(response.status == .initiatorError)
    #expect(reason.hasPrefix("the answer would have"))
  }

  @Test func `operational keys wait for their stage`() {
    var login = LoginDialogue()
    let step = login.send(names + [TextPair("HeaderDigest", "CRC32C"), TextPair("X-a", "1")], in: .security, to: .fullFeature)
    #expect(step.pairs?.suffix(2) == [TextPair("HeaderDigest", "Reject"), TextPair("X-a", "NotUnderstood")])
    #expect(step.parameters?.digests == Digests.none)
  }

  @Test func `random requests never trap, and only the right names log in`() {
    let keys = ["InitiatorName", "TargetName", "SessionType", "AuthMethod", "CHAP_A", "CHAP_N", "CHAP_R", "CHAP_I", "CHAP_C"]
    let values = ["None", "CHAP", "5", "0x01", "0x", LoginDialogue.targetName, "iqn.x", "Normal", "Discovery", ""]
    var sessions = 0
    for seed in 0..<3000 {
      var random = TestRandom(seed: UInt64(seed))
      var login = LoginDialogue()
      for _ in 0..<6 {
        let pairs = (0..<random.below(4)).map { _ in
          TextPair(keys[random.below(keys.count)], values[random.below(values.count)])
        }
        let stage = LoginStage(rawValue: UInt8(random.below(2)))
        let step = login.send(random.below(2) == 0 ? names + pairs : pairs, in: stage, to: .fullFeature)
        guard let parameters = step.parameters else { continue }
        sessions += 1
        #expect(!parameters.initiatorName.isEmpty, "seed \(seed)")
        #expect(parameters.targetName == LoginDialogue.targetName || parameters.targetName.isEmpty, "seed \(seed)")
        #expect(parameters.sessionType == .discovery || !parameters.targetName.isEmpty, "seed \(seed)")
      }
    }
    #expect(sessions > 300)
  }
}
