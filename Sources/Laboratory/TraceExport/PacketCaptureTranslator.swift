import ConsistencyOracle
import EventEngine
import ISCSIWire
import SCSIWire
import StorageModel

/// Says in iSCSI what passed the target ports of a run: one session of one connection for each I_T nexus.
///
/// What the model does not have is made up in the plainest way: a login before the first PDU of each session, sequence numbers
/// that count what the port saw. Data says which write it is of: `payload`.
public struct PacketCaptureTranslator: Sendable {
  /// A PDU at a target port.
  public struct Packet: Sendable {
    public var instant: Instant
    public var connection: PacketCapture.Connection
    public var direction: PacketCapture.Direction
    public var pdu: PDU
  }

  /// Larger ones Wireshark takes for something else (256 KiB).
  static let dataSegmentLengthMax = 65_536

  /// A command or task management function, from its arrival on.
  struct Task {
    var taskTag: UInt32
    var cmdSN: SerialNumber
    var lun: UInt64
    var command: Command?
    var version: Version?
    /// Bytes that the initiator expects to send or to receive.
    var length = 0
    /// Bytes that came from the initiator.
    var received = 0
    /// Of the one R2T, if there was one.
    var transferTag = TaskTag.reserved
    /// Data-In and R2T PDUs.
    var answered = 0
  }

  let topology: Topology
  let isImmediate: Bool
  var sessions: [PacketCaptureSession]
  /// By exchange, to the end: an ABORT TASK may name one that is long answered.
  var tasks: [UInt64: Task] = [:]
  private var packets: [Packet] = []

  public init(_ plan: Plan) {
    topology = plan.topology
    isImmediate = plan.configuration.array.transfer == .immediate
    sessions = Array(repeating: PacketCaptureSession(), count: topology.nexusCount)
  }

  /// The PDUs that stand for a frame. Frames are to come from the beginning of a run on and in order.
  public mutating func packets(for frame: ExchangeFrame) -> [Packet] {
    packets.removeAll(keepingCapacity: true)
    if !sessions[frame.nexus].isLoggedIn { logIn(frame) }
    switch frame.content {
    case .command(let command, let version): self.command(command, version, frame)
    case .taskManagement(let function, let referenced): taskManagement(function, referenced, frame)
    case .transferReady: transferReady(frame)
    case .data: dataOut(frame)
    case .response(let completion, let parameterData, let blocks): response(completion, parameterData, blocks, frame)
    case .functionResponse(let response): functionResponse(response, frame)
    }
    return packets
  }

  mutating func append(_ header: BasicHeader, data: [UInt8] = [], _ direction: PacketCapture.Direction, _ frame: ExchangeFrame) {
    append(PDU(header, data: data), direction, frame)
  }

  private mutating func append(_ pdu: PDU, _ direction: PacketCapture.Direction, _ frame: ExchangeFrame) {
    packets.append(
      Packet(instant: frame.instant, connection: topology.connection(ofNexus: frame.nexus), direction: direction, pdu: pdu))
  }

  private mutating func logIn(_ frame: ExchangeFrame) {
    let (request, response) = sessions[frame.nexus].logIn(
      topology.initiatorPort(ofNexus: frame.nexus), targetPort: Int(topology.nexuses[frame.nexus].port), isImmediate: isImmediate)
    append(request, .toTarget, frame)
    append(response, .toInitiator, frame)
  }

  /// What arrives now; the caller makes it known by its exchange.
  mutating func newTask(_ frame: ExchangeFrame, cmdSN: SerialNumber) -> Task {
    Task(taskTag: sessions[frame.nexus].takeTaskTag(), cmdSN: cmdSN, lun: Self.lun(frame.unit))
  }

  func task(_ frame: ExchangeFrame) -> Task {
    guard let task = tasks[frame.exchange] else { preconditionFailure("exchange \(frame.exchange) did not begin") }
    return task
  }

  /// Single level LUN structure: peripheral device, flat space or extended flat space addressing (SAM-5 4.7).
  private static func lun(_ unit: Int) -> UInt64 {
    switch unit {
    case ..<0x100: UInt64(unit) << 48
    case ..<0x4000: UInt64(0x4000 | unit) << 48
    default: UInt64(0xD200_0000 | unit) << 32
    }
  }
}
