import SCSIWire

extension IOBarrier {
  /// The host came up: set-up begins.
  public mutating func started(into actions: inout [Action]) {
    guard phase == .idle else { return }
    phase = .serving
    advance(into: &actions)
  }

  /// The path can carry no command any more; what is outstanding on it counts as lost. Raises no barrier by itself.
  public mutating func pathFailed(_ path: Int, into actions: inout [Action]) {
    guard phase != .fenced else { return }
    take(pathOutOfUse: path)
    advance(into: &actions)
  }

  /// The path's port is seen again, but nothing has been answered on it. It rejoins now if the method lets it come back at once,
  /// and logs in anew if the method asks for that; else nothing happens before `pathCameBack`.
  public mutating func pathAppeared(_ path: Int, into actions: inout [Action]) {
    guard phase != .fenced, paths[path].contact == .lost else { return }
    paths[path].contact = .seen
    rejoinIfPossible(path, into: &actions)
    advance(into: &actions)
  }

  /// The checker saw the path alive: a command was answered behind everything sent on it before. It rejoins at once if it is
  /// still registered and no barrier against it is pending, else after that barrier and under a new key.
  public mutating func pathCameBack(_ path: Int, into actions: inout [Action]) {
    guard phase != .fenced else { return }
    paths[path].contact = .drained
    rejoinIfPossible(path, into: &actions)
    advance(into: &actions)
  }

  /// The login asked for by `relogin` is complete. On the new nexus nothing was ever sent.
  public mutating func loggedIn(_ path: Int, into actions: inout [Action]) {
    guard phase != .fenced, paths[path].login == .underWay else { return }
    paths[path].login = .current
    paths[path].contact = .drained
    advance(into: &actions)
  }

  /// The victim must be shut out. A path of this host counts as failed from now on, until it comes back. A barrier that is
  /// pending already is not raised twice.
  public mutating func raise(against victim: Victim, into actions: inout [Action]) {
    guard phase != .fenced else { return }
    switch victim {
    case .ownPath(let path): take(pathOutOfUse: path)
    case .foreignKey(let key, _): precondition(key.host != paths.first?.key.host, "a host takes nothing over from itself")
    }
    if !isPending(against: victim) {
      actions.append(.raising(victim))
      begin(victim, into: &actions)
    }
    advance(into: &actions)
  }

  /// The time asked for by `wait` has passed.
  public mutating func waited(_ victim: Victim, into actions: inout [Action]) {
    guard phase != .fenced, let index = pendingIndex(of: victim), pending[index].stage == .waiting else { return }
    look(victim, into: &actions)
    advance(into: &actions)
  }

  /// The switch confirmed what `disablePort` or `powerOff` asked for.
  public mutating func shutOut(_ victim: Victim, into actions: inout [Action]) {
    guard phase != .fenced, let index = pendingIndex(of: victim), pending[index].stage == .shuttingOut else { return }
    quiesce(victim, into: &actions)
    advance(into: &actions)
  }

  /// The command sent under `ticket` ended. Outcomes of commands given up before are ignored.
  public mutating func completed(_ outcome: Outcome, ticket: UInt32, into actions: inout [Action]) {
    guard phase != .fenced, let ended = outstanding, ended.ticket == ticket else { return }
    outstanding = nil
    if outcome == .lost {
      doubtfulPath = ended.path
      doubt(ended.step)
    } else {
      if doubtfulPath == ended.path { doubtfulPath = nil }
      handle(outcome, of: ended, into: &actions)
    }
    advance(into: &actions)
  }

  private mutating func take(pathOutOfUse path: Int) {
    paths[path].contact = .lost
    paths[path].isAway = true
    if paths[path].login == .underWay { paths[path].login = .stale }
    if doubtfulPath == path { doubtfulPath = nil }
    if let abandoned = outstanding, abandoned.path == path {
      outstanding = nil
      doubt(abandoned.step)
    }
  }

  private mutating func begin(_ victim: Victim, into actions: inout [Action]) {
    let method = method.reduced(to: victim.party)
    var barrier = PendingBarrier(victim: victim, target: key(of: victim), stage: .removing)
    if case .ownPath(let path) = victim, method.removesKeys {
      // Under the reservation a path without a key has no write to shut out.
      if paths[path].registration == .absent { return actions.append(.done(victim)) }
      barrier.targetWasRegistered = paths[path].registration == .registered
      if method.rejoin == .relogin {
        // The nexus is left behind with its key: what comes back is another one.
        paths[path].key = paths[path].key.nextIncarnation
        paths[path].registration = .absent
        paths[path].login = .stale
      }
    }
    pending.append(barrier)
    switch method.exclusion {
    case .none: quiesce(victim, into: &actions)
    case .preempt, .preemptAndAbort: break
    case .fabric:
      setStage(.shuttingOut, of: victim)
      actions.append(.disablePort(victim))
    case .stonith:
      setStage(.shuttingOut, of: victim)
      actions.append(.powerOff(victim))
    }
  }

  private func key(of victim: Victim) -> ReservationKey {
    switch victim {
    case .ownPath(let path): paths[path].key
    case .foreignKey(let key, _): key
    }
  }
}
