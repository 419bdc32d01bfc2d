import SCSIWire

extension IOBarrier {
  /// Takes note of an outcome. Where it settles nothing (unit attention, BUSY, TASK ABORTED, an answer of the wrong kind) the
  /// command is sent again on the same path.
  mutating func handle(_ outcome: Outcome, of ended: Outstanding, into actions: inout [Action]) {
    switch (ended.step, outcome) {
    case (_, .status(let completion)) where completion.isRefusal: fence(into: &actions)
    case (.register, .status(.good)):
      paths[ended.path].registration = .registered
      rejoinIfPossible(ended.path, into: &actions)
    case (.reserve, .status(.good)): establish(into: &actions)
    case (.reserve, .status(.reservationConflict)): reservation = .contested
    case (.readReservation, .reservation(let type)): reservationWasRead(type, into: &actions)
    case (.readKeys(nil), .keys(let keys)):
      // Still registered: what conflicted has been released since.
      if keys.contains(paths[ended.path].key) { reservation = .wanted } else { fence(into: &actions) }
    case (.readKeys(let victim?), .keys(let keys)):
      keysWereRead(keys, through: ended.path, for: victim, into: &actions)
    case (.remove(let victim), .status(.good)):
      excluded(victim)
      finish(victim, into: &actions)
    case (.remove(let victim), .status(.reservationConflict)): setStage(.inspecting, of: victim)
    case (.reset(let victim), .status(.good)): finish(victim, into: &actions)
    default: send(ended.step, path: ended.path, into: &actions)
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

  /// Explains a PREEMPT that conflicted. READ KEYS shows exclusion, not quiescence: aborts may be going on.
  private mutating func keysWereRead(
    _ keys: [ReservationKey], through path: Int, for victim: Victim, into actions: inout [Action]
  ) {
    guard keys.contains(paths[path].key) else {
      // Gone by a PREEMPT of ours whose answer was lost, or else by somebody else's.
      guard let own = pendingIndex(of: .ownPath(path)), pending[own].removalWasSent else { return fence(into: &actions) }
      return excludedWithoutAnswer(.ownPath(path), into: &actions)
    }
    if keys.contains(key(of: victim)) {
      setStage(.removing, of: victim)
    } else {
      excludedWithoutAnswer(victim, into: &actions)
    }
  }

  private mutating func excludedWithoutAnswer(_ victim: Victim, into actions: inout [Action]) {
    excluded(victim)
    if method == .preemptAndAbort {
      setStage(.resetting, of: victim)
    } else {
      finish(victim, into: &actions)
    }
  }

  /// The victim's key is gone: a path of ours comes back under its next key.
  private mutating func excluded(_ victim: Victim) {
    guard case .ownPath(let path) = victim else { return }
    paths[path].registration = .absent
    paths[path].key = paths[path].key.nextIncarnation
  }

  mutating func finish(_ victim: Victim, into actions: inout [Action]) {
    pending.removeAll { $0.victim == victim }
    actions.append(.done(victim))
    if case .ownPath(let path) = victim { rejoinIfPossible(path, into: &actions) }
  }

  mutating func rejoinIfPossible(_ path: Int, into actions: inout [Action]) {
    guard paths[path].isAway, paths[path].isUsable, paths[path].registration == .registered else { return }
    guard !isPending(against: .ownPath(path)) else { return }
    paths[path].isAway = false
    actions.append(.rejoined(path: path))
  }

  private mutating func setStage(_ stage: Stage, of victim: Victim) {
    if let index = pendingIndex(of: victim) { pending[index].stage = stage }
  }

  private mutating func fence(into actions: inout [Action]) {
    phase = .fenced
    pending.removeAll()
    actions.append(.fenced)
  }
}

extension Completion {
  /// The device server will never do this: the command, not its moment, is wrong.
  fileprivate var isRefusal: Bool { status == .checkCondition && sense.key == Sense.invalidFieldInCDB.key }
}
