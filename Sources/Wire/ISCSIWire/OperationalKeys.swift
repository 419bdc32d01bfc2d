/// The values that answer an offer in place of a result (RFC 7143 6.2).
enum TextAnswer {
  static let reject = "Reject"
  static let notUnderstood = "NotUnderstood"
  static let irrelevant = "Irrelevant"
}

/// How the target answers the keys of RFC 7143 13, one by one.
struct OperationalKeys {
  let policy: LoginPolicy
  var parameters: NegotiatedParameters

  /// Nothing of these is of use where there are no SCSI commands: "Irrelevant when: SessionType=Discovery".
  private static let irrelevantInDiscovery = [
    "MaxConnections", "InitialR2T", "ImmediateData", "MaxBurstLength", "FirstBurstLength", "MaxOutstandingR2T",
    "DataPDUInOrder", "DataSequenceInOrder", "TaskReporting",
  ]
  private static let lengths = 512...(1 << 24 - 1)
  private static let counts = 1...65_535
  private static let seconds = 0...3600

  /// The value to answer with; nil for a declaration, which is taken without an answer.
  mutating func answer(_ offer: TextPair) -> String? {
    if parameters.sessionType == .discovery, Self.irrelevantInDiscovery.contains(offer.key) { return TextAnswer.irrelevant }
    let (value, policy) = (offer.value, self.policy)
    switch offer.key {
    case "HeaderDigest": return digest(value, \.digests.header)
    case "DataDigest": return digest(value, \.digests.data)
    case "MaxRecvDataSegmentLength":
      let isTaken = number(value, Self.lengths, \.initiatorMaxRecvDataSegmentLength) { $0 } != TextAnswer.reject
      return isTaken ? nil : TextAnswer.reject
    case "MaxConnections": return number(value, Self.counts) { _ in 1 }
    case "ErrorRecoveryLevel": return number(value, 0...2) { _ in 0 }
    // Level 1 is RFC 7143.
    case "iSCSIProtocolLevel": return number(value, 0...31) { min($0, 1) }
    case "InitialR2T": return boolean(value, \.initialR2T) { $0 || policy.initialR2T }
    case "ImmediateData": return boolean(value, \.immediateData) { $0 && policy.immediateData }
    case "DataPDUInOrder": return boolean(value, \.dataPDUInOrder) { _ in true }
    case "DataSequenceInOrder": return boolean(value, \.dataSequenceInOrder) { _ in true }
    case "MaxBurstLength": return number(value, Self.lengths, \.maxBurstLength) { min($0, policy.maxBurstLength) }
    case "FirstBurstLength": return number(value, Self.lengths, \.firstBurstLength) { min($0, policy.firstBurstLength) }
    case "MaxOutstandingR2T": return number(value, Self.counts, \.maxOutstandingR2T) { min($0, policy.maxOutstandingR2T) }
    case "DefaultTime2Wait": return number(value, Self.seconds, \.defaultTime2Wait) { max($0, policy.defaultTime2Wait) }
    case "DefaultTime2Retain": return number(value, Self.seconds, \.defaultTime2Retain) { min($0, policy.defaultTime2Retain) }
    case "TaskReporting": return choice(value, among: ["RFC3720"])
    // Markers are gone since RFC 7143, but their keys must be understood (13.25).
    case "IFMarker", "OFMarker": return value == "No" ? "No" : TextAnswer.reject
    case "IFMarkInt", "OFMarkInt": return TextAnswer.reject
    // These are the target's to say, or belong elsewhere.
    case "TargetAlias", "TargetAddress", "TargetPortalGroupTag", "SendTargets", "AuthMethod": return TextAnswer.reject
    default: return TextAnswer.notUnderstood
    }
  }

  /// The first of the offered values that is acceptable.
  private func choice(_ offer: String, among accepted: [String]) -> String {
    TextValue.list(offer).first(where: accepted.contains) ?? TextAnswer.reject
  }

  private mutating func digest(_ offer: String, _ result: WritableKeyPath<NegotiatedParameters, Bool>) -> String {
    let answer = choice(offer, among: ["CRC32C", "None"])
    parameters[keyPath: result] = answer == "CRC32C"
    return answer
  }

  private mutating func boolean(
    _ offer: String, _ result: WritableKeyPath<NegotiatedParameters, Bool>, _ function: (Bool) -> Bool
  ) -> String {
    guard ["Yes", "No"].contains(offer) else { return TextAnswer.reject }
    let value = function(offer == "Yes")
    parameters[keyPath: result] = value
    return value ? "Yes" : "No"
  }

  /// Without `result` the value is fixed and need not be remembered.
  private mutating func number(
    _ offer: String, _ range: ClosedRange<Int>, _ result: WritableKeyPath<NegotiatedParameters, Int>? = nil,
    _ function: (Int) -> Int
  ) -> String {
    guard let offered = TextValue.number(offer).flatMap({ Int(exactly: $0) }), range.contains(offered) else {
      return TextAnswer.reject
    }
    let value = function(offered)
    if let result { parameters[keyPath: result] = value }
    return "\(value)"
  }
}
