import SCSIWire

extension IOBarrier {
  /// Hands out the state that decides what the machine does from now on, word by word: equal for two machines with equal futures.
  ///
  /// Tickets and the shell's tokens are left out, because they are names whose values mean nothing; so are method and peers,
  /// which never change. A key's incarnation is part of it: it is the name under which the array knows the path.
  public func fold(into take: (UInt64) -> Void) {
    take(UInt64(phase.rawValue) | UInt64(reservation.rawValue) << 8 | (needsProof ? 1 << 16 : 0))
    take(doubtfulPath.map { UInt64($0) } ?? .max)
    for path in paths {
      take(path.key.value)
      take(
        UInt64(path.registration.rawValue) | UInt64(path.contact.rawValue) << 8 | UInt64(path.login.rawValue) << 16
          | (path.isAway ? 1 << 24 : 0))
    }
    take(UInt64(pending.count))
    for barrier in pending {
      barrier.victim.fold(into: take)
      take(barrier.target.value)
      take(
        UInt64(barrier.stage.rawValue) | (barrier.targetWasRegistered ? 1 << 8 : 0) | (barrier.removalMayHaveRun ? 1 << 9 : 0)
          | (barrier.needsReset ? 1 << 10 : 0))
    }
    guard let outstanding else { return take(.max) }
    take(UInt64(outstanding.path))
    outstanding.step.fold(into: take)
  }
}

extension IOBarrier.Victim {
  fileprivate func fold(into take: (UInt64) -> Void) {
    switch self {
    case .ownPath(let path): take(UInt64(path))
    // No path has so high a number.
    case .foreignKey(let key, _):
      take(.max)
      take(key.value)
    }
  }
}

extension IOBarrier.Step {
  fileprivate func fold(into take: (UInt64) -> Void) {
    switch self {
    case .register: take(0)
    case .reserve: take(1)
    case .readReservation: take(2)
    case .readOwnKeys: take(3)
    case .proveMembership: take(4)
    case .readKeys(let victim):
      take(5)
      victim.fold(into: take)
    case .remove(let victim):
      take(6)
      victim.fold(into: take)
    case .reset(let victim):
      take(7)
      victim.fold(into: take)
    }
  }
}
