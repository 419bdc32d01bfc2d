/// What the target does with a login request.
public enum LoginStep: Sendable {
  /// The login goes on.
  case answer(LoginResponse, text: [UInt8])
  /// This response, to which the caller gives a TSIH, ends the login: the connection is in its full feature phase, with the
  /// digests agreed upon from the next PDU on in both directions.
  case established(LoginResponse, text: [UInt8], NegotiatedParameters)
  /// This response ends the login and then the connection; the reason is for a log.
  case refused(LoginResponse, reason: String)
}

/// The login phase of one connection, on the target's side (RFC 7143 6.3).
///
/// Sequence numbers, and a TSIH other than zero, are the caller's business: every session has one connection, so a request to join one
/// is to be refused by the caller (`LoginResponse(refusing:with:)`).
public struct LoginNegotiation: Sendable {
  private enum State {
    case unstarted
    case negotiating(LoginStage)
    case over
  }

  private enum Authentication {
    /// No method has been agreed upon.
    case undecided
    case chapAgreed
    case challenged
    case complete
  }

  private var state = State.unstarted
  private var authentication: Authentication
  private var keys: OperationalKeys
  private var text = TextAccumulator()
  /// Whether a whole text has come, with the names that it must have.
  private var isIntroduced = false
  /// Keys that the initiator has used up.
  private var keysSeen: [String] = []
  /// A login takes three or four; an initiator that never comes to an end is refused.
  private static let requestsMax = 64
  private var requestCount = 0
  private let chap: CHAPAuthentication?

  /// `challenge` is used up by this login, if the policy has initiators authenticated; `md5` returns the 16 bytes of a digest.
  public init(_ policy: LoginPolicy, challenge: CHAPChallenge, md5: @escaping @Sendable ([UInt8]) -> [UInt8]) {
    keys = OperationalKeys(policy: policy, parameters: NegotiatedParameters())
    chap = policy.chap.map {
      CHAPAuthentication(initiator: $0, target: policy.mutualCHAP, challenge: challenge, md5: md5)
    }
    authentication = .undecided
  }

  /// Takes in the next request and its data segment. After `.established` or `.refused` every request is refused.
  public mutating func receive(_ request: LoginRequest, text segment: [UInt8]) -> LoginStep {
    do throws(LoginRefusal) {
      return try respond(to: request, segment)
    } catch {
      state = .over
      return .refused(LoginResponse(refusing: request, with: error.status), reason: error.reason)
    }
  }
}

// MARK: - Stages

extension LoginNegotiation {
  private mutating func respond(to request: LoginRequest, _ segment: [UInt8]) throws(LoginRefusal) -> LoginStep {
    let stage = try stage(of: request)
    state = .negotiating(stage)
    var response = LoginResponse(answering: request)
    guard let pairs = try receive(segment, continues: request.continues) else { return .answer(response, text: []) }
    let answers = try answer(pairs, in: stage)
    let text = answers.encoded
    // A longer answer would need the C bit; only thousands of keys that nobody knows make one.
    guard text.count <= TextAccumulator.lengthMax else {
      throw LoginRefusal(.initiatorError, "the answer would have \(text.count) bytes")
    }
    guard request.transits, isReadyToLeave(stage) else { return .answer(response, text: text) }
    response.transits = true
    response.nextStage = request.nextStage
    guard request.nextStage == .fullFeature else {
      state = .negotiating(request.nextStage)
      return .answer(response, text: text)
    }
    state = .over
    var parameters = keys.parameters
    // An initiator that offers a small MaxBurstLength alone leaves FirstBurstLength at a larger default.
    parameters.firstBurstLength = min(parameters.firstBurstLength, parameters.maxBurstLength)
    return .established(response, text: text, parameters)
  }

  /// The stage that the request is in, if it may be there and go where it wants.
  private mutating func stage(of request: LoginRequest) throws(LoginRefusal) -> LoginStage {
    requestCount += 1
    guard requestCount <= Self.requestsMax else { throw LoginRefusal(.initiatorError, "the login has too many requests") }
    guard request.versionMin == 0 else {
      throw LoginRefusal(.unsupportedVersion, "version \(request.versionMin) is the least that the initiator speaks")
    }
    let stage = request.currentStage
    switch state {
    case .over: throw LoginRefusal(.invalidDuringLogin, "the login is over")
    case .unstarted:
      guard [.security, .operational].contains(stage) else {
        throw LoginRefusal(.initiatorError, "a login cannot begin in stage \(stage.rawValue)")
      }
      guard stage == .security || chap == nil else {
        throw LoginRefusal(.authenticationFailure, "the initiator wants to go without authentication")
      }
      (keys.parameters.isid, keys.parameters.connectionID) = (request.isid, request.connectionID)
    case .negotiating(let current):
      guard stage == current else {
        throw LoginRefusal(.initiatorError, "stage \(stage.rawValue) where \(current.rawValue) is negotiated")
      }
      guard request.isid == keys.parameters.isid, request.connectionID == keys.parameters.connectionID else {
        throw LoginRefusal(.initiatorError, "the initiator has changed its ISID or CID")
      }
    }
    guard request.transits else { return stage }
    guard !request.continues else { throw LoginRefusal(.initiatorError, "both T and C are set") }
    let isForward = request.nextStage == .fullFeature || (stage == .security && request.nextStage == .operational)
    guard isForward else {
      throw LoginRefusal(.initiatorError, "no way from stage \(stage.rawValue) to \(request.nextStage.rawValue)")
    }
    return stage
  }

  private mutating func receive(_ segment: [UInt8], continues: Bool) throws(LoginRefusal) -> [TextPair]? {
    do throws(ISCSIWireError) {
      return try text.receive(segment, continues: continues)
    } catch {
      throw LoginRefusal(.initiatorError, "\(error)")
    }
  }

  private func isReadyToLeave(_ stage: LoginStage) -> Bool {
    guard stage == .security else { return true }
    return switch authentication {
    case .complete: true
    case .undecided: chap == nil
    case .chapAgreed, .challenged: false
    }
  }
}

// MARK: - Keys

extension LoginNegotiation {
  private static let authenticationKeys = ["AuthMethod", "CHAP_A", "CHAP_I", "CHAP_C", "CHAP_N", "CHAP_R"]

  private mutating func answer(_ pairs: [TextPair], in stage: LoginStage) throws(LoginRefusal) -> [TextPair] {
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

  /// Takes who the initiator is and what it wants; returns the other pairs. What the first text said may be said again, as libiscsi
  /// does when it changes to the operational stage, but not otherwise.
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

// MARK: - Authentication

extension LoginNegotiation {
  /// One step of RFC 7143 12.1.3; `pairs` are the keys of authentication in the text.
  private mutating func authenticate(_ pairs: [TextPair]) throws(LoginRefusal) -> [TextPair] {
    guard !pairs.isEmpty else { return [] }
    var answers: [TextPair] = []
    if let offer = pairs["AuthMethod"] {
      answers.append(TextPair("AuthMethod", try agree(TextValue.list(offer))))
    }
    switch (authentication, chap) {
    case (.chapAgreed, let chap?):
      if let algorithms = pairs["CHAP_A"] {
        answers += try chap.challenge(for: algorithms)
        authentication = .challenged
      } else if answers.isEmpty {
        throw LoginRefusal(.authenticationFailure, "CHAP_A is missing")
      }
    case (.challenged, let chap?):
      answers += try chap.judge(pairs)
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
