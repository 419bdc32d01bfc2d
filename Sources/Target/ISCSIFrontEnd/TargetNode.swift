import BlockDevice
import EventEngine
import ISCSIWire
import Logging
import Reservations
import SCSIWire
import StorageModel

/// Names a connection for as long as the target runs.
typealias ConnectionID = Int

/// The target without sockets and clocks: what arrives goes in, with the instant it arrived; what is to be sent comes out.
///
/// Connections know iSCSI, the array knows order and instants, the device server knows the bytes; here they meet.
struct TargetNode {
  enum Effect {
    case send(ConnectionID, [UInt8])
    /// To be closed when everything was sent.
    case close(ConnectionID)

    var connection: ConnectionID {
      switch self {
      case .send(let id, _), .close(let id): id
      }
    }
  }

  /// A connection and what of it the array knows.
  struct Session {
    var connection: Connection
    /// Who is at the other end, for the log.
    let peer: String
    /// After the login of a normal session.
    var nexus: NexusID?
  }

  /// A task management request that the array works on.
  struct Management {
    let tag: LiveArray.Tag
    let connection: ConnectionID
    let initiatorTaskTag: UInt32
    /// Commands of the same session that it ends without a status.
    let aborted: [LiveArray.Tag]
    /// Logical units that it resets.
    let reset: Range<Int>
    /// All connections end after it (TARGET COLD RESET).
    let isCold: Bool
  }

  var array: LiveArray
  var server: DeviceServer
  let configuration: ISCSITarget.Configuration
  var sessions: [ConnectionID: Session] = [:]
  var managements: [Management] = []
  var images: [ReservationImage?]
  var violationsReported = 0
  private(set) var effects: [Effect] = []
  private var nextConnection: ConnectionID = 1
  private var nextTag: LiveArray.Tag = 1
  private var nextTSIH: UInt16 = 1

  init(array: LiveArray, configuration: ISCSITarget.Configuration) {
    self.array = array
    self.configuration = configuration
    server = DeviceServer(disks: configuration.disks)
    images = Array(repeating: nil, count: configuration.disks.count)
  }

  /// What has to be done since the last call, in order.
  mutating func takeEffects() -> [Effect] {
    defer { effects.removeAll(keepingCapacity: true) }
    return effects
  }

  mutating func takeTag() -> LiveArray.Tag {
    defer { nextTag += 1 }
    return nextTag
  }

  private mutating func takeTSIH() -> TSIH {
    defer { nextTSIH = nextTSIH == .max ? 1 : nextTSIH + 1 }
    return TSIH(rawValue: nextTSIH)
  }

  var log: Logger { configuration.logger }

  // MARK: Connections

  /// A connection to the target port with this index was accepted; `addresses` are what SendTargets tells it.
  mutating func connected(port: Int, peer: String, addresses: [TargetAddress] = []) -> ConnectionID {
    let id = nextConnection
    nextConnection += 1
    let setting = Connection.Setting(
      port: port, tsih: takeTSIH(), queueDepth: configuration.queueDepth,
      directory: TargetDirectory(targetName: configuration.targetName, addresses: addresses),
      refusesLogin: array.refusesSessions(targetPort: port))
    sessions[id] = Session(connection: Connection(setting, login: negotiation(port: port)), peer: peer)
    return id
  }

  /// Bytes arrived.
  mutating func received(_ bytes: some Sequence<UInt8>, from id: ConnectionID) {
    sessions[id]?.connection.decoder.receive(bytes)
    // The decoder's limits and digests change with the login: one PDU at a time.
    while sessions[id]?.connection.isOver == false {
      do throws(ISCSIWireError) {
        guard let pdu = try sessions[id]?.connection.decoder.next() else { return }
        observe(pdu, of: id, .received)
        perform(sessions[id]?.connection.received(pdu), on: id)
      } catch {
        perform(sessions[id]?.connection.received(malformed: error), on: id)
      }
    }
  }

  /// Nothing arrived for a while: asks whether the initiator is still there, and gives up when it had been asked before.
  mutating func idle(_ id: ConnectionID) {
    guard let connection = sessions[id]?.connection else { return }
    if !connection.isFullFeature || connection.isPinged {
      end(id, ProtocolViolation("no sign of life"))
    } else {
      perform(sessions[id]?.connection.ping(), on: id)
    }
  }

  /// The other end is gone without a word, and a session with it.
  mutating func lost(_ id: ConnectionID) {
    if sessions[id]?.nexus != nil { note(id, "gone without a logout", at: .info) }
    disconnected(id)
  }

  /// The connection is gone; a session on it too.
  mutating func disconnected(_ id: ConnectionID) {
    guard let session = sessions.removeValue(forKey: id) else { return }
    if let nexus = session.nexus { array.closeNexus(nexus) }
  }

  /// The target goes away.
  mutating func stop() {
    for id in sessions.keys.sorted() {
      perform(sessions[id]?.connection.stopped(), on: id)
      close(id)
    }
  }

  func note(_ id: ConnectionID, _ reason: String, at level: Logger.Level) {
    log.log(level: level, "connection \(id) from \(sessions[id]?.peer ?? "nobody"): \(reason)")
  }

  /// Ends a connection, and the session on it, for this reason.
  mutating func end(_ id: ConnectionID, _ violation: ProtocolViolation) {
    note(id, violation.reason, at: .warning)
    close(id)
  }

  mutating func close(_ id: ConnectionID) {
    guard sessions[id] != nil else { return }
    effects.append(.close(id))
    disconnected(id)
  }

  // MARK: What connections want

  mutating func perform(_ actions: [ConnectionAction]?, on id: ConnectionID) {
    for action in actions ?? [] {
      switch action {
      case .send(let pdu):
        send(pdu, on: id)
      case .loggedIn: loggedIn(id)
      case .command(let initiatorTaskTag): begin(initiatorTaskTag, on: id)
      case .dataComplete(let initiatorTaskTag): dataComplete(initiatorTaskTag, on: id)
      case .manage(let request): manage(request, on: id)
      case .loggedOut:
        note(id, "logged out", at: .info)
        close(id)
      case .fail(let violation): end(id, violation)
      }
    }
  }

  private mutating func send(_ pdu: PDU, on id: ConnectionID) {
    guard let connection = sessions[id]?.connection else { return }
    observe(pdu, of: id, .sent)
    // Digests begin behind the login phase.
    var digests = connection.parameters.digests
    if case .loginResponse = pdu.header { digests = .none }
    effects.append(.send(id, pdu.encoded(digests)))
  }

  private func observe(_ pdu: PDU, of id: ConnectionID, _ direction: ISCSITarget.ObservedPDU.Direction) {
    guard let observer = configuration.observer, let session = sessions[id] else { return }
    observer(.init(instant: array.now, connection: id, port: session.connection.setting.port, direction: direction, pdu: pdu))
  }
}
