import SCSIWire

extension ReservationTable {
  /// REGISTER (SPC-4 5.13.7) by a nexus whose key is verified, which is 0 if it is not registered. With ALL_TG_PT the keys of its
  /// siblings are verified too, as if each had asked for itself. All register, or none.
  mutating func register(
    _ command: PersistentReserveOut, naming named: NamedNexuses, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    guard named.siblings.allSatisfy({ self[$0] == command.reservationKey }) else { return .reservationConflict }
    var listed: [NexusID] = []
    if command.specifyInitiatorPorts {
      guard !isRegistered(nexus) else { return .checkCondition(.invalidFieldInParameterList) }
      if command.serviceActionReservationKey != .none {
        guard let registrable = registrable(named.listed) else { return .checkCondition(.invalidFieldInParameterList) }
        listed = registrable
      }
    }
    return setKey(command, of: named.siblings + listed + [nexus], from: nexus, effects: &effects)
  }

  /// Those listed that the command is to register; nil if it is illegal.
  private func registrable(_ listed: [NexusID]?) -> [NexusID]? {
    guard let listed else { return nil }
    switch rules.profile.listedRegistrant {
    case .refused: return listed.contains(where: isRegistered) ? nil : listed
    case .skipped: return listed.filter { !isRegistered($0) }
    case .overwritten: return listed
    }
  }

  /// REGISTER AND IGNORE EXISTING KEY, and REGISTER once its keys are verified: registers, changes the key, or unregisters. To
  /// unregister what is not registered does nothing, but counts.
  mutating func setKey(
    _ command: PersistentReserveOut, of nexuses: [NexusID], from caller: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    let key = command.serviceActionReservationKey
    if key == .none {
      let leaving = nexuses.filter(isRegistered)
      guard !leaving.isEmpty else {
        count(.nothing)
        return .good
      }
      unregister(leaving, caller: caller, effects: &effects)
    } else {
      guard hasRoom(forRegistering: nexuses) else { return .checkCondition(.insufficientRegistrationResources) }
      for nexus in nexuses { self[nexus] = key }
      count(.registered(nexuses.count))
    }
    persistsThroughPowerLoss = command.activatePersistThroughPowerLoss
    return .good
  }

  func hasRoom(forRegistering nexuses: [NexusID]) -> Bool {
    registrantCount + nexuses.count { !isRegistered($0) } <= rules.registrationLimit
  }

  /// SPC-4 5.13.11.2: a reservation goes with its holder, or with the last registrant when all hold it. Those who leave are not
  /// told.
  private mutating func unregister(_ leaving: [NexusID], caller: NexusID, effects: inout ReservationEffects) {
    for nexus in leaving { self[nexus] = ReservationKey(0) }
    let released = held.filter { $0.holder.map { !isRegistered($0) } ?? (registrantCount == 0) }
    remove(released)
    count(.unregistered(leaving.count, releases: !released.isEmpty))
    if released.isEmpty { return }
    if rules.profile.releaseAttention == .misdirected {
      establishMisdirected(caller: caller, effects: &effects)
    } else if released.contains(where: \.type.admitsRegistrants) {
      establish(.reservationsReleased, except: caller, effects: &effects)
    }
  }

  /// CLEAR (SPC-4 5.13.11.2.8): nobody is registered any more; commands already accepted carry on.
  mutating func clear(from nexus: NexusID, effects: inout ReservationEffects) -> Completion {
    establish(.reservationsPreempted, except: nexus, effects: &effects)
    count(.cleared(registrantCount))
    removeEverything()
    if rules.profile.clearStopsPersistence { persistsThroughPowerLoss = false }
    return .good
  }

  /// Neither registrations nor reservations are left.
  mutating func removeEverything() {
    for index in keys.indices { keys[index] = ReservationKey(0) }
    registrantCount = 0
    reservation = nil
    elementReservations.removeAll()
  }
}
