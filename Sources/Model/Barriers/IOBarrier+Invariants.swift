import SCSIWire

extension IOBarrier {
  /// The first rule that the state breaks, nil if it is sound. O(pending x paths): for tests and checked runs, after any input.
  public var brokenRule: String? { brokenRuleOfPaths ?? brokenRuleOfBarriers ?? brokenRuleOfCommand }

  private var brokenRuleOfPaths: String? {
    for (index, path) in paths.enumerated() {
      if Int(path.key.path) != index || path.key.host != paths[0].key.host { return "path \(index) has the key of another" }
      if path.key.incarnation == 0 { return "path \(index) has no key" }
      if path.contact == .lost && !path.isAway { return "path \(index) is lost but counts as in service" }
      if path.login != .current && method.rejoin != .relogin { return "path \(index) waits for a login nobody asked for" }
      if path.login != .current && !path.isAway { return "path \(index) carries I/O under an identifier left behind" }
      if isInService(index) && path.registration != .registered { return "path \(index) carries I/O without a registration" }
      if isInService(index) && isPending(against: .ownPath(index)) { return "path \(index) carries I/O and is shut out" }
    }
    if let path = doubtfulPath, paths[path].contact == .lost { return "a lost path is in doubt" }
    if needsProof && !hasPeers { return "a proof is wanted, but nobody is there who could take a key" }
    return nil
  }

  private var brokenRuleOfBarriers: String? {
    if phase == .fenced && !pending.isEmpty { return "a fenced host has barriers to finish" }
    for (index, barrier) in pending.enumerated() {
      let method = method.reduced(to: barrier.victim.party)
      if pendingIndex(of: barrier.victim) != index { return "two barriers against one victim" }
      if barrier.needsReset && method.exclusion != .preemptAndAbort {
        return "a reset stands in for an answer that promised less"
      }
      let isOfMethod =
        switch barrier.stage {
        case .removing, .inspecting: method.removesKeys
        case .shuttingOut: method.exclusion.isForNodesOnly
        case .resetting: method.quiescence == .reset || barrier.needsReset
        case .waiting: method.quiescence.nanoseconds > 0
        case .looking: method.removesKeys && barrier.victim.party == .node
        }
      if !isOfMethod { return "a barrier of \(method.name) is \(barrier.stage)" }
      switch barrier.victim {
      case .ownPath(let path): if !paths[path].isAway { return "path \(path) is shut out but not away" }
      case .foreignKey(let key, _): if key.host != barrier.target.host { return "a barrier turned against another host" }
      }
    }
    return nil
  }

  private var brokenRuleOfCommand: String? {
    guard let outstanding else { return nil }
    if phase != .serving { return "a command is outstanding of a host that does not serve" }
    if !isUsable(outstanding.path) { return "a command is outstanding on path \(outstanding.path), which cannot carry it" }
    switch outstanding.step {
    case .register: return paths[outstanding.path].registration == .requested ? nil : "a REGISTER that was not requested"
    case .reserve, .readReservation, .readOwnKeys: return reservation == .established ? "set-up goes on after its end" : nil
    case .proveMembership: return needsProof ? nil : "a proof that nobody needs"
    case .readKeys(let victim), .remove(let victim), .reset(let victim):
      return isPending(against: victim) ? nil : "a command for a barrier that is not pending"
    }
  }
}
