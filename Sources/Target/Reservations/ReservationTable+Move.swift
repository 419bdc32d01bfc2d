import SCSIWire

extension ReservationTable {
  /// REGISTER AND MOVE (SPC-4 5.13.8) by a nexus whose key is verified. `destination` is nil if the command names no nexus that
  /// could be it.
  mutating func move(_ command: PersistentReserveOut, to destination: NexusID?, from nexus: NexusID) -> Completion {
    if rules.profile.move == .toRegistrant { return moveToRegistrant(command, to: destination, from: nexus) }
    guard let reservation else { return .checkCondition(.invalidFieldInCDB) }
    guard reservation.holder == nexus else { return .reservationConflict }
    guard let destination, command.serviceActionReservationKey != .none else {
      return .checkCondition(.invalidFieldInParameterList)
    }
    guard command.unregister || hasRoom(forRegistering: [destination]) else {
      return .checkCondition(.insufficientRegistrationResources)
    }
    self[destination] = command.serviceActionReservationKey
    if rules.profile.move == .copiesTypeIntoScope { self.reservation?.scope = reservation.type.rawValue }
    finishMove(command, to: destination, from: nexus)
    return .good
  }

  private mutating func moveToRegistrant(
    _ command: PersistentReserveOut, to destination: NexusID?, from nexus: NexusID
  ) -> Completion {
    guard let reservation, isHeld(reservation, by: nexus) else { return .good }
    let key = command.serviceActionReservationKey
    guard key != .none else { return .reservationConflict }
    guard let destination, self[destination] == key else { return .checkCondition(.invalidFieldInCDB) }
    finishMove(command, to: destination, from: nexus)
    return .good
  }

  private mutating func finishMove(_ command: PersistentReserveOut, to destination: NexusID, from nexus: NexusID) {
    if reservation?.holder != nil { reservation?.holder = destination }
    reserver = destination
    if command.unregister { self[nexus] = ReservationKey(0) }
    persistsThroughPowerLoss = command.activatePersistThroughPowerLoss
    count(.moved)
  }

  /// REPLACE LOST RESERVATION (SPC-4 5.13.11.3): the table starts anew with one registrant, which holds the reservation.
  mutating func replaceLost(_ command: PersistentReserveOut, from nexus: NexusID) -> Completion {
    guard isLost else { return .checkCondition(.invalidReleaseOfPersistentReservation) }
    guard command.reservationKey == .none, command.serviceActionReservationKey != .none else {
      return .checkCondition(.invalidFieldInParameterList)
    }
    guard case .success(let wanted) = reservation(asked: command, by: nexus) else {
      return .checkCondition(.invalidFieldInCDB)
    }
    isLost = false
    self[nexus] = command.serviceActionReservationKey
    put(wanted, by: nexus)
    persistsThroughPowerLoss = command.activatePersistThroughPowerLoss
    generation = 0
    return .good
  }
}
