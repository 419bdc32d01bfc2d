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
      for nexus in [caller] + nexuses where out.key != (key(of: nexus) ?? 0) {
        if nexus != caller {
          apply(.registerThroughAllTargetPortsWrongKey)
        } else {
          apply(isRegistered(caller) ? .registerWrongKey : .registerUnregisteredWithKey)
        }
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
      guard hasRoom(for: (nexuses + listed).filter { !isRegistered($0) }.count) else {
        apply(.registerWithoutResources)
        return .insufficientRegistrationResources
      }
    }
    generation &+= 1
    if out.serviceActionKey != 0 {
      for nexus in nexuses + listed { register(nexus, key: out.serviceActionKey) }
    } else if nexuses.contains(where: isRegistered) {
      unregister(nexuses)
    } else {
      apply(.registerNothing)
      return .good
    }
    setPersistence(out.isPersistent)
    return .good
  }

  func hasRoom(for count: Int) -> Bool {
    settings.registrationsMax.map { registrations.count + count <= $0 } ?? true
  }

  /// The nexuses that SPEC_I_PT adds: the caller's are left out, none may be registered already.
  private mutating func nexusesListed(by out: ReferenceOut, from caller: Nexus) -> Result<[Nexus], Refusal> {
    guard out.listsPorts else { return .success([]) }
    apply(.registerListedPorts)
    let targetPorts = out.isAllTargetPorts ? settings.targetPorts : [caller.targetPort]
    var nexuses: [Nexus] = []
    for port in out.ports {
      let initiatorPorts = portsMeant(by: port)
      guard !initiatorPorts.isEmpty else {
        apply(.registerListedPortUnknown)
        return .failure(Refusal(completion: .invalidFieldInList))
      }
      for initiatorPort in initiatorPorts where initiatorPort != caller.initiatorPort {
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
  private mutating func register(_ nexus: Nexus, key: UInt64) {
    meet(nexus)
    if let index = registrations.firstIndex(where: { $0.nexus == nexus }) {
      apply(.registerChangesKey)
      if reservations.contains(where: { holds(nexus, $0) }) { apply(.keyChangeKeepsReservation) }
      registrations[index].key = key
    } else {
      apply(.registerNew)
      if preemptedOnce.contains(nexus) { apply(.registerAgainAfterPreempt) }
      if reservations.contains(where: \.isAllRegistrants) { apply(.laterRegistrantHolds) }
      registrations.append(Registration(nexus: nexus, key: key))
    }
  }

  /// Registrations that their own initiator port gives up, and with them what they hold. Those who leave are not told.
  private mutating func unregister(_ nexuses: [Nexus]) {
    registrations.removeAll { nexuses.contains($0.nexus) }
    let held = reservations.filter { reservation in
      reservation.isAllRegistrants || nexuses.contains { $0 == reservation.holder }
    }
    if held.isEmpty { apply(.unregisterBystander) }
    for reservation in held {
      if reservation.isAllRegistrants && !registrations.isEmpty {
        apply(.unregisterOneOfAllRegistrants)
        continue
      }
      apply(reservation.isAllRegistrants ? .unregisterLastOfAllRegistrants : .unregisterReleases)
      apply(reservation.isAllRegistrants ? .typeOfAllRegistrants : .typeOfOneHolder)
      reservations.removeAll { $0 == reservation }
      if reservation.isRegistrantsOnly {
        apply(.unregisterReleasesRegistrantsOnly)
        for registration in registrations { establish(.reservationsReleased, for: registration.nexus) }
      }
    }
  }

  /// APTPL counts for the whole logical unit, whoever set it last.
  mutating func setPersistence(_ isOn: Bool) {
    if isOn != isPersistent && registrations.count > 1 { apply(.persistenceLastWriterWins) }
    isPersistent = isOn
  }
}
