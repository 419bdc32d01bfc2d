import SCSIWire

extension ReferenceUnit {
  func hasKey(_ nexus: Nexus, _ out: ReferenceOut) -> Bool { key(of: nexus) == out.key }

  mutating func reserve(_ out: ReferenceOut, from caller: Nexus) -> Completion {
    guard hasKey(caller, out) else {
      apply(.reserveWrongKey)
      if ![1, 3, 5, 6, 7, 8].contains(out.type) { apply(.keyBeforeType) }
      return .reservationConflict
    }
    guard isLegal(scope: out.scope, type: out.type) else { return .invalidFieldInCDB }
    let address = address(of: out)
    // SPC-2: each element may have one, and so may the unit.
    let held = reservations.first { $0.scope == out.scope && $0.address == address }
    if let held {
      guard holds(caller, held) else {
        apply(.reserveElementHeldByOther)
        return .reservationConflict
      }
      guard held.type == out.type else {
        apply(.reserveOtherType)
        return .reservationConflict
      }
      apply(held.isAllRegistrants ? .reserveAgainByRegistrant : .reserveAgain)
      return .good
    }
    // A reservation of the unit and one of an element exclude each other, unless one nexus has both.
    if reservations.contains(where: { $0.holder != caller && ($0.scope == 0 || out.scope == 0) }) {
      apply(.reserveElementHeldByOther)
      return .reservationConflict
    }
    apply(.reserveTaken)
    if !reservations.isEmpty { apply(.severalReservations) }
    hold(out, by: caller)
    return .good
  }

  /// A new reservation of the caller, with the type and scope that it asks for.
  mutating func hold(_ out: ReferenceOut, by caller: Nexus) {
    let isAllRegistrants = out.type == 7 || out.type == 8
    let new = Reservation(
      holder: isAllRegistrants ? nil : caller, type: out.type, scope: out.scope, address: address(of: out))
    if !reservations.contains(new) { reservations.append(new) }
  }

  /// The element meant, 0 where the whole unit is: later standards ignore the field.
  func address(of out: ReferenceOut) -> UInt32 { settings.dialect == .spc2 && out.scope == 2 ? out.address : 0 }

  mutating func release(_ out: ReferenceOut, from caller: Nexus) -> Completion {
    guard hasKey(caller, out) else {
      apply(.releaseWrongKey)
      return .reservationConflict
    }
    guard !reservations.isEmpty else {
      apply(.releaseNothingHeld)
      return .good
    }
    let held = reservations.filter { holds(caller, $0) }
    guard !held.isEmpty else {
      apply(.releaseByNonHolder)
      return .good
    }
    let address = address(of: out)
    let match = held.first { $0.scope == out.scope && $0.address == address && $0.type == out.type }
    guard let match else {
      apply(.releaseMismatch)
      return .invalidRelease
    }
    reservations.removeAll { $0 == match }
    apply(match.isAllRegistrants ? .typeOfAllRegistrants : .typeOfOneHolder)
    if !match.isRegistrantsOnly && !match.isAllRegistrants {
      apply(.releaseSilently)
    } else if settings.releasesSilently {
      apply(.releaseWithoutAttention)
    } else {
      apply(.releaseTellsRegistrants)
      establish(.reservationsReleased, forRegistrantsBut: caller)
    }
    return .good
  }

  mutating func clear(_ out: ReferenceOut, from caller: Nexus) -> Completion {
    guard hasKey(caller, out) else {
      apply(.clearWrongKey)
      return .reservationConflict
    }
    apply(.clearAll)
    if !commands.isEmpty { apply(.clearAbortsNothing) }
    establish(.reservationsPreempted, forRegistrantsBut: caller)
    registrations = []
    reservations = []
    generation &+= 1
    return .good
  }

  mutating func move(_ out: ReferenceOut, from caller: Nexus) -> Completion {
    guard hasKey(caller, out) else {
      apply(.moveWrongKey)
      return .reservationConflict
    }
    guard let reservation = reservations.first else {
      apply(.moveWithoutReservation)
      return .invalidFieldInCDB
    }
    // Others than the holder have conflicted already (table 66).
    if reservation.isAllRegistrants {
      apply(.moveOfAllRegistrants)
      return .reservationConflict
    }
    guard out.serviceActionKey != 0 else {
      apply(.moveToNoKey)
      return .invalidFieldInList
    }
    guard out.ports[0] != caller.initiatorPort else {
      apply(.moveToSelf)
      return .invalidFieldInList
    }
    // A name without ISID is a device, not a port; and there is no nexus through a target port that does not exist.
    guard portsMeant(by: out.ports[0]) == out.ports, settings.targetPorts.contains(out.targetPort) else {
      apply(.moveToNobody)
      return .invalidFieldInList
    }
    let destination = Nexus(out.ports[0], out.targetPort)
    if !out.unregisters && !isRegistered(destination) && !hasRoom(for: 1) {
      apply(.moveWithoutResources)
      return .insufficientRegistrationResources
    }
    apply(.moveDone)
    meet(destination)
    if isRegistered(destination) { apply(.moveOverwrites) }
    registrations.removeAll { $0.nexus == destination }
    registrations.append(Registration(nexus: destination, key: out.serviceActionKey))
    reservations[0].holder = destination
    if out.unregisters {
      apply(.moveUnregisters)
      registrations.removeAll { $0.nexus == caller }
    }
    generation &+= 1
    setPersistence(out.isPersistent)
    return .good
  }

  mutating func replaceLost(_ out: ReferenceOut, from caller: Nexus) -> Completion {
    guard phase == .lost else {
      apply(.replaceNotLost)
      return .invalidRelease
    }
    guard out.key == 0, out.serviceActionKey != 0 else {
      apply(.replaceBadKey)
      return .invalidFieldInList
    }
    guard isLegal(scope: out.scope, type: out.type) else { return .invalidFieldInCDB }
    apply(.replaceDone)
    registrations = [Registration(nexus: caller, key: out.serviceActionKey)]
    reservations = []
    hold(out, by: caller)
    generation = 0
    isPersistent = out.isPersistent
    phase = .ready
    return .good
  }
}
