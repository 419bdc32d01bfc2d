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

  /// The checker saw the path alive. It rejoins at once if it is still registered and no barrier against it is pending, else
  /// after that barrier and under a new key.
  public mutating func pathCameBack(_ path: Int, into actions: inout [Action]) {
    guard phase != .fenced else { return }
    paths[path].isUsable = true
    rejoinIfPossible(path, into: &actions)
    advance(into: &actions)
  }

  /// The victim must be shut out. A path of this host counts as failed from now on, until it comes back. A barrier that is
  /// pending already is not raised twice.
  public mutating func raise(against victim: Victim, into actions: inout [Action]) {
    guard phase != .fenced else { return }
    if case .ownPath(let path) = victim { take(pathOutOfUse: path) }
    if !isPending(against: victim) {
      actions.append(.raising(victim))
      begin(victim, into: &actions)
    }
    advance(into: &actions)
  }

  /// The hold time of this victim is over.
  public mutating func waited(_ victim: Victim, into actions: inout [Action]) {
    guard phase != .fenced, let index = pendingIndex(of: victim), pending[index].stage == .waiting else { return }
    finish(victim, into: &actions)
    advance(into: &actions)
  }

  /// The command sent under `ticket` ended. Outcomes of commands given up before are ignored.
  public mutating func completed(_ outcome: Outcome, ticket: UInt32, into actions: inout [Action]) {
    guard phase != .fenced, let ended = outstanding, ended.ticket == ticket else { return }
    outstanding = nil
    if outcome == .lost {
      doubtfulPath = ended.path
    } else {
      if doubtfulPath == ended.path { doubtfulPath = nil }
      handle(outcome, of: ended, into: &actions)
    }
    advance(into: &actions)
  }

  private mutating func take(pathOutOfUse path: Int) {
    paths[path].isUsable = false
    paths[path].isAway = true
    if outstanding?.path == path { outstanding = nil }
    if doubtfulPath == path { doubtfulPath = nil }
  }

  private mutating func begin(_ victim: Victim, into actions: inout [Action]) {
    var stage: Stage
    switch method {
    case .none: return actions.append(.done(victim))
    case .hold:
      stage = .waiting
      actions.append(.wait(victim))
    case .logicalUnitReset: stage = .resetting
    case .preempt, .preemptAndAbort:
      stage = .removing
      // Under the reservation a path without a key has no write to shut out.
      if case .ownPath(let path) = victim, paths[path].registration == .absent { return actions.append(.done(victim)) }
    }
    pending.append(PendingBarrier(victim: victim, stage: stage))
  }
}
