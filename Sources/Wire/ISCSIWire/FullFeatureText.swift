/// What SendTargets asks for (RFC 7143 appendix C).
public enum SendTargets: Hashable, Sendable {
  case all
  case target(String)
  /// The target of this session.
  case current

  public init(_ value: String) {
    self =
      switch value {
      case "All": .all
      case "": .current
      default: .target(value)
      }
  }
}

/// Where a target can be reached.
public struct TargetAddress: Hashable, Sendable, CustomStringConvertible {
  /// A name, an IPv4 address, or an IPv6 address without brackets.
  public var host: String
  public var port: UInt16
  public var portalGroupTag: UInt16

  public init(host: String, port: UInt16, portalGroupTag: UInt16) {
    (self.host, self.port, self.portalGroupTag) = (host, port, portalGroupTag)
  }

  public var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port),\(portalGroupTag)" }
}

extension [TextPair] {
  /// The answer to SendTargets for one target.
  public static func sendTargets(_ name: String, at addresses: [TargetAddress]) -> [TextPair] {
    [TextPair("TargetName", name)] + addresses.map { TextPair("TargetAddress", "\($0)") }
  }
}

extension NegotiatedParameters {
  /// Answers the pairs of a text request in the full feature phase, except SendTargets, which is passed over.
  ///
  /// Only MaxRecvDataSegmentLength can still change; what a session is made of was negotiated at login.
  public mutating func renegotiate(_ pairs: [TextPair]) -> [TextPair] {
    var answers: [TextPair] = []
    for pair in pairs where pair.key != "SendTargets" {
      var keys = OperationalKeys(policy: LoginPolicy(targetName: targetName, portalGroupTag: 0), parameters: self)
      let answer = keys.answer(pair)
      switch (pair.key, answer) {
      case ("MaxRecvDataSegmentLength", nil): self = keys.parameters
      case ("InitiatorAlias", _): initiatorAlias = pair.value
      case (_, TextAnswer.notUnderstood): answers.append(TextPair(pair.key, TextAnswer.notUnderstood))
      default: answers.append(TextPair(pair.key, TextAnswer.reject))
      }
    }
    return answers
  }
}
