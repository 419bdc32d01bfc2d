/// A name and a secret, known to both sides (RFC 7143 12.1.3).
public struct CHAPCredentials: Hashable, Sendable {
  public var name: String
  public var secret: [UInt8]

  public init(name: String, secret: [UInt8]) { (self.name, self.secret) = (name, secret) }
}

/// What digests are made with, as CHAP_A numbers it (RFC 7143 12.1.3, and IANA's list of iSCSI CHAP algorithms).
public enum CHAPAlgorithm: UInt64, BitwiseCopyable, Sendable, CaseIterable {
  case md5 = 5
  case sha256 = 7
}

/// What the other side has to answer: never used twice, and not to be guessed.
public struct CHAPChallenge: Hashable, Sendable {
  public var identifier: UInt8
  public var octets: [UInt8]

  public init(identifier: UInt8, octets: [UInt8]) { (self.identifier, self.octets) = (identifier, octets) }
}

extension CHAPChallenge {
  /// CHAP_I and CHAP_C, if both are there and can be read.
  init?(_ pairs: [TextPair]) {
    guard let identifier = pairs["CHAP_I"].flatMap(TextValue.number), let identifier = UInt8(exactly: identifier),
      let octets = pairs["CHAP_C"].flatMap(TextValue.octets), (1...1024).contains(octets.count)
    else { return nil }
    self.init(identifier: identifier, octets: octets)
  }

  /// CHAP_I and CHAP_C.
  var pairs: [TextPair] { [TextPair("CHAP_I", "\(identifier)"), TextPair("CHAP_C", TextValue.text(of: octets))] }

  /// The response of one who knows `secret` (RFC 1994 4.1).
  public func response(secret: [UInt8], digest: ([UInt8]) -> [UInt8]) -> [UInt8] { digest([identifier] + secret + octets) }
}

/// The target's side of CHAP: who the initiator is and, if it asks, who the target is.
struct CHAPAuthentication: Sendable {
  let initiator: CHAPCredentials
  /// What the target proves itself with; nil when it cannot.
  let target: CHAPCredentials?
  let challenge: CHAPChallenge
  let digest: @Sendable (CHAPAlgorithm, [UInt8]) -> [UInt8]

  /// Of CHAP_A the first algorithm that the target has: the initiator names first what it likes best.
  func algorithm(of offer: String) throws(LoginRefusal) -> CHAPAlgorithm {
    let offered = TextValue.list(offer).lazy.compactMap(TextValue.number).compactMap(CHAPAlgorithm.init)
    guard let first = offered.first else {
      throw LoginRefusal(.authenticationFailure, "CHAP_A=\(offer) has neither 7, SHA-256, nor 5, MD5")
    }
    return first
  }

  /// Answers CHAP_A with the challenge.
  func challenge(with algorithm: CHAPAlgorithm) -> [TextPair] { [TextPair("CHAP_A", "\(algorithm.rawValue)")] + challenge.pairs }

  /// Judges CHAP_N and CHAP_R, and answers a challenge of the initiator's.
  func judge(_ pairs: [TextPair], _ algorithm: CHAPAlgorithm) throws(LoginRefusal) -> [TextPair] {
    func response(to challenge: CHAPChallenge, of credentials: CHAPCredentials) -> [UInt8] {
      challenge.response(secret: credentials.secret) { digest(algorithm, $0) }
    }
    guard let name = pairs["CHAP_N"], let answer = pairs["CHAP_R"].flatMap(TextValue.octets) else {
      throw LoginRefusal(.authenticationFailure, "CHAP_N or CHAP_R is missing or malformed")
    }
    // Both are compared in any case, so that the time taken does not tell which was wrong.
    let isRight = equal(answer, response(to: challenge, of: initiator))
    guard name == initiator.name, isRight else {
      throw LoginRefusal(.authenticationFailure, "CHAP name or response is wrong")
    }
    guard pairs["CHAP_I"] != nil || pairs["CHAP_C"] != nil else { return [] }
    guard let counter = CHAPChallenge(pairs), let target else {
      throw LoginRefusal(.authenticationFailure, "the initiator's challenge is malformed, or the target has no secret")
    }
    // RFC 7143 9.2.1: a reflected challenge would have one side compute the other's response.
    guard counter.octets != challenge.octets else {
      throw LoginRefusal(.authenticationFailure, "the initiator's challenge is the target's own")
    }
    return [
      TextPair("CHAP_N", target.name), TextPair("CHAP_R", TextValue.text(of: response(to: counter, of: target))),
    ]
  }

  /// Compares in a time that does not depend on where the difference is.
  private func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
