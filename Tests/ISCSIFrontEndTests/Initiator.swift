import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

/// An initiator at one connection of a rig.
final class Initiator {
  let rig: Rig
  let id: ConnectionID
  let name: String
  let isid: ISID
  var cmdSN: SerialNumber = 1
  private(set) var parameters = NegotiatedParameters()
  private var nextTaskTag: UInt32 = 100
  /// Commands with an R2T that was taken in before `finish`.
  var withheld: [UInt32] = []
  private var statSN: SerialNumber?
  /// MaxCmdSN as the target said last.
  private(set) var window = ResponseSequence()

  init(_ rig: Rig, port: Int = 0, name: String = "iqn.2026-11.org.example:a", isid: UInt64 = 0x8000_0000_0001) {
    self.rig = rig
    id = rig.connect(port: port)
    (self.name, self.isid) = (name, ISID(rawValue: isid))
  }

  var isClosed: Bool { rig.isClosed(id) }

  func taskTag() -> UInt32 {
    defer { nextTaskTag += 1 }
    return nextTaskTag
  }

  // MARK: PDUs

  func send(_ header: BasicHeader, additionalHeaders: [AdditionalHeader] = [], data: [UInt8] = []) {
    rig.send(PDU(header, additionalHeaders: additionalHeaders, data: data).encoded(parameters.digests), on: id)
  }

  /// The next PDU of the target, whose numbers have to follow on.
  func receive() throws -> PDU? {
    guard let pdu = try rig.receive(on: id, digests: parameters.digests) else { return nil }
    if let (sequence, hasStatus) = pdu.header.sequence {
      if hasStatus {
        if let statSN { #expect(sequence.statSN == statSN, "StatSN of \(pdu.header.opcode.name)") }
        statSN = sequence.statSN.advanced(by: 1)
      }
      #expect(!sequence.maxCmdSN.precedes(window.maxCmdSN), "MaxCmdSN never goes back")
      window = sequence
    }
    return pdu
  }

  func expectNothing(_ location: SourceLocation = #_sourceLocation) throws {
    let pdu = try receive()
    #expect(pdu == nil, sourceLocation: location)
  }

  /// A Reject with this reason, and the end of the connection.
  func expectRejected(_ reason: RejectReason, _ location: SourceLocation = #_sourceLocation) throws {
    guard case .reject(let reject)? = try receive()?.header else {
      Issue.record("no Reject", sourceLocation: location)
      return
    }
    #expect(reject.reason == reason, sourceLocation: location)
    #expect(isClosed, sourceLocation: location)
  }

  // MARK: Login

  /// One login request; the response and its text.
  func login(
    _ pairs: [TextPair], in stage: LoginStage, to next: LoginStage? = nil, tsih: TSIH = .new
  ) throws -> (response: LoginResponse, text: [TextPair]) {
    let request = LoginRequest.with {
      ($0.currentStage, $0.nextStage, $0.transits) = (stage, next ?? .security, next != nil)
      ($0.isid, $0.tsih, $0.initiatorTaskTag, $0.connectionID) = (isid, tsih, 7, 1)
      $0.sequence.cmdSN = cmdSN
    }
    rig.send(PDU(.loginRequest(request), data: pairs.encoded).encoded(), on: id)
    let pdu = try #require(try receive())
    guard case .loginResponse(let response) = pdu.header else { throw Unexpected(pdu: pdu) }
    return (response, try [TextPair](decoding: pdu.data))
  }

  var names: [TextPair] {
    [TextPair("InitiatorName", name), TextPair("TargetName", Rig.targetName), TextPair("SessionType", "Normal")]
  }

  /// Logs in to the full feature phase with one request, and takes the answers as agreed.
  @discardableResult func login(_ offers: [TextPair] = []) throws -> LoginResponse {
    let (response, text) = try login(names + offers, in: .operational, to: .fullFeature)
    try #require(response.status == .success && response.transits && response.nextStage == .fullFeature)
    agree(offers, text)
    return response
  }

  func discover() throws {
    let pairs = [TextPair("InitiatorName", name), TextPair("SessionType", "Discovery")]
    let (response, _) = try login(pairs, in: .operational, to: .fullFeature)
    try #require(response.status == .success)
  }

  private func agree(_ offers: [TextPair], _ answers: [TextPair]) {
    func number(_ key: String, _ standard: Int) -> Int { answers[key].flatMap { Int($0) } ?? standard }
    parameters.digests = Digests(header: answers["HeaderDigest"] == "CRC32C", data: answers["DataDigest"] == "CRC32C")
    parameters.initialR2T = answers["InitialR2T"] != "No"
    parameters.immediateData = answers["ImmediateData"] != "No"
    parameters.maxBurstLength = number("MaxBurstLength", parameters.maxBurstLength)
    parameters.firstBurstLength = min(number("FirstBurstLength", parameters.firstBurstLength), parameters.maxBurstLength)
    parameters.initiatorMaxRecvDataSegmentLength = offers["MaxRecvDataSegmentLength"].flatMap { Int($0) } ?? 8192
    parameters.targetMaxRecvDataSegmentLength = number("MaxRecvDataSegmentLength", 8192)
  }

  /// Logs in and takes the unit attention that a new nexus has for each unit.
  static func ready(
    _ rig: Rig, port: Int = 0, name: String = "iqn.2026-11.org.example:a", isid: UInt64 = 0x8000_0000_0001,
    _ offers: [TextPair] = []
  ) throws -> Initiator {
    let initiator = Initiator(rig, port: port, name: name, isid: isid)
    try initiator.login(offers)
    for unit in rig.node.server.disks.indices {
      let result = try initiator.execute(.testUnitReady, unit: unit)
      #expect(result.sense?.key == 6)
    }
    return initiator
  }
}

struct Unexpected: Error { var pdu: PDU }

extension BasicHeader {
  /// The numbers of a target's PDU, and whether it uses up a StatSN.
  var sequence: (ResponseSequence, hasStatus: Bool)? {
    switch self {
    case .nopIn(let header): (header.sequence, header.initiatorTaskTag != TaskTag.reserved)
    case .scsiResponse(let header): (header.sequence, true)
    case .taskManagementResponse(let header): (header.sequence, true)
    case .loginResponse(let header): (header.sequence, true)
    case .textResponse(let header): (header.sequence, true)
    case .dataIn(let header): header.hasStatus ? (header.sequence, true) : nil
    case .logoutResponse(let header): (header.sequence, true)
    case .readyToTransfer(let header): (header.sequence, false)
    case .asynchronousMessage(let header): (header.sequence, true)
    case .reject(let header): (header.sequence, true)
    default: nil
    }
  }
}
