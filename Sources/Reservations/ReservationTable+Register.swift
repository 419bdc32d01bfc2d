import SCSIWire

extension ReservationTable {
  /// REGISTER (SPC-4 5.13.7): an unregistered nexus must give key 0, a registered one its own key.
  mutating func register(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    guard command.reservationKey == self[nexus] else { return .reservationConflict }
    return setKey(command, from: nexus, effects: &effects)
  }

  /// REGISTER AND IGNORE EXISTING KEY, and REGISTER once its key is verified: registers, changes the key, or unregisters.
  ///
  /// PRgeneration counts every successful request, a request to unregister what is not registered included.
  mutating func setKey(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    if command.serviceActionReservationKey == .none {
      unregister(nexus, effects: &effects)
    } else {
      self[nexus] = command.serviceActionReservationKey
    }
    persistsThroughPowerLoss = command.activatePersistThroughPowerLoss
    generation &+= 1
    return .good
  }

  /// SPC-4 5.13.11.2: the reservation goes with its holder, or with the last registrant when all hold it.
  private mutating func unregister(_ nexus: NexusID, effects: inout ReservationEffects) {
    self[nexus] = .none
    guard let reservation else { return }
    let isReleased = reservation.type.isAllRegistrants ? !hasRegistrants : reservation.holder == nexus
    guard isReleased else { return }
    self.reservation = nil
    if reservation.type.admitsRegistrants {
      establish(.reservationsReleased, except: nexus, effects: &effects)
    }
  }

  /// CLEAR (SPC-4 5.13.11.2.8): nobody is registered any more; commands already accepted carry on.
  mutating func clear(from nexus: NexusID, effects: inout ReservationEffects) -> Completion {
    establish(.reservationsPreempted, except: nexus, effects: &effects)
    for index in keys.indices { keys[index] = .none }
    reservation = nil
    generation &+= 1
    return .good
  }

  /// Establishes a unit attention for every registered nexus but one.
  func establish(_ attention: UnitAttention, except caller: NexusID, effects: inout ReservationEffects) {
    for nexus in registrants where nexus != caller {
      effects.attentions.append(.init(nexus, attention))
    }
  }

  var hasRegistrants: Bool { keys.contains { $0 != .none } }
}
