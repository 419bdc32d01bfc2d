/// What kind of session a login makes (RFC 7143 13.21).
public enum SessionType: String, Sendable {
  case normal = "Normal"
  /// Only SendTargets and logout.
  case discovery = "Discovery"
}

/// What the two sides of a connection have agreed upon; at first the defaults of RFC 7143 13.
///
/// Lengths are in bytes, times in seconds.
public struct NegotiatedParameters: Hashable, Sendable {
  public var sessionType = SessionType.normal
  public var initiatorName = ""
  public var initiatorAlias = ""
  /// Empty in a discovery session that named no target.
  public var targetName = ""
  public var isid = ISID(rawValue: 0)
  public var connectionID: UInt16 = 0
  public var digests = Digests.none
  public var initialR2T = true
  public var immediateData = true
  /// The largest data segment that the initiator takes.
  public var initiatorMaxRecvDataSegmentLength = 8192
  /// The largest data segment that the target takes.
  public var targetMaxRecvDataSegmentLength = 8192
  public var maxBurstLength = 262_144
  public var firstBurstLength = 65_536
  public var defaultTime2Wait = 2
  public var defaultTime2Retain = 20
  public var maxOutstandingR2T = 1
  public var dataPDUInOrder = true
  public var dataSequenceInOrder = true

  public init() {}

  /// The name of the initiator's SCSI port.
  public var initiatorPort: InitiatorPort { InitiatorPort(name: initiatorName, isid: isid) }
}
