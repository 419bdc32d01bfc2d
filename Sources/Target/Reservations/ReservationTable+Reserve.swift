import SCSIWire

extension ReservationTable {
  /// RESERVE (SPC-4 5.13.9) by a nexus whose key is verified.
  mutating func reserve(_ command: PersistentReserveOut, from nexus: NexusID) -> Completion {
    let wanted: Reservation
    switch reservation(asked: command, by: nexus) {
    case .success(let asked): wanted = asked
    case .failure(let refusal): return .checkCondition(refusal.sense)
    }
    guard !conflicts(with: wanted) else { return .reservationConflict }
    put(wanted, by: nexus)
    return .good
  }

  /// Whether what is held forbids a new reservation. A holder may repeat its request but not change it, and may add elements of
  /// its own; anybody else conflicts where the reservations overlap.
  func conflicts(with wanted: Reservation) -> Bool {
    held.contains { $0.holder != wanted.holder ? $0.overlaps(wanted) : $0.isOfSameExtent(as: wanted) && $0 != wanted }
  }

  /// RELEASE (SPC-4 5.13.11.2.2) by a nexus whose key is verified. A reserved type or scope matches no reservation.
  mutating func release(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    if rules.profile.releaseKey == .holders, let reservation,
      command.type != reservation.type.rawValue || command.reservationKey != self[singleHolder(of: reservation)]
    {
      return .checkCondition(.invalidFieldInCDB)
    }
    let own = held.filter { isHeld($0, by: nexus) }
    if own.isEmpty { return .good }
    let isMatch = { (reservation: Reservation) in
      command.type == reservation.type.rawValue && command.scope == reservation.scope
        && (reservation.scope != Reservation.elementScope || command.scopeSpecificAddress == reservation.address)
    }
    guard let released = own.first(where: isMatch) else { return answerToMismatch }
    if released.type.isAllRegistrants && rules.profile.releaseKeepsAllRegistrants { return .good }
    remove([released])
    switch (rules.profile.releaseAttention, released.type.admitsRegistrants) {
    case (.sharers, true): establish(.reservationsReleased, except: nexus, effects: &effects)
    case (.misdirected, false): establishMisdirected(caller: nexus, effects: &effects)
    case (.sharers, false), (.misdirected, true): break
    }
    return .good
  }

  private var answerToMismatch: Completion {
    switch rules.profile.releaseMismatch {
    case .invalidRelease: .checkCondition(.invalidReleaseOfPersistentReservation)
    case .conflict: .reservationConflict
    case .invalidFieldInCDB: .checkCondition(.invalidFieldInCDB)
    }
  }

  struct Refusal: Error { var sense: Sense }

  /// The reservation that a command asks for, or what is wrong with its type or scope in this dialect and on this unit.
  func reservation(asked command: PersistentReserveOut, by nexus: NexusID) -> Result<Reservation, Refusal> {
    guard let type = ReservationType(rawValue: command.type), rules.dialect == .spc4 || !type.isAllRegistrants else {
      return .failure(Refusal(sense: .invalidFieldInCDB))
    }
    let holder = type.isAllRegistrants ? nil : nexus
    switch command.scope {
    case Reservation.logicalUnitScope: return .success(Reservation(type: type, holder: holder))
    case Reservation.elementScope where rules.dialect == .spc2 && rules.hasElements:
      return .success(
        Reservation(type: type, scope: command.scope, address: command.scopeSpecificAddress, holder: holder))
    case let scope where rules.profile.badScope == .ignoredByPreempt && command.serviceAction == .preempt:
      return .success(Reservation(type: type, scope: scope, holder: holder))
    default:
      let isInList = rules.profile.badScope == .invalidFieldInParameterList
      return .failure(Refusal(sense: isInList ? .invalidFieldInParameterList : .invalidFieldInCDB))
    }
  }
}
