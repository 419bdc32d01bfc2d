import SCSIWire

/// The initiator's side of the I/O barrier of FIG. 6-8, for one host and one logical unit.
///
/// Paths are `0..<keys.count`, each an I_T nexus registered under a key of its own. Every input is a method in the past tense
/// that appends `Action`s for the shell to carry out. The machine remembers what is true of paths and victims and picks the
/// next command from that whenever none is outstanding (`nextStep`); so an input that arrives at any moment only changes
/// facts, and there is no interleaving to treat separately. At most one command is outstanding at a time.
///
/// Set-up is the same for every method: REGISTER AND IGNORE EXISTING KEY on each path, then RESERVE Write Exclusive -
/// Registrants Only through one of them.
///
/// What the machine takes for granted: commands of one nexus keep their order (a REGISTER whose answer was lost never takes
/// effect after a later REGISTER of that path), and a shell discards what an incarnation sent before it lets a path back in.
public struct IOBarrier: Hashable, Sendable {
  public let method: BarrierMethod
  var phase = Phase.idle
  var reservation = ReservationProgress.wanted
  var paths: [Path]
  /// Barriers raised and not yet done, oldest first.
  var pending: [PendingBarrier] = []
  var outstanding: Outstanding?
  /// A path on which an answer was lost; until it answers or fails, others are tried first.
  var doubtfulPath: Int?
  private var lastTicket: UInt32 = 0

  /// One key for each path, distinct within the simulation, laid out as `ReservationKey(host:path:incarnation:)`.
  public init(method: BarrierMethod, keys: [ReservationKey]) {
    self.method = method
    paths = keys.map { Path(key: $0) }
  }

  /// Set-up is complete and this host has not been fenced.
  public var isReady: Bool { phase == .serving && reservation == .established }

  /// Whether the path may carry I/O: set-up is complete, and the path has not failed or has rejoined.
  public func isInService(_ path: Int) -> Bool { isReady && !paths[path].isAway }

  /// Whether somebody else took this host's registration; terminal.
  public var isFenced: Bool { phase == .fenced }

  /// The key under which the path is registered or will register next.
  public func key(ofPath path: Int) -> ReservationKey { paths[path].key }

  /// Whether a barrier against this victim has been raised and is not done.
  public func isPending(against victim: Victim) -> Bool { pendingIndex(of: victim) != nil }

  func pendingIndex(of victim: Victim) -> Int? { pending.firstIndex { $0.victim == victim } }

  /// Sends a command and remembers what it was for.
  mutating func send(_ step: Step, path: Int, into actions: inout [Action]) {
    lastTicket &+= 1
    outstanding = Outstanding(step: step, path: path, ticket: lastTicket)
    switch step {
    case .register:
      paths[path].registration = .requested
      let out = PersistentReserveOut(.registerAndIgnoreExistingKey, serviceActionReservationKey: paths[path].key)
      actions.append(.reserveOut(out, path: path, ticket: lastTicket))
    case .reserve:
      let out = PersistentReserveOut(.reserve, reservationKey: paths[path].key, type: Self.reservationType)
      actions.append(.reserveOut(out, path: path, ticket: lastTicket))
    case .readReservation: actions.append(.readReservation(path: path, ticket: lastTicket))
    case .readKeys: actions.append(.readKeys(path: path, ticket: lastTicket))
    case .remove(let victim): sendPreempt(against: victim, path: path, into: &actions)
    case .reset: actions.append(.logicalUnitReset(path: path, ticket: lastTicket))
    }
  }

  private mutating func sendPreempt(against victim: Victim, path: Int, into actions: inout [Action]) {
    if let index = pendingIndex(of: victim) { pending[index].removalWasSent = true }
    let out = PersistentReserveOut(
      method == .preemptAndAbort ? .preemptAndAbort : .preempt, reservationKey: paths[path].key,
      serviceActionReservationKey: key(of: victim), type: Self.reservationType)
    actions.append(.reserveOut(out, path: path, ticket: lastTicket))
  }

  func key(of victim: Victim) -> ReservationKey {
    switch victim {
    case .ownPath(let path): paths[path].key
    case .foreignKey(let key, _): key
    }
  }

  static let reservationType = ReservationType.writeExclusiveRegistrantsOnly
}
