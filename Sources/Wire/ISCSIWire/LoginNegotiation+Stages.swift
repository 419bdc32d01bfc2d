extension LoginNegotiation {
  /// The stage that the request is in, if it may be there and go where it wants.
  mutating func stage(of request: LoginRequest) throws(LoginRefusal) -> LoginStage {
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

  /// Whether nothing is missing there.
  func isReadyToLeave(_ stage: LoginStage) -> Bool {
    guard stage == .security else { return true }
    return switch authentication {
    case .complete: true
    case .undecided: chap == nil
    case .chapAgreed, .challenged: false
    }
  }
}
