import SCSIWire

extension ReservationTable {
  /// RESERVE (SPC-4 5.13.9) by a nexus whose key is verified.
  mutating func reserve(_ command: PersistentReserveOut, from nexus: NexusID) -> Completion {
    guard let wanted = reservation(asked: command, by: nexus) else { return .checkCondition(.invalidFieldInCDB) }
    guard let reservation else {
      self.reservation = wanted
      return .good
    }
    // A holder may repeat its request but not change it; anybody else conflicts.
    return reservation == wanted ? .good : .reservationConflict
  }

  /// RELEASE (SPC-4 5.13.11.2.2) by a nexus whose key is verified. A reserved type or scope matches no reservation.
  mutating func release(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    guard let reservation, holds(nexus) else { return .good }
    guard command.type == reservation.type.rawValue, command.scope == reservation.scope else {
      return .checkCondition(.invalidReleaseOfPersistentReservation)
    }
    self.reservation = nil
    if reservation.type.admitsRegistrants {
      establish(.reservationsReleased, except: nexus, effects: &effects)
    }
    return .good
  }

  /// The reservation that a command asks for, nil if its scope or type is none of SPC-4 tables 208 and 209. Only the logical
  /// unit scope exists since SPC-3.
  func reservation(asked command: PersistentReserveOut, by nexus: NexusID) -> Reservation? {
    guard command.scope == 0, let type = ReservationType(rawValue: command.type) else { return nil }
    return Reservation(type: type, holder: type.isAllRegistrants ? nil : nexus)
  }

  /// Whether this registered nexus holds the reservation, alone or with all other registrants.
  func holds(_ nexus: NexusID) -> Bool {
    guard let reservation else { return false }
    return reservation.holder.map { $0 == nexus } ?? isRegistered(nexus)
  }
}
