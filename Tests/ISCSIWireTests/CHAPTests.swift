import ISCSIWire
import Testing

struct CHAPTests {
  private static let initiator = CHAPCredentials(name: "host-a", secret: Array("initiator secret".utf8))
  private static let target = CHAPCredentials(name: "array", secret: Array("target's secret".utf8))
  private static let counter = CHAPChallenge(identifier: 0x2a, octets: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6])
  private let names = LoginDialogue.names

  /// A login up to the target's challenge.
  private func challenged(mutual: Bool = false, offer: String = "5", algorithm: String = "5") -> LoginDialogue {
    var login = LoginDialogue {
      $0.chap = Self.initiator
      if mutual { $0.mutualCHAP = Self.target }
    }
    // Initiators ask for the next stage at once; the target is not ready.
    let first = login.send(names + [TextPair("AuthMethod", "None,CHAP")], in: .security, to: .operational)
    #expect(first.isAnswer && !first.response.transits)
    #expect(first.pairs == [TextPair("TargetPortalGroupTag", "2"), TextPair("AuthMethod", "CHAP")])
    let second = login.send([TextPair("CHAP_A", offer)], in: .security)
    #expect(
      second.pairs == [
        TextPair("CHAP_A", algorithm), TextPair("CHAP_I", "7"), TextPair("CHAP_C", "0x0102030405060708090a0b0c0d0e0f10"),
      ])
    return login
  }

  private func text(_ octets: [UInt8]) -> String {
    "0x" + octets.map { byte in [byte >> 4, byte & 0xf].map { String($0, radix: 16) }.joined() }.joined()
  }

  /// CHAP_N and CHAP_R of one who knows `credentials`.
  private func proof(
    _ credentials: CHAPCredentials, _ challenge: CHAPChallenge = LoginDialogue.challenge, with algorithm: CHAPAlgorithm = .md5
  ) -> [TextPair] {
    // RFC 1994 4.1: the digest of identifier, secret and challenge, in this order.
    let response = LoginDialogue.digest(algorithm, [challenge.identifier] + credentials.secret + challenge.octets)
    return [TextPair("CHAP_N", credentials.name), TextPair("CHAP_R", text(response))]
  }

  private var counterChallenge: [TextPair] {
    [TextPair("CHAP_I", "42"), TextPair("CHAP_C", text(Self.counter.octets))]
  }

  @Test func `an initiator that knows the secret goes on to the operational stage`() throws {
    var login = challenged()
    let step = login.send(proof(Self.initiator), in: .security, to: .operational)
    #expect(step.isAnswer && step.response.transits && step.pairs == [])
    #expect(login.send([], in: .operational, to: .fullFeature).parameters != nil)
  }

  @Test func `an initiator may leave the security stage in a request of its own`() {
    var login = challenged()
    let step = login.send(proof(Self.initiator), in: .security)
    #expect(step.isAnswer && !step.response.transits)
    #expect(login.send([], in: .security, to: .fullFeature).parameters != nil)
  }

  @Test func `the target proves itself when it is asked`() {
    var login = challenged(mutual: true)
    let step = login.send(proof(Self.initiator) + counterChallenge, in: .security, to: .operational)
    #expect(step.response.transits)
    #expect(step.pairs == proof(Self.target, Self.counter))
  }

  @Test func `whoever does not prove its name is refused`() {
    let right = proof(Self.initiator)
    let wrongs: [[TextPair]] = [
      proof(CHAPCredentials(name: "host-a", secret: Array("another secret".utf8))),
      proof(CHAPCredentials(name: "host-b", secret: Self.initiator.secret)),
      proof(Self.initiator, Self.counter),
      [right[0]], [right[1]],
      [right[0], TextPair("CHAP_R", right[1].value + "00")],
      [right[0], TextPair("CHAP_R", "0x")],
      [right[0], TextPair("CHAP_R", "nonsense")],
      // The target has no secret to prove itself with.
      right + counterChallenge,
    ]
    for (i, wrong) in wrongs.enumerated() {
      var login = challenged()
      #expect(login.send(wrong, in: .security, to: .operational).refusal == .authenticationFailure, "case \(i)")
    }
  }

  @Test func `a challenge that is reflected, malformed or halved is refused`() {
    let reflected = [TextPair("CHAP_I", "42"), TextPair("CHAP_C", text(LoginDialogue.challenge.octets))]
    let malformed: [[TextPair]] = [
      reflected, [counterChallenge[0]], [counterChallenge[1]], [TextPair("CHAP_I", "256"), counterChallenge[1]],
      [counterChallenge[0], TextPair("CHAP_C", "0x")],
    ]
    for (i, challenge) in malformed.enumerated() {
      var login = challenged(mutual: true)
      let step = login.send(proof(Self.initiator) + challenge, in: .security, to: .operational)
      #expect(step.refusal == .authenticationFailure, "case \(i)")
    }
  }

  @Test func `authentication cannot be passed by`() {
    var login = LoginDialogue { $0.chap = Self.initiator }
    #expect(login.send(names, in: .operational, to: .fullFeature).refusal == .authenticationFailure)

    login = LoginDialogue { $0.chap = Self.initiator }
    #expect(login.send(names + [TextPair("AuthMethod", "None")], in: .security).refusal == .authenticationFailure)

    // Without a method, with the method only, and with the challenge only, the stage is not left.
    login = LoginDialogue { $0.chap = Self.initiator }
    let first = login.send(names, in: .security, to: .fullFeature)
    #expect(first.isAnswer && !first.response.transits)
    #expect(login.send([], in: .operational, to: .fullFeature).refusal == .initiatorError)

    login = challenged()
    let empty = login.send([], in: .security, to: .fullFeature)
    #expect(empty.isAnswer && !empty.response.transits)

    login = LoginDialogue { $0.chap = Self.initiator }
    _ = login.send(names + [TextPair("AuthMethod", "CHAP")], in: .security)
    #expect(login.send(proof(Self.initiator), in: .security, to: .operational).refusal == .authenticationFailure)
  }

  @Test func `an algorithm other than MD5 and SHA-256 is refused`() {
    for offer in ["6,8", "", "MD5", "05x"] {
      var login = LoginDialogue { $0.chap = Self.initiator }
      _ = login.send(names + [TextPair("AuthMethod", "CHAP")], in: .security)
      #expect(login.send([TextPair("CHAP_A", offer)], in: .security).refusal == .authenticationFailure, "\(offer)")
    }
  }

  @Test(arguments: [("7,5", "7"), ("8,6,7,5", "7"), ("5,7", "5"), ("0x7", "7")])
  func `the first algorithm that both have counts, for both sides`(offer: String, chosen: String) {
    let (right, wrong): (CHAPAlgorithm, CHAPAlgorithm) = chosen == "7" ? (.sha256, .md5) : (.md5, .sha256)
    var login = challenged(mutual: true, offer: offer, algorithm: chosen)
    let step = login.send(proof(Self.initiator, with: right) + counterChallenge, in: .security, to: .operational)
    #expect(step.response.transits && step.pairs == proof(Self.target, Self.counter, with: right))
    login = challenged(offer: offer, algorithm: chosen)
    let refusal = login.send(proof(Self.initiator, with: wrong), in: .security, to: .operational).refusal
    #expect(refusal == .authenticationFailure)
  }
}
