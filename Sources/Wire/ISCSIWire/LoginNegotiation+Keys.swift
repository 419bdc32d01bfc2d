extension LoginNegotiation {
  private static let authenticationKeys = ["AuthMethod", "CHAP_A", "CHAP_I", "CHAP_C", "CHAP_N", "CHAP_R"]

  mutating func answer(_ pairs: [TextPair], in stage: LoginStage) throws(LoginRefusal) -> [TextPair] {
    let rest = try takeNames(pairs)
    for pair in rest {
      guard !keysSeen.contains(pair.key) else {
        throw LoginRefusal(.initiatorError, "\(pair.key) is negotiated a second time")
      }
      keysSeen.append(pair.key)
    }
    var answers = try introduce()
    guard stage == .security else { return answers + answerOperational(rest) }
    answers += try authenticate(rest.filter { Self.authenticationKeys.contains($0.key) })
    for pair in rest where !Self.authenticationKeys.contains(pair.key) {
      var untouched = keys
      let isUnderstood = untouched.answer(pair) != TextAnswer.notUnderstood
      // Operational keys have their own stage.
      answers.append(TextPair(pair.key, isUnderstood ? TextAnswer.reject : TextAnswer.notUnderstood))
    }
    return answers
  }

  /// Takes who the initiator is and what it wants; returns the other pairs.
  ///
  /// What the first text said may be said again, as libiscsi does when it changes to the operational stage, but not otherwise.
  private mutating func takeNames(_ pairs: [TextPair]) throws(LoginRefusal) -> [TextPair] {
    var rest: [TextPair] = []
    for pair in pairs {
      let known: String
      switch pair.key {
      case "InitiatorName": known = keys.parameters.initiatorName
      case "TargetName": known = keys.parameters.targetName
      case "SessionType": known = keys.parameters.sessionType.rawValue
      case "InitiatorAlias":
        keys.parameters.initiatorAlias = pair.value
        continue
      default:
        rest.append(pair)
        continue
      }
      guard !isIntroduced || known == pair.value else {
        throw LoginRefusal(.initiatorError, "\(pair.key) changes from \(known) to \(pair.value)")
      }
      try take(pair)
    }
    return rest
  }

  private mutating func take(_ name: TextPair) throws(LoginRefusal) {
    switch name.key {
    case "InitiatorName":
      // RFC 7143 4.2.7.1.
      guard (1...223).contains(name.value.utf8.count) else {
        throw LoginRefusal(.initiatorError, "InitiatorName of \(name.value.utf8.count) bytes")
      }
      keys.parameters.initiatorName = name.value
    case "TargetName": keys.parameters.targetName = name.value
    default:
      guard let type = SessionType(rawValue: name.value) else {
        throw LoginRefusal(.sessionTypeNotSupported, "SessionType=\(name.value)")
      }
      keys.parameters.sessionType = type
    }
  }

  /// Checks the names in the first text, and says what the target is.
  private mutating func introduce() throws(LoginRefusal) -> [TextPair] {
    guard !isIntroduced else { return [] }
    isIntroduced = true
    let (parameters, policy) = (keys.parameters, keys.policy)
    guard !parameters.initiatorName.isEmpty else { throw LoginRefusal(.missingParameter, "InitiatorName is missing") }
    guard !parameters.targetName.isEmpty else {
      guard parameters.sessionType == .discovery else { throw LoginRefusal(.missingParameter, "TargetName is missing") }
      return []
    }
    guard parameters.targetName == policy.targetName else {
      throw LoginRefusal(.notFound, "there is no target \(parameters.targetName)")
    }
    let alias = policy.targetAlias.isEmpty ? [] : [TextPair("TargetAlias", policy.targetAlias)]
    return alias + [TextPair("TargetPortalGroupTag", "\(policy.portalGroupTag)")]
  }

  private mutating func answerOperational(_ pairs: [TextPair]) -> [TextPair] {
    let policy = keys.policy
    var answers: [TextPair] = []
    if keys.parameters.targetMaxRecvDataSegmentLength != policy.maxRecvDataSegmentLength {
      keys.parameters.targetMaxRecvDataSegmentLength = policy.maxRecvDataSegmentLength
      answers.append(TextPair("MaxRecvDataSegmentLength", "\(policy.maxRecvDataSegmentLength)"))
    }
    for pair in pairs {
      if let answer = keys.answer(pair) { answers.append(TextPair(pair.key, answer)) }
    }
    return answers
  }
}
