import Reservations
import SCSIWire

/// A logical unit with two target ports and sessions of named hosts; a command at a time, as a device server would treat it.
struct AccessBench {
  var directory: NexusDirectory
  var access: LogicalUnitAccess
  var effects = ReservationEffects()

  init(
    _ profile: ReservationProfile = .standard, rules: ReservationRules? = nil,
    control: LogicalUnitAccess.Control = .init()
  ) {
    let rules = rules ?? ReservationRules(profile: profile)
    directory = NexusDirectory(targetPorts: [1, 2], profile: rules.profile)
    access = LogicalUnitAccess(rules: rules, control: control)
  }

  /// An initiator port of the host called `host`.
  static func port(_ host: String, isid: UInt64 = 1) -> TransportID { .iSCSI(name: "iqn.example:\(host)", isid: isid) }

  /// A session that has heard of the power on already.
  mutating func login(_ host: String, isid: UInt64 = 1, through targetPort: UInt16 = 1) -> NexusID {
    let nexus = directory.login(Self.port(host, isid: isid), targetPort: targetPort)
    access.loggedIn(nexus, in: directory)
    while access.refusal(of: .testUnitReady, from: nexus)?.sense.key == 6 {}
    return nexus
  }

  /// Names, checks and performs a PERSISTENT RESERVE OUT.
  mutating func send(
    _ command: PersistentReserveOut, from nexus: NexusID, transportIDs: [TransportID] = []
  ) -> Completion {
    effects.removeAll()
    if let refusal = access.refusal(of: .persistentReserveOut(command), from: nexus) { return refusal }
    let named = directory.nexuses(namedBy: command, transportIDs: transportIDs, from: nexus)
    return access.perform(command, naming: named, from: nexus, effects: &effects)
  }

  mutating func send(
    _ action: ReserveOutServiceAction, from nexus: NexusID, key: UInt64 = 0, newKey: UInt64 = 0, type: UInt8 = 0,
    scope: UInt8 = 0
  ) -> Completion {
    send(out(action, key: key, newKey: newKey, type: type, scope: scope), from: nexus)
  }

  /// Registers each nexus under its key, and reserves for the first one.
  mutating func register(_ keys: [(nexus: NexusID, key: UInt64)], type: UInt8? = nil) {
    for (nexus, key) in keys { precondition(send(.register, from: nexus, newKey: key) == .good) }
    guard let type else { return }
    precondition(send(.reserve, from: keys[0].nexus, key: keys[0].key, type: type) == .good)
  }

  /// The additional sense codes of the unit attentions pending for a nexus, in order.
  func pending(_ nexus: NexusID) -> [String] {
    var queue = access.pendingAttentions(of: nexus)
    var codes: [String] = []
    while let attention = queue.report() { codes.append(Self.code(attention.sense)) }
    return codes
  }

  static func code(_ sense: Sense) -> String { hex(sense.code) + "/" + hex(sense.qualifier) }
  private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }

  mutating func refusal(_ command: Command, _ nexus: NexusID) -> Completion? { access.refusal(of: command, from: nexus) }

  /// Whether the command would be enabled; asking changes nothing.
  func passes(_ command: Command, _ nexus: NexusID) -> Bool {
    var access = access
    return access.refusal(of: command, from: nexus) == nil
  }

  func data(_ action: ReserveInServiceAction, allocationLength: UInt16 = 1024) -> [UInt8]? {
    access.reserveInData(PersistentReserveIn(action, allocationLength: allocationLength), in: directory)
  }

  var keys: [UInt64] { access.table.readKeys().keys.map(\.value) }
  var held: UInt8? { access.table.reservation?.type.rawValue }
}

let someBlocks = LogicalBlocks(address: 0, count: 1)

/// CHECK CONDITION by sense key, code and qualifier.
func check(_ key: UInt8, _ code: UInt8, _ qualifier: UInt8) -> Completion {
  .checkCondition(Sense(key: key, code: code, qualifier: qualifier))
}
