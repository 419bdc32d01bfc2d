import SCSIWire

extension ReservationTable {
  /// REGISTER (SPC-4 5.13.7): an unregistered nexus must give key 0, a registered one its own key; with ALL_TG_PT so must each
  /// nexus of the initiator port, as if it had asked for itself. All register, or none.
  mutating func register(
    _ command: PersistentReserveOut, naming named: [NexusID]?, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    guard command.reservationKey == self[nexus] else { return .reservationConflict }
    let changesNothing = !isRegistered(nexus) && command.serviceActionReservationKey == .none
    if command.specifyInitiatorPorts && !changesNothing {
      guard !isRegistered(nexus), let named, !named.contains(where: isRegistered) else {
        return .checkCondition(.invalidFieldInParameterList)
      }
    }
    let named = named ?? []
    if !command.specifyInitiatorPorts, named.contains(where: { self[$0] != command.reservationKey }) {
      return .reservationConflict
    }
    return setKey(command, naming: named, from: nexus, effects: &effects)
  }

  /// REGISTER AND IGNORE EXISTING KEY, and REGISTER once its keys are verified: registers, changes the key, or unregisters.
  ///
  /// PRgeneration counts every successful request, a request to unregister what is not registered included.
  mutating func setKey(
    _ command: PersistentReserveOut, naming named: [NexusID], from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    let key = command.serviceActionReservationKey
    if key == .none {
      unregister(named + [nexus], effects: &effects)
    } else {
      guard hasRoom(forRegistering: named + [nexus]) else { return .checkCondition(.insufficientRegistrationResources) }
      for registrant in named { self[registrant] = key }
      self[nexus] = key
    }
    persistsThroughPowerLoss = command.activatePersistThroughPowerLoss
    generation &+= 1
    return .good
  }

  func hasRoom(forRegistering nexuses: [NexusID]) -> Bool {
    registrantCount + nexuses.count { !isRegistered($0) } <= rules.registrationLimit
  }

  /// SPC-4 5.13.11.2: a reservation goes with its holder, or with the last registrant when all hold it. Those who leave are not
  /// told.
  private mutating func unregister(_ nexuses: [NexusID], effects: inout ReservationEffects) {
    for nexus in nexuses { self[nexus] = ReservationKey(0) }
    let released = held.filter { $0.holder.map { !isRegistered($0) } ?? (registrantCount == 0) }
    remove(released)
    if released.contains(where: \.type.admitsRegistrants) {
      establish(.reservationsReleased, except: nil, effects: &effects)
    }
  }

  /// CLEAR (SPC-4 5.13.11.2.8): nobody is registered any more; commands already accepted carry on.
  mutating func clear(from nexus: NexusID, effects: inout ReservationEffects) -> Completion {
    establish(.reservationsPreempted, except: nexus, effects: &effects)
    removeEverything()
    generation &+= 1
    return .good
  }

  /// Neither registrations nor reservations are left.
  mutating func removeEverything() {
    for index in keys.indices { keys[index] = ReservationKey(0) }
    registrantCount = 0
    reservation = nil
    elementReservations.removeAll()
  }

  /// Establishes a unit attention for every registered nexus but the caller.
  func establish(_ attention: UnitAttention, except caller: NexusID?, effects: inout ReservationEffects) {
    for nexus in registrants where nexus != caller {
      effects.attentions.append(.init(nexus, attention))
    }
  }
}
