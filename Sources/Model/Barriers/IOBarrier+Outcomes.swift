import SCSIWire

extension IOBarrier {
  /// Takes note of an outcome. Where it settles nothing (unit attention, BUSY, TASK ABORTED, an answer of the wrong kind) the
  /// command is sent again on the same path.
  mutating func handle(_ outcome: Outcome, of ended: Outstanding, into actions: inout [Action]) {
    switch (ended.step, outcome) {
    case (_, .status(let completion)) where completion.isRefusal: fence(into: &actions)
    case (.register, .status(.good)):
      paths[ended.path].registration = .registered
      if hasPeers { needsProof = true }
      rejoinIfPossible(ended.path, into: &actions)
    case (.reserve, .status(.good)): establish(into: &actions)
    case (.reserve, .status(.reservationConflict)): reservation = .contested
    case (.readReservation, .reservation(let type)): reservationWasRead(type, into: &actions)
    case (.readOwnKeys, .keys(let keys)):
      // Still registered: what conflicted has been released since.
      if keys.contains(paths[ended.path].key) { reservation = .wanted } else { fence(into: &actions) }
    case (.proveMembership, .keys(let keys)): membershipWasRead(keys, into: &actions)
    case (.readKeys(let victim), .keys(let keys)): keysWereRead(keys, through: ended.path, for: victim, into: &actions)
    case (.remove(let victim), .status(.good)): removed(victim, into: &actions)
    case (.remove(let victim), .status(.reservationConflict)): setStage(.inspecting, of: victim)
    case (.reset(let victim), .status(.good)): wasReset(victim, into: &actions)
    default:
      // TASK ABORTED: a PREEMPT AND ABORT that ended so had begun.
      if outcome == .status(Completion(.taskAborted)) { doubt(ended.step) }
      send(ended.step, path: ended.path, into: &actions)
    }
  }

  private mutating func establish(into actions: inout [Action]) {
    reservation = .established
    actions.append(.ready)
  }

  private mutating func reservationWasRead(_ type: ReservationType?, into actions: inout [Action]) {
    switch type {
    case Self.reservationType: establish(into: &actions)
    case nil: reservation = .unexplained
    default: fence(into: &actions)
    }
  }

  /// Every registration of this host that nobody of its own can have removed must be there still: who takes a host over removes
  /// all of its keys before it looks for the last time.
  private mutating func membershipWasRead(_ keys: [ReservationKey], into actions: inout [Action]) {
    let isIntact = paths.allSatisfy { path in
      path.registration != .registered || keys.contains(path.key) || mayHaveRemoved(path.key)
    }
    let isWhole = pending.allSatisfy { barrier in
      guard case .ownPath = barrier.victim, barrier.stage <= .inspecting else { return true }
      return !barrier.targetWasRegistered || barrier.removalMayHaveRun || keys.contains(barrier.target)
    }
    guard isIntact && isWhole else { return fence(into: &actions) }
    needsProof = false
    for path in paths.indices { rejoinIfPossible(path, into: &actions) }
  }

  mutating func rejoinIfPossible(_ path: Int, into actions: inout [Action]) {
    guard paths[path].isAway, isUsable(path), paths[path].registration == .registered, !needsProof else { return }
    guard !isPending(against: .ownPath(path)) else { return }
    paths[path].isAway = false
    actions.append(.rejoined(path: path))
  }

  mutating func fence(into actions: inout [Action]) {
    phase = .fenced
    pending.removeAll()
    outstanding = nil
    actions.append(.fenced)
  }

  /// Whether that key may be gone by a PREEMPT of ours.
  func mayHaveRemoved(_ key: ReservationKey) -> Bool {
    pending.contains { barrier in
      guard case .ownPath = barrier.victim else { return false }
      return barrier.target == key && barrier.removalMayHaveRun
    }
  }
}

extension Completion {
  /// The device server will never do this: the command, not its moment, is wrong.
  fileprivate var isRefusal: Bool { status == .checkCondition && sense.key == Sense.invalidFieldInCDB.key }
}
