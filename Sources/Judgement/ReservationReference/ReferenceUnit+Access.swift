extension ReferenceUnit {
  /// Whether a command conflicts with a reservation, and the rules that say so.
  struct Judgement {
    var isConflict: Bool
    var rules: [ReservationRule]

    static func allowed(_ rules: ReservationRule...) -> Self { Judgement(isConflict: false, rules: rules) }
    static func conflict(_ rules: ReservationRule...) -> Self { Judgement(isConflict: true, rules: rules) }
  }

  func conflicts(_ command: ReferenceCommand, cdb: [UInt8], list: [UInt8], from nexus: Nexus) -> Judgement {
    switch command {
    case .reserve, .release: conflictsAmongLegacy(command, from: nexus)
    case .reserveIn:
      legacyHolder != nil ? .conflict(.legacyRefusesPersistentReservations) : .allowed()
    case .reserveOut:
      legacyHolder != nil
        ? .conflict(.legacyRefusesPersistentReservations)
        : conflictsOfReserveOut(cdb: cdb, list: list, from: nexus)
    case .unknown: .allowed()
    case .always, .readLike, .writeLike:
      if let legacyHolder, legacyHolder != nexus, !command.isAllowedUnderLegacyReservation {
        .conflict(.legacyConflict)
      } else {
        conflictsWithReservation(command, from: nexus)
      }
    }
  }

  /// SPC-4 table 66, for a command that can be decoded: the unregistered may only register, even without a reservation.
  private func conflictsOfReserveOut(cdb: [UInt8], list: [UInt8], from nexus: Nexus) -> Judgement {
    let action = cdb[1] & 0x1F
    var trial = self
    guard isKnown(action), case .success = trial.parsed(cdb: cdb, list: list) else { return .allowed() }
    let isHeldByOther = unitReservation.map { !holds(nexus, $0) } ?? false
    switch action {
    case 0, 6: return isHeldByOther ? .allowed(.outRegisterAlways) : .allowed()
    case 8: return .allowed()
    case _ where !isRegistered(nexus): return .conflict(.outUnregisteredConflicts)
    case _ where !isHeldByOther: return .allowed()
    case 1, 7: return .conflict(.outReserveAndMoveConflict)
    default: return .allowed(.outRegisteredMayClearAndPreempt)
    }
  }

  /// SPC-4 table 65 and SBC-4 table 13.
  private func conflictsWithReservation(_ command: ReferenceCommand, from nexus: Nexus) -> Judgement {
    guard let reservation = unitReservation else { return .allowed() }
    if holds(nexus, reservation) && !reservation.isAllRegistrants { return .allowed(.holderMayDoAnything) }
    let column: Int
    switch reservation.type {
    case 1: column = 0
    case 3: column = 1
    default: column = isRegistered(nexus) ? 2 : reservation.type == 5 || reservation.type == 7 ? 3 : 4
    }
    let always: [ReservationRule] = [
      .alwaysUnderWriteExclusive, .alwaysUnderExclusiveAccess, .alwaysByRegistrant,
      .alwaysUnderWriteExclusiveRegistrants, .alwaysUnderExclusiveAccessRegistrants,
    ]
    let read: [ReservationRule] = [
      .readUnderWriteExclusive, .readUnderExclusiveAccess, .readByRegistrant,
      .readUnderWriteExclusiveRegistrants, .readUnderExclusiveAccessRegistrants,
    ]
    let write: [ReservationRule] = [
      .writeUnderWriteExclusive, .writeUnderExclusiveAccess, .writeByRegistrant,
      .writeUnderWriteExclusiveRegistrants, .writeUnderExclusiveAccessRegistrants,
    ]
    switch command {
    case .readLike:
      // Allowed, conflict, allowed, allowed, conflict.
      return Judgement(isConflict: column == 1 || column == 4, rules: [read[column]])
    case .writeLike:
      // Conflict, conflict, allowed, conflict, conflict.
      return Judgement(isConflict: column != 2, rules: [write[column]])
    default:
      return .allowed(always[column])
    }
  }
}
