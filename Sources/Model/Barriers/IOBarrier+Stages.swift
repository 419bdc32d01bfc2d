import SCSIWire

/// What a pending barrier goes through: exclude, quiesce (reset, wait), look, done.
extension IOBarrier {
  /// No answer to this command will be seen: if it was to abort, its aborts may be going on.
  mutating func doubt(_ step: Step) {
    guard case .remove(let victim) = step, let index = pendingIndex(of: victim) else { return }
    pending[index].removalMayHaveRun = true
    pending[index].needsReset = method.exclusion == .preemptAndAbort
  }

  /// PREEMPT was answered GOOD.
  mutating func removed(_ victim: Victim, into actions: inout [Action]) {
    // The abort covers everything of a path of our own, also what an earlier PREEMPT AND ABORT without an answer aborted: with no
    // answer to a REGISTER in between, nothing was sent in between. Of another host's commands nothing is known.
    if case .ownPath = victim, let index = pendingIndex(of: victim) { pending[index].needsReset = false }
    excluded(victim, into: &actions)
    quiesce(victim, into: &actions)
  }

  /// READ KEYS was answered: it explains a PREEMPT that conflicted, or shows whether the victim's keys stay away. It shows
  /// exclusion, not quiescence: aborts may be going on.
  mutating func keysWereRead(
    _ keys: [ReservationKey], through path: Int, for victim: Victim, into actions: inout [Action]
  ) {
    guard keys.contains(paths[path].key) else {
      // Gone by a PREEMPT of ours whose answer was lost, or else by somebody else's.
      guard mayHaveRemoved(paths[path].key) else { return fence(into: &actions) }
      return excludedWithoutAnswer(.ownPath(path), into: &actions)
    }
    guard let index = pendingIndex(of: victim) else { preconditionFailure("READ KEYS for no barrier") }
    // The path keeps its key, being its host's last resort.
    if pending[index].stage == .removing { return quiesce(victim, into: &actions) }
    if pending[index].stage == .looking { return looked(at: keys, for: victim, into: &actions) }
    if let key = registeredKey(of: pending[index], in: keys) {
      pending[index].target = key
      pending[index].stage = .removing
    } else if hasPeers && pending[index].targetWasRegistered && !pending[index].removalMayHaveRun {
      // A key of our own that was certainly there and that no PREEMPT of ours took: this host is being taken over.
      fence(into: &actions)
    } else {
      excludedWithoutAnswer(victim, into: &actions)
    }
  }

  /// The victim's key that is registered: of a path of our own the one it had; of another host any that no other barrier is about
  /// to remove, of the same path if there is one. The host may have registered anew since the survivor learned its key.
  private func registeredKey(of barrier: PendingBarrier, in keys: [ReservationKey]) -> ReservationKey? {
    guard case .foreignKey(let known, _) = barrier.victim else { return keys.contains(barrier.target) ? barrier.target : nil }
    let registered = keys.filter { key in
      key.host == known.host
        && !pending.contains { $0.victim != barrier.victim && $0.target == key && $0.stage <= .inspecting }
    }
    return registered.first { $0.path == known.path } ?? registered.first
  }

  private mutating func excludedWithoutAnswer(_ victim: Victim, into actions: inout [Action]) {
    if method.exclusion == .preemptAndAbort, let index = pendingIndex(of: victim) { pending[index].needsReset = true }
    excluded(victim, into: &actions)
    quiesce(victim, into: &actions)
  }

  /// The victim's key is gone: a path of ours comes back under its next key.
  private mutating func excluded(_ victim: Victim, into actions: inout [Action]) {
    guard let index = pendingIndex(of: victim) else { return }
    actions.append(.excluded(victim, key: pending[index].target))
    guard case .ownPath(let path) = victim, paths[path].key == pending[index].target else { return }
    paths[path].registration = .absent
    paths[path].key = paths[path].key.nextIncarnation
  }

  /// The exclusion is certain: what must have happened before the writes are repeated?
  mutating func quiesce(_ victim: Victim, into actions: inout [Action]) {
    guard let index = pendingIndex(of: victim) else { return }
    if pending[index].needsReset || method.quiescence == .reset {
      pending[index].stage = .resetting
    } else {
      wait(victim, into: &actions)
    }
  }

  /// LOGICAL UNIT RESET was answered: for all barriers against that host that waited for it.
  mutating func wasReset(_ victim: Victim, into actions: inout [Action]) {
    guard let index = pendingIndex(of: victim) else { return }
    guard method.removesKeys, pending[index].stage == .resetting, case .foreignKey(let key, _) = victim else {
      pending[index].needsReset = false
      return wait(victim, into: &actions)
    }
    let served = pending.filter { $0.isAgainst(host: key.host) && $0.stage == .resetting }
    for barrier in served {
      if let index = pendingIndex(of: barrier.victim) { pending[index].needsReset = false }
      wait(barrier.victim, into: &actions)
    }
  }

  private mutating func wait(_ victim: Victim, into actions: inout [Action]) {
    let nanoseconds = method.reduced(to: victim.party).quiescence.nanoseconds
    guard nanoseconds > 0 else { return look(victim, into: &actions) }
    setStage(.waiting, of: victim)
    actions.append(.wait(victim, nanoseconds: nanoseconds))
  }

  /// Nobody but this machine brings back a key of its own; another host's REGISTER may have been on its way.
  mutating func look(_ victim: Victim, into actions: inout [Action]) {
    if method.removesKeys, case .foreignKey = victim {
      setStage(.looking, of: victim)
    } else {
      finish(victim, into: &actions)
    }
  }

  /// A key of the host that came back is removed in its turn, and the rest of the method follows again, until a look shows none.
  private mutating func looked(at keys: [ReservationKey], for victim: Victim, into actions: inout [Action]) {
    guard case .foreignKey(let known, _) = victim else { preconditionFailure("nobody looks for a path of its own") }
    var isClean = true
    for key in keys where key.host == known.host {
      if pending.contains(where: { $0.target == key && $0.stage <= .inspecting }) { continue }
      isClean = false
      let waiting = pending.indices.filter { pending[$0].isAgainst(host: known.host) && pending[$0].stage == .looking }
      guard let index = waiting.first(where: { pending[$0].victimPath == key.path }) ?? waiting.first else { continue }
      pending[index].target = key
      pending[index].stage = .removing
      pending[index].removalMayHaveRun = false
    }
    guard isClean else { return }
    let done = pending.filter { $0.isAgainst(host: known.host) && $0.stage == .looking }
    for barrier in done { finish(barrier.victim, into: &actions) }
  }

  private mutating func finish(_ victim: Victim, into actions: inout [Action]) {
    assert(isPending(against: victim), "what is done was pending")
    pending.removeAll { $0.victim == victim }
    actions.append(.done(victim))
    if case .ownPath(let path) = victim { rejoinIfPossible(path, into: &actions) }
  }

  mutating func setStage(_ stage: Stage, of victim: Victim) {
    if let index = pendingIndex(of: victim) { pending[index].stage = stage }
  }
}

extension IOBarrier.PendingBarrier {
  fileprivate var victimPath: UInt16? {
    if case .foreignKey(let key, _) = victim { key.path } else { nil }
  }
}
