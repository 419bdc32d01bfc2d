extension IOBarrier {
  /// Sends what the facts call for, unless a command is outstanding.
  mutating func advance(into actions: inout [Action]) {
    guard phase == .serving, outstanding == nil, let next = nextStep() else { return }
    send(next.step, path: next.path, into: &actions)
  }

  /// Set-up first, for a key removed while nothing is reserved shuts nobody out; then barriers, oldest first among those that
  /// some path can carry; then paths that come back. (What a barrier does while set-up has no registered path to go on with
  /// can only be a reset.)
  private func nextStep() -> (step: Step, path: Int)? {
    if reservation != .established, let next = nextSetUpStep() { return next }
    for barrier in pending {
      if let next = nextStep(of: barrier) { return next }
    }
    return pathToRegister().map { (.register, $0) }
  }

  private func nextSetUpStep() -> (step: Step, path: Int)? {
    if let path = pathToRegister() { return (.register, path) }
    guard let path = carrier(mustBeRegistered: true) else { return nil }
    switch reservation {
    case .wanted: return (.reserve, path)
    case .contested: return (.readReservation, path)
    case .unexplained: return (.readKeys(nil), path)
    case .established: return nil
    }
  }

  private func nextStep(of barrier: PendingBarrier) -> (step: Step, path: Int)? {
    let victim = barrier.victim
    switch barrier.stage {
    case .waiting: return nil
    case .removing: return carrier(mustBeRegistered: true, for: victim).map { (.remove(victim), $0) }
    case .inspecting: return carrier(mustBeRegistered: true, for: victim).map { (.readKeys(victim), $0) }
    case .resetting: return carrier(mustBeRegistered: false, for: victim).map { (.reset(victim), $0) }
    }
  }

  /// The usable path best fit to carry a command: not one whose last answer was lost, not the victim itself, not one that a
  /// pending barrier is to shut out. Task management needs no registration.
  private func carrier(mustBeRegistered: Bool, for victim: Victim? = nil) -> Int? {
    var best: (path: Int, demerit: Int)?
    for path in paths.indices where paths[path].isUsable {
      if mustBeRegistered && paths[path].registration != .registered { continue }
      let itself = Victim.ownPath(path)
      let demerit = (path == doubtfulPath ? 4 : 0) + (itself == victim ? 2 : 0) + (isPending(against: itself) ? 1 : 0)
      if best.map({ demerit < $0.demerit }) ?? true { best = (path, demerit) }
    }
    return best?.path
  }

  /// The next usable path without a confirmed registration. One that a barrier is to shut out stays out, unless no other path
  /// can carry that barrier: then its registration is made certain first, so that it can preempt itself.
  private func pathToRegister() -> Int? {
    let candidates = paths.indices.filter { paths[$0].isUsable && paths[$0].registration != .registered }
    let free = candidates.filter { !isPending(against: .ownPath($0)) }
    if let path = free.first(where: { $0 != doubtfulPath }) ?? free.first { return path }
    let canCarry = paths.contains { $0.isUsable && $0.registration == .registered }
    return canCarry ? nil : candidates.first { paths[$0].registration == .requested }
  }
}
