import Barriers
import Reservations
import SCSIWire
import Testing

/// One barrier of host 1, driven by hand. Every input returns what the barrier did, in words: `0#2` is the key of path 0 in its
/// second incarnation.
struct BarrierScript {
  var barrier: IOBarrier
  private(set) var ticket: UInt32 = 0
  /// The command that the barrier sent last.
  private(set) var lastCommand = ""

  init(_ method: BarrierMethod, paths: UInt16, hasPeers: Bool = false) {
    barrier = IOBarrier(method: method, keys: (0..<paths).map { ReservationKey(host: 1, path: $0) }, hasPeers: hasPeers)
  }

  /// Set up and serving, with nothing outstanding.
  static func ready(_ method: BarrierMethod, paths: UInt16, hasPeers: Bool = false) -> BarrierScript {
    var script = BarrierScript(method, paths: paths, hasPeers: hasPeers)
    _ = script.started()
    for _ in 0..<paths { _ = script.good() }
    if hasPeers { _ = script.ends(.keys((0..<paths).map { ReservationKey(host: 1, path: $0) })) }
    _ = script.good()
    precondition(script.barrier.isReady)
    return script
  }

  mutating func started() -> [String] { feed { $0.started(into: &$1) } }
  mutating func fails(_ path: Int) -> [String] { feed { $0.pathFailed(path, into: &$1) } }
  mutating func appears(_ path: Int) -> [String] { feed { $0.pathAppeared(path, into: &$1) } }
  mutating func loggedIn(_ path: Int) -> [String] { feed { $0.loggedIn(path, into: &$1) } }
  mutating func shutOut(_ victim: IOBarrier.Victim) -> [String] { feed { $0.shutOut(victim, into: &$1) } }
  mutating func comesBack(_ path: Int) -> [String] { feed { $0.pathCameBack(path, into: &$1) } }
  mutating func raise(_ victim: IOBarrier.Victim) -> [String] { feed { $0.raise(against: victim, into: &$1) } }
  mutating func raise(_ path: Int) -> [String] { raise(.ownPath(path)) }
  mutating func waited(_ victim: IOBarrier.Victim) -> [String] { feed { $0.waited(victim, into: &$1) } }
  mutating func waited(_ path: Int) -> [String] { waited(.ownPath(path)) }
  mutating func ends(_ outcome: IOBarrier.Outcome, ticket: UInt32? = nil) -> [String] {
    let ticket = ticket ?? self.ticket
    return feed { $0.completed(outcome, ticket: ticket, into: &$1) }
  }
  mutating func good() -> [String] { ends(.status(.good)) }
  mutating func conflict() -> [String] { ends(.status(.reservationConflict)) }
  mutating func unitAttention() -> [String] { ends(.status(.checkCondition(UnitAttention.reservationsReleased.sense))) }
  mutating func keys(_ keys: (path: UInt16, incarnation: UInt32)...) -> [String] {
    ends(.keys(keys.map { ReservationKey(host: 1, path: $0.path, incarnation: $0.incarnation) }))
  }

  private mutating func feed(_ input: (inout IOBarrier, inout [IOBarrier.Action]) -> Void) -> [String] {
    var actions: [IOBarrier.Action] = []
    input(&barrier, &actions)
    if let broken = barrier.brokenRule { Issue.record("\(broken)") }
    for action in actions { if let sent = action.ticket { ticket = sent } }
    lastCommand = actions.last { $0.ticket != nil }?.words ?? lastCommand
    return actions.map(\.words)
  }
}

extension IOBarrier.Action {
  var ticket: UInt32? {
    switch self {
    case .reserveOut(_, _, let ticket), .readKeys(_, let ticket), .readReservation(_, let ticket),
      .logicalUnitReset(_, let ticket):
      ticket
    case .wait, .disablePort, .powerOff, .relogin, .ready, .raising, .excluded, .done, .rejoined, .fenced: nil
    }
  }

  var words: String {
    switch self {
    case .reserveOut(let out, let path, _): out.words(path: path)
    case .readKeys(let path, _): "read keys via \(path)"
    case .readReservation(let path, _): "read reservation via \(path)"
    case .logicalUnitReset(let path, _): "reset via \(path)"
    case .wait(let victim, let nanoseconds): "wait \(nanoseconds / 1_000_000_000) s for \(victim.words)"
    case .disablePort(let victim): "disable port of \(victim.words)"
    case .powerOff(let victim): "power off \(victim.words)"
    case .relogin(let path): "relogin \(path)"
    case .excluded(_, let key): "excluded \(key.words)"
    case .ready: "ready"
    case .raising(let victim): "raising \(victim.words)"
    case .done(let victim): "done \(victim.words)"
    case .rejoined(let path): "rejoined \(path)"
    case .fenced: "fenced"
    }
  }
}

extension IOBarrier.Victim {
  var words: String {
    switch self {
    case .ownPath(let path): "\(path)"
    case .foreignKey(_, let token): "takeover \(token)"
    }
  }
}

extension PersistentReserveOut {
  fileprivate func words(path: Int) -> String {
    let sark = serviceActionReservationKey
    switch serviceAction {
    case .registerAndIgnoreExistingKey: return "register \(sark.words) via \(path)"
    case .reserve: return "reserve type \(type) as \(reservationKey.words) via \(path)"
    case .preempt: return "preempt \(sark.words) type \(type) as \(reservationKey.words) via \(path)"
    case .preemptAndAbort: return "preempt-abort \(sark.words) type \(type) as \(reservationKey.words) via \(path)"
    default: return "\(serviceAction) via \(path)"
    }
  }
}

extension ReservationKey {
  fileprivate var words: String { host == 1 ? "\(path)#\(incarnation)" : "host \(host) \(path)#\(incarnation)" }
}

extension BarrierMethod: CustomTestStringConvertible {
  public var testDescription: String { name }
}
