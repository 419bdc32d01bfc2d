extension IOBarrier {
  /// Sends what the facts call for, unless a command is outstanding.
  mutating func advance(into actions: inout [Action]) {
    guard phase == .serving else { return }
    for path in paths.indices where paths[path].login == .stale && paths[path].contact != .lost {
      paths[path].login = .underWay
      actions.append(.relogin(path: path))
    }
    guard outstanding == nil, let next = nextStep() else { return }
    send(next.step, path: next.path, into: &actions)
  }

  /// Set-up first, for a key removed while nothing is reserved shuts nobody out; then barriers, oldest first among those that
  /// some path can carry; then paths that come back. (What a barrier does while set-up has no registered path to go on with
  /// can only be a reset.)
  private func nextStep() -> (step: Step, path: Int)? {
    if reservation != .established, let next = nextSetUpStep() { return next }
    // Who may have been taken over takes nobody over, for a key that came back late must not preempt the survivor's; nor does it
    // remove what would show it, its own keys.
    if needsProof, !pending.isEmpty, let path = carrier(mustBeRegistered: true) {
      return (.proveMembership, path)
    }
    for barrier in pending {
      if let next = nextStep(of: barrier) { return next }
    }
    if let path = pathToRegister() { return (.register, path) }
    return needsProof ? carrier(mustBeRegistered: true).map { (.proveMembership, $0) } : nil
  }

  private func nextSetUpStep() -> (step: Step, path: Int)? {
    if let path = pathToRegister() { return (.register, path) }
    guard let path = carrier(mustBeRegistered: true) else { return nil }
    if needsProof { return (.proveMembership, path) }
    switch reservation {
    case .wanted: return (.reserve, path)
    case .contested: return (.readReservation, path)
    case .unexplained: return (.readOwnKeys, path)
    case .established: return nil
    }
  }

  private func nextStep(of barrier: PendingBarrier) -> (step: Step, path: Int)? {
    let victim = barrier.victim
    switch barrier.stage {
    case .waiting, .shuttingOut: return nil
    case .removing:
      guard let path = carrier(mustBeRegistered: true, for: victim) else { return nil }
      guard hasPeers && isLastResort(path, of: barrier) else { return (.remove(victim), path) }
      return (method.exclusion == .preemptAndAbort ? .reset(victim) : .readKeys(victim), path)
    case .inspecting: return carrier(mustBeRegistered: true, for: victim).map { (.readKeys(victim), $0) }
    case .resetting: return isInStep(barrier) ? carrier(mustBeRegistered: false, for: victim).map { (.reset(victim), $0) } : nil
    case .looking: return isInStep(barrier) ? carrier(mustBeRegistered: true, for: victim).map { (.readKeys(victim), $0) } : nil
    }
  }

  /// Whether the path would have to remove the very nexus that it is, and may keep its key instead.
  ///
  /// It speaks behind all that it sent, so none of that arrives later; PREEMPT would add nothing, PREEMPT AND ABORT what a reset
  /// does as well. Where others may take a host over, the key that stays shows afterwards that nobody did. But a PREEMPT of that
  /// key that is still on its way would hit it (US 7,346,801): then the path must come back under a new one.
  private func isLastResort(_ path: Int, of barrier: PendingBarrier) -> Bool {
    barrier.victim == .ownPath(path) && barrier.target == paths[path].key && !barrier.removalMayHaveRun
  }

  /// Barriers against one host go in step, so that one reset and one look serve all of them, and the look comes after the last
  /// removal. Those that remove no key have nothing to share.
  private func isInStep(_ barrier: PendingBarrier) -> Bool {
    guard method.removesKeys, case .foreignKey(let key, _) = barrier.victim else { return true }
    return !pending.contains { $0.isAgainst(host: key.host) && $0.stage < barrier.stage }
  }

  /// The usable path best fit to carry a command: not one whose last answer was lost, not the victim itself, not one that a
  /// pending barrier is to shut out. Task management needs no registration.
  private func carrier(mustBeRegistered: Bool, for victim: Victim? = nil) -> Int? {
    var best: (path: Int, demerit: Int)?
    for path in paths.indices where isUsable(path) {
      if mustBeRegistered && paths[path].registration != .registered { continue }
      let itself = Victim.ownPath(path)
      let demerit = (path == doubtfulPath ? 4 : 0) + (itself == victim ? 2 : 0) + (isPending(against: itself) ? 1 : 0)
      if best.map({ demerit < $0.demerit }) ?? true { best = (path, demerit) }
    }
    return best?.path
  }

  /// The next usable path without a confirmed registration. One that a barrier is to shut out stays out, unless it speaks as
  /// another nexus since, or no other path can carry that barrier: then its registration is made certain first, so that it can
  /// preempt itself.
  private func pathToRegister() -> Int? {
    let candidates = paths.indices.filter { isUsable($0) && paths[$0].registration != .registered }
    let free = candidates.filter { method.rejoin == .relogin || !isPending(against: .ownPath($0)) }
    if let path = free.first(where: { $0 != doubtfulPath }) ?? free.first { return path }
    let canCarry = paths.indices.contains { isUsable($0) && paths[$0].registration == .registered }
    return canCarry ? nil : candidates.first { paths[$0].registration == .requested }
  }
}

extension IOBarrier.PendingBarrier {
  func isAgainst(host: UInt16) -> Bool {
    if case .foreignKey(let key, _) = victim { key.host == host } else { false }
  }
}
