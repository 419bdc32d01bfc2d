import ISCSIWire
import Testing

/// An initiator that logs in step by step.
struct LoginDialogue {
  static let targetName = "iqn.2026-11.org.example.weir:pair"
  static let initiatorName = "iqn.1998-01.com.example:host-a"
  static let challenge = CHAPChallenge(identifier: 7, octets: Array(1...16))
  static let names = [
    TextPair("InitiatorName", initiatorName), TextPair("TargetName", targetName), TextPair("SessionType", "Normal"),
  ]
  static let discoveryNames = [TextPair("InitiatorName", initiatorName), TextPair("SessionType", "Discovery")]

  /// No digest that anyone should use: it tells its inputs apart, which is all that the negotiation relies upon.
  @Sendable static func digest(_ algorithm: CHAPAlgorithm, _ bytes: [UInt8]) -> [UInt8] {
    var random = TestRandom(
      seed: bytes.reduce(UInt64(bytes.count) ^ algorithm.rawValue << 32) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
    return random.octets(16)
  }

  var negotiation: LoginNegotiation
  var isid = ISID(rawValue: 0x8000_0000_0001)

  init(_ change: (inout LoginPolicy) -> Void = { _ in }) {
    var policy = LoginPolicy(targetName: Self.targetName, portalGroupTag: 2)
    change(&policy)
    negotiation = LoginNegotiation(policy, challenge: Self.challenge, digest: Self.digest)
  }

  /// Sends `pairs` in `stage`, and asks for `next` unless it is nil.
  mutating func send(
    _ pairs: [TextPair], in stage: LoginStage, to next: LoginStage? = nil, change: (inout LoginRequest) -> Void = { _ in }
  ) -> LoginStep {
    var request = LoginRequest.with {
      ($0.currentStage, $0.isid, $0.initiatorTaskTag) = (stage, isid, 0x55)
      ($0.transits, $0.nextStage) = (next != nil, next ?? .security)
    }
    change(&request)
    return negotiation.receive(request, text: pairs.encoded)
  }
}

extension LoginStep {
  /// The response's text.
  var pairs: [TextPair]? {
    switch self {
    case .answer(_, let text), .established(_, let text, _): try? [TextPair](decoding: text)
    case .refused: nil
    }
  }

  var response: LoginResponse {
    switch self {
    case .answer(let response, _), .established(let response, _, _), .refused(let response, _): response
    }
  }

  var parameters: NegotiatedParameters? {
    if case .established(_, _, let parameters) = self { parameters } else { nil }
  }

  /// The status of a refusal.
  var refusal: LoginStatus? {
    if case .refused(let response, _) = self { response.status } else { nil }
  }

  var isAnswer: Bool {
    if case .answer = self { true } else { false }
  }
}
