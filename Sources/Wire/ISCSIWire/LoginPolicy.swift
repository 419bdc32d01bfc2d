/// What a target offers and asks of initiators. Lengths are in bytes, times in seconds.
///
/// A key that the initiator does not offer keeps the default of RFC 7143 13, whatever is said here.
public struct LoginPolicy: Hashable, Sendable {
  public var targetName: String
  /// Not sent when empty.
  public var targetAlias = ""
  public var portalGroupTag: UInt16
  /// Nil: initiators need not say who they are.
  public var chap: CHAPCredentials?
  /// What the target proves itself with when an initiator authenticated by CHAP asks for it.
  public var mutualCHAP: CHAPCredentials?
  /// False leaves it to the initiator.
  public var initialR2T = false
  /// True leaves it to the initiator.
  public var immediateData = true
  public var maxRecvDataSegmentLength = 262_144
  public var maxBurstLength = 262_144
  /// At most `maxBurstLength`.
  public var firstBurstLength = 65_536
  public var maxOutstandingR2T = 1
  public var defaultTime2Wait = 2
  public var defaultTime2Retain = 20

  public init(targetName: String, portalGroupTag: UInt16) {
    (self.targetName, self.portalGroupTag) = (targetName, portalGroupTag)
  }
}

/// Why a login ends without a session.
struct LoginRefusal: Error {
  var status: LoginStatus
  var reason: String

  init(_ status: LoginStatus, _ reason: String) { (self.status, self.reason) = (status, reason) }
}
