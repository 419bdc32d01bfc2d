import SCSIWire

extension ReservationTable {
  /// RESERVE (SPC-4 5.13.9) by a nexus whose key is verified.
  mutating func reserve(_ command: PersistentReserveOut, from nexus: NexusID) -> Completion {
    guard let wanted = reservation(asked: command, by: nexus) else { return .checkCondition(.invalidFieldInCDB) }
    guard !conflicts(with: wanted) else { return .reservationConflict }
    put(wanted)
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
    let own = held.filter { isHeld($0, by: nexus) }
    if own.isEmpty { return .good }
    let isMatch = { (reservation: Reservation) in
      command.type == reservation.type.rawValue && command.scope == reservation.scope
        && (reservation.scope == Reservation.logicalUnitScope || command.scopeSpecificAddress == reservation.address)
    }
    guard let released = own.first(where: isMatch) else { return .checkCondition(.invalidReleaseOfPersistentReservation) }
    remove([released])
    if released.type.admitsRegistrants {
      establish(.reservationsReleased, except: nexus, effects: &effects)
    }
    return .good
  }

  /// REGISTER AND MOVE (SPC-4 5.13.8) by a nexus whose key is verified. nil: it names no nexus that could be the destination.
  mutating func move(_ command: PersistentReserveOut, to destination: NexusID?, from nexus: NexusID) -> Completion {
    guard let reservation else { return .checkCondition(.invalidFieldInCDB) }
    guard reservation.holder == nexus else { return .reservationConflict }
    guard let destination, command.serviceActionReservationKey != .none else {
      return .checkCondition(.invalidFieldInParameterList)
    }
    guard command.unregister || hasRoom(forRegistering: [destination]) else {
      return .checkCondition(.insufficientRegistrationResources)
    }
    if command.unregister { self[nexus] = ReservationKey(0) }
    self[destination] = command.serviceActionReservationKey
    self.reservation?.holder = destination
    persistsThroughPowerLoss = command.activatePersistThroughPowerLoss
    generation &+= 1
    return .good
  }

  /// REPLACE LOST RESERVATION (SPC-4 5.13.11.3): the table starts anew with one registrant, which holds the reservation.
  mutating func replaceLost(_ command: PersistentReserveOut, from nexus: NexusID) -> Completion {
    guard isLost else { return .checkCondition(.invalidReleaseOfPersistentReservation) }
    guard command.reservationKey == .none, command.serviceActionReservationKey != .none else {
      return .checkCondition(.invalidFieldInParameterList)
    }
    guard let wanted = reservation(asked: command, by: nexus) else { return .checkCondition(.invalidFieldInCDB) }
    isLost = false
    self[nexus] = command.serviceActionReservationKey
    put(wanted)
    persistsThroughPowerLoss = command.activatePersistThroughPowerLoss
    generation = 0
    return .good
  }

  /// The reservation that a command asks for, nil if its scope or type is none that the dialect and the unit have.
  func reservation(asked command: PersistentReserveOut, by nexus: NexusID) -> Reservation? {
    guard let type = ReservationType(rawValue: command.type) else { return nil }
    let holder = type.isAllRegistrants ? nil : nexus
    guard rules.dialect == .spc2 else {
      return command.scope == Reservation.logicalUnitScope ? Reservation(type: type, holder: holder) : nil
    }
    switch (command.scope, type.isAllRegistrants) {
    case (Reservation.logicalUnitScope, false): return Reservation(type: type, holder: holder)
    case (Reservation.elementScope, false) where rules.hasElements:
      return Reservation(type: type, scope: command.scope, address: command.scopeSpecificAddress, holder: holder)
    default: return nil
    }
  }
}
