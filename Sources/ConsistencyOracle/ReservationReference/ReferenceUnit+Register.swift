import SCSIWire

extension ReferenceUnit {
  /// REGISTER, and REGISTER AND IGNORE EXISTING KEY.
  mutating func register(_ out: ReferenceOut, from caller: Nexus) -> Completion {
    let ignoresKey = out.action == 6
    if ignoresKey { apply(.registerIgnoringKey) }
    // As if the same command had come through every target port, all or nothing.
    let nexuses = out.isAllTargetPorts ? settings.targetPorts.map { Nexus(caller.initiatorPort, $0) } : [caller]
    if out.isAllTargetPorts { apply(.registerThroughAllTargetPorts) }
    if !ignoresKey {
      for nexus in nexuses where out.key != (key(of: nexus) ?? 0) {
        apply(isRegistered(nexus) ? .registerWrongKey : .registerUnregisteredWithKey)
        return .reservationConflict
      }
    }
    if out.listsPorts && isRegistered(caller) {
      apply(.registerRegisteredWithPorts)
      return .invalidFieldInList
    }
    var listed: [Nexus] = []
    if out.serviceActionKey != 0 {
      switch nexusesListed(by: out, from: caller) {
      case .success(let nexuses): listed = nexuses
      case .failure(let refusal): return refusal.completion
      }
      let new = (nexuses + listed).filter { !isRegistered($0) }
      if let limit = settings.registrationsMax, registrations.count + new.count > limit {
        apply(.registerWithoutResources)
        return .insufficientRegistrationResources
      }
    }
    let didNothing = out.serviceActionKey == 0 && !nexuses.contains(where: isRegistered)
    for nexus in nexuses { register(nexus, out) }
    for nexus in listed {
      registrations.append(
        Registration(nexus: nexus, key: out.serviceActionKey, isAllTargetPorts: out.isAllTargetPorts))
    }
    generation &+= 1
    if !didNothing { setPersistence(out.isPersistent) }
    return .good
  }

  /// The nexuses that SPEC_I_PT adds: the caller's are left out, none may be registered already.
  private mutating func nexusesListed(by out: ReferenceOut, from caller: Nexus) -> Result<[Nexus], Refusal> {
    guard out.listsPorts else { return .success([]) }
    apply(.registerListedPorts)
    let targetPorts = out.isAllTargetPorts ? settings.targetPorts : [caller.targetPort]
    var nexuses: [Nexus] = []
    for port in out.ports {
      for initiatorPort in portsMeant(by: port) where initiatorPort != caller.initiatorPort {
        for targetPort in targetPorts {
          let nexus = Nexus(initiatorPort, targetPort)
          guard !isRegistered(nexus) else {
            apply(.registerListedPortTaken)
            return .failure(Refusal(completion: .invalidFieldInList))
          }
          if !nexuses.contains(nexus) { nexuses.append(nexus) }
        }
      }
    }
    return .success(nexuses)
  }

  /// One nexus, whose key was found right.
  private mutating func register(_ nexus: Nexus, _ out: ReferenceOut) {
    let index = registrations.firstIndex { $0.nexus == nexus }
    switch (index, out.serviceActionKey) {
    case (nil, 0): apply(.registerNothing)
    case (nil, let key):
      apply(.registerNew)
      if preemptedOnce.contains(nexus) { apply(.registerAgainAfterPreempt) }
      if reservations.contains(where: \.isAllRegistrants) { apply(.laterRegistrantHolds) }
      registrations.append(Registration(nexus: nexus, key: key, isAllTargetPorts: out.isAllTargetPorts))
    case (_?, 0): unregister(nexus)
    case (let index?, let key):
      apply(.registerChangesKey)
      if reservations.contains(where: { holds(nexus, $0) }) { apply(.keyChangeKeepsReservation) }
      registrations[index].key = key
      registrations[index].isAllTargetPorts = out.isAllTargetPorts
    }
  }

  /// A registration that its own nexus gives up, and with it what it holds.
  private mutating func unregister(_ nexus: Nexus) {
    registrations.removeAll { $0.nexus == nexus }
    let held = reservations.filter { $0.isAllRegistrants || $0.holder == nexus }
    if held.isEmpty { apply(.unregisterBystander) }
    for reservation in held {
      if reservation.isAllRegistrants {
        guard registrations.isEmpty else {
          apply(.unregisterOneOfAllRegistrants)
          continue
        }
        apply(.unregisterLastOfAllRegistrants)
        apply(.typeOfAllRegistrants)
      } else {
        apply(.unregisterReleases)
        apply(.typeOfOneHolder)
      }
      reservations.removeAll { $0 == reservation }
      if reservation.isRegistrantsOnly {
        apply(.unregisterReleasesRegistrantsOnly)
        establish(.reservationsReleased, forRegistrantsBut: nexus)
      }
    }
  }

  /// APTPL counts for the whole logical unit, whoever set it last.
  mutating func setPersistence(_ isOn: Bool) {
    if isOn != isPersistent && registrations.count > 1 { apply(.persistenceLastWriterWins) }
    isPersistent = isOn
  }
}
