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
  /// Other hosts may take this host's keys, even while it does not run and a REGISTER of it is on its way. Then a path that
  /// registered carries no I/O before READ KEYS, sent after the answer, has shown that the host is still registered elsewhere.
  /// Registering and looking here, removing and looking there: whoever's look comes second sees the other (Docs/0008).
  public let hasPeers: Bool
  var phase = Phase.idle
  var reservation = ReservationProgress.wanted
  /// A path registered and no READ KEYS was answered since.
  var needsProof = false
  var paths: [Path]
  /// Barriers raised and not yet done, oldest first.
  var pending: [PendingBarrier] = []
  var outstanding: Outstanding?
  /// A path on which an answer was lost; until it answers or fails, others are tried first.
  var doubtfulPath: Int?
  private var lastTicket: UInt32 = 0

  /// One key for each path, distinct within the simulation, laid out as `ReservationKey(host:path:incarnation:)`.
  public init(method: BarrierMethod, keys: [ReservationKey], hasPeers: Bool = false) {
    precondition(method.problem == nil, "a method that cannot work: ask its problem first")
    precondition(keys.indices.allSatisfy { Int(keys[$0].path) == $0 && keys[$0].host == keys[0].host }, "a key of another path")
    self.method = method
    self.hasPeers = hasPeers
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

  /// Whether the path can carry a command.
  func isUsable(_ path: Int) -> Bool {
    guard paths[path].login == .current else { return false }
    return paths[path].contact == .drained || (paths[path].contact == .seen && method.rejoin == .immediate)
  }

  /// Sends a command and remembers what it was for.
  mutating func send(_ step: Step, path: Int, into actions: inout [Action]) {
    assert(phase == .serving && isUsable(path), "nothing is sent by who was fenced, or on a path that cannot carry it")
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
    case .readKeys, .readOwnKeys, .proveMembership: actions.append(.readKeys(path: path, ticket: lastTicket))
    case .remove(let victim): sendPreempt(against: victim, path: path, into: &actions)
    case .reset: actions.append(.logicalUnitReset(path: path, ticket: lastTicket))
    }
  }

  private mutating func sendPreempt(against victim: Victim, path: Int, into actions: inout [Action]) {
    guard let index = pendingIndex(of: victim) else { preconditionFailure("a PREEMPT for no barrier") }
    let out = PersistentReserveOut(
      method.exclusion == .preemptAndAbort ? .preemptAndAbort : .preempt, reservationKey: paths[path].key,
      serviceActionReservationKey: pending[index].target, type: Self.reservationType)
    actions.append(.reserveOut(out, path: path, ticket: lastTicket))
  }

  static let reservationType = ReservationType.writeExclusiveRegistrantsOnly
}
