import ISCSIWire
import StorageModel

/// The numbers of one iSCSI session of one connection, as its target port counts them.
///
/// ExpStatSN acknowledges every answer that has left, though the last ones are still on their way: what a host has seen cannot
/// be known at the target port.
struct PacketCaptureSession {
  private var nextTaskTag: UInt32 = 1
  private var nextTransferTag: UInt32 = 1
  private var nextCmdSN: SerialNumber = 1
  private var nextStatSN: SerialNumber = 1
  private(set) var isLoggedIn = false

  /// Commands that the target would take.
  private static let window = 128

  /// Task tags are never used twice in a session: Wireshark pairs requests and answers by them.
  mutating func takeTaskTag() -> UInt32 {
    defer { nextTaskTag += 1 }
    return nextTaskTag
  }

  mutating func takeTransferTag() -> UInt32 {
    defer { nextTransferTag += 1 }
    return nextTransferTag
  }

  mutating func takeCmdSN() -> SerialNumber { nextCmdSN.take() }

  var expStatSN: SerialNumber { nextStatSN }

  /// Of a request that is delivered at once and takes no number.
  var immediate: RequestSequence { RequestSequence(cmdSN: nextCmdSN, expStatSN: nextStatSN) }

  /// Of a PDU that carries a status.
  mutating func status() -> ResponseSequence {
    defer { nextStatSN = nextStatSN.advanced(by: 1) }
    return unnumbered
  }

  /// Of an R2T, whose StatSN is that of the next status.
  var unnumbered: ResponseSequence {
    ResponseSequence(statSN: nextStatSN, expCmdSN: nextCmdSN, maxCmdSN: nextCmdSN.advanced(by: Self.window - 1))
  }

  /// Of Data-In without a status, whose StatSN is reserved.
  var withoutStatus: ResponseSequence {
    var sequence = unnumbered
    sequence.statSN = 0
    return sequence
  }

  /// The login that the model takes for granted: one request and one response, straight from the operational stage to the full
  /// feature phase. It tells Wireshark names, ISID and that there are no digests.
  mutating func logIn(_ initiator: InitiatorPort, targetPort: Int, isImmediate: Bool) -> (request: PDU, response: PDU) {
    isLoggedIn = true
    var request = LoginRequest()
    request.transits = true
    request.currentStage = .operational
    request.nextStage = .fullFeature
    request.isid = initiator.isid
    request.initiatorTaskTag = takeTaskTag()
    request.sequence = immediate
    var response = LoginResponse()
    response.transits = true
    response.currentStage = .operational
    response.nextStage = .fullFeature
    response.isid = initiator.isid
    response.tsih = TSIH(rawValue: 1)
    response.initiatorTaskTag = request.initiatorTaskTag
    response.sequence = status()
    let agreed = [
      "HeaderDigest=None", "DataDigest=None", "InitialR2T=\(isImmediate ? "No" : "Yes")", "ImmediateData=Yes",
      "MaxRecvDataSegmentLength=\(PacketCaptureTranslator.dataSegmentLengthMax)",
    ]
    let names = ["InitiatorName=\(initiator.name)", "TargetName=\(Topology.targetName)", "SessionType=Normal"]
    return (
      PDU(.loginRequest(request), data: Self.text(names + agreed)),
      PDU(.loginResponse(response), data: Self.text(["TargetPortalGroupTag=\(targetPort + 1)"] + agreed))
    )
  }

  private static func text(_ pairs: [String]) -> [UInt8] { pairs.flatMap { Array($0.utf8) + [0] } }
}
