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
/// Sequence numbers are the caller's business, and so is a TSIH other than zero: every session has one connection, so a request
/// to join one is to be refused by the caller (`LoginResponse(refusing:with:)`).
public struct LoginNegotiation: Sendable {
  enum State {
    case unstarted
    case negotiating(LoginStage)
    case over
  }

  enum Authentication {
    /// No method has been agreed upon.
    case undecided
    case chapAgreed
    case challenged(CHAPAlgorithm)
    case complete
  }

  var state = State.unstarted
  var authentication: Authentication
  var keys: OperationalKeys
  private var text = TextAccumulator()
  /// Whether a whole text has come, with the names that it must have.
  var isIntroduced = false
  /// Keys that the initiator has used up.
  var keysSeen: [String] = []
  /// A login takes three or four; an initiator that never comes to an end is refused.
  static let requestsMax = 64
  var requestCount = 0
  let chap: CHAPAuthentication?

  /// `challenge` is used up by this login, if the policy has initiators authenticated; `digest` returns the bytes of a digest.
  public init(
    _ policy: LoginPolicy, challenge: CHAPChallenge, digest: @escaping @Sendable (CHAPAlgorithm, [UInt8]) -> [UInt8]
  ) {
    keys = OperationalKeys(policy: policy, parameters: NegotiatedParameters())
    chap = policy.chap.map {
      CHAPAuthentication(initiator: $0, target: policy.mutualCHAP, challenge: challenge, digest: digest)
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

  private mutating func receive(_ segment: [UInt8], continues: Bool) throws(LoginRefusal) -> [TextPair]? {
    do throws(ISCSIWireError) {
      return try text.receive(segment, continues: continues)
    } catch {
      throw LoginRefusal(.initiatorError, "\(error)")
    }
  }
}
