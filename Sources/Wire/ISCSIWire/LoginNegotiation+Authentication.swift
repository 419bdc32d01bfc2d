extension LoginNegotiation {
  /// One step of RFC 7143 12.1.3; `pairs` are the keys of authentication in the text.
  mutating func authenticate(_ pairs: [TextPair]) throws(LoginRefusal) -> [TextPair] {
    guard !pairs.isEmpty else { return [] }
    var answers: [TextPair] = []
    if let offer = pairs["AuthMethod"] {
      answers.append(TextPair("AuthMethod", try agree(TextValue.list(offer))))
    }
    switch (authentication, chap) {
    case (.chapAgreed, let chap?):
      if let offer = pairs["CHAP_A"] {
        let algorithm = try chap.algorithm(of: offer)
        answers += chap.challenge(with: algorithm)
        authentication = .challenged(algorithm)
      } else if answers.isEmpty {
        throw LoginRefusal(.authenticationFailure, "CHAP_A is missing")
      }
    case (.challenged(let algorithm), let chap?):
      answers += try chap.judge(pairs, algorithm)
      authentication = .complete
    default:
      if answers.isEmpty { throw LoginRefusal(.authenticationFailure, "\(pairs[0].key) where it was not asked for") }
    }
    return answers
  }

  /// The method, which is not the initiator's to choose: CHAP if the target's policy asks for it, else none.
  private mutating func agree(_ methods: [String]) throws(LoginRefusal) -> String {
    let wanted = chap == nil ? "None" : "CHAP"
    guard methods.contains(wanted) else {
      throw LoginRefusal(.authenticationFailure, "\(wanted) is not among AuthMethod=\(methods.joined(separator: ","))")
    }
    authentication = chap == nil ? .complete : .chapAgreed
    return wanted
  }
}
