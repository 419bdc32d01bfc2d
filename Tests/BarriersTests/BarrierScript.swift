import Barriers
import Reservations
import SCSIWire

/// One barrier of host 1, driven by hand. Every input returns what the barrier did, in words: `0#2` is the key of path 0 in its
/// second incarnation.
struct BarrierScript {
  var barrier: IOBarrier
  private(set) var ticket: UInt32 = 0

  init(_ method: BarrierMethod, paths: UInt16) {
    barrier = IOBarrier(method: method, keys: (0..<paths).map { ReservationKey(host: 1, path: $0) })
  }

  /// Set up and serving, with nothing outstanding.
  static func ready(_ method: BarrierMethod, paths: UInt16) -> BarrierScript {
    var script = BarrierScript(method, paths: paths)
    _ = script.started()
    for _ in 0...paths { _ = script.good() }
    precondition(script.barrier.isReady)
    return script
  }

  mutating func started() -> [String] { feed { $0.started(into: &$1) } }
  mutating func fails(_ path: Int) -> [String] { feed { $0.pathFailed(path, into: &$1) } }
  mutating func comesBack(_ path: Int) -> [String] { feed { $0.pathCameBack(path, into: &$1) } }
  mutating func raise(_ victim: IOBarrier.Victim) -> [String] { feed { $0.raise(against: victim, into: &$1) } }
  mutating func raise(_ path: Int) -> [String] { raise(.ownPath(path)) }
  mutating func waited(_ path: Int) -> [String] { feed { $0.waited(.ownPath(path), into: &$1) } }
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
    for action in actions { if let sent = action.ticket { ticket = sent } }
    return actions.map(\.words)
  }
}

extension IOBarrier.Action {
  var ticket: UInt32? {
    switch self {
    case .reserveOut(_, _, let ticket), .readKeys(_, let ticket), .readReservation(_, let ticket),
      .logicalUnitReset(_, let ticket):
      ticket
    case .wait, .ready, .raising, .done, .rejoined, .fenced: nil
    }
  }

  var words: String {
    switch self {
    case .reserveOut(let out, let path, _): out.words(path: path)
    case .readKeys(let path, _): "read keys via \(path)"
    case .readReservation(let path, _): "read reservation via \(path)"
    case .logicalUnitReset(let path, _): "reset via \(path)"
    case .wait(let victim): "wait for \(victim.words)"
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
