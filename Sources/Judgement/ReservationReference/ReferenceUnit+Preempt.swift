import SCSIWire

extension ReferenceUnit {
  /// PREEMPT, and PREEMPT AND ABORT (SPC-4 table 72, figure 9).
  mutating func preempt(_ out: ReferenceOut, from caller: Nexus) -> Outcome {
    guard hasKey(caller, out) else {
      apply(.preemptWrongKey)
      return Outcome(.reservationConflict)
    }
    let isAllRegistrants = reservations.contains(where: \.isAllRegistrants)
    if out.serviceActionKey == 0 {
      guard isAllRegistrants else {
        apply(.preemptZeroKey)
        return Outcome(.invalidFieldInList)
      }
      return preemptAllRegistrants(out, from: caller)
    }
    let named = registrations.filter { $0.key == out.serviceActionKey }.map(\.nexus)
    guard !named.isEmpty else {
      apply(.preemptUnknownKey)
      return Outcome(.reservationConflict)
    }
    let lost = reservations.filter { reservation in reservation.holder.map(named.contains) ?? false }
    if !lost.isEmpty { return preemptHolder(out, named: named, lost: lost, from: caller) }

    // TYPE and SCOPE are ignored: registrations go, the reservation stays.
    if reservations.isEmpty {
      apply(.preemptWithoutReservation)
    } else {
      apply(isAllRegistrants ? .preemptSomeOfAllRegistrants : .preemptBystander)
    }
    if named.contains(caller) { apply(.preemptOwnKey) }
    remove(named, preemptedBy: caller)
    if isAllRegistrants && registrations.isEmpty {
      apply(.preemptLastOfAllRegistrants)
      reservations = []
    }
    generation &+= 1
    return finished(out, named: named, rule: .abortBystander, from: caller)
  }

  /// Key 0 and an All Registrants type: everybody else goes, and the caller holds a new reservation.
  private mutating func preemptAllRegistrants(_ out: ReferenceOut, from caller: Nexus) -> Outcome {
    guard isLegal(scope: out.scope, type: out.type) else { return Outcome(.invalidFieldInCDB) }
    apply(.preemptAllRegistrants)
    apply(.typeOfAllRegistrants)
    let named = registrations.map(\.nexus)
    remove(named.filter { $0 != caller }, preemptedBy: caller)
    reservations = []
    hold(out, by: caller)
    generation &+= 1
    return finished(out, named: named, rule: .abortAllRegistrants, from: caller)
  }

  /// The key is the holder's: the caller becomes holder with the type and scope that it asks for.
  private mutating func preemptHolder(
    _ out: ReferenceOut, named: [Nexus], lost: [Reservation], from caller: Nexus
  ) -> Outcome {
    guard isLegal(scope: out.scope, type: out.type) else { return Outcome(.invalidFieldInCDB) }
    let remaining = reservations.filter { !lost.contains($0) }
    guard !remaining.contains(where: { isInTheWay($0, of: out, from: caller) }) else {
      apply(.preemptElementsInTheWay)
      return Outcome(.reservationConflict)
    }
    apply(lost[0].holder == caller ? .preemptHolderSelf : .preemptHolder)
    apply(.typeOfOneHolder)
    remove(named.filter { $0 != caller }, preemptedBy: caller)
    reservations = remaining
    hold(out, by: caller)
    if lost.contains(where: { $0.type != out.type || $0.scope != out.scope || $0.address != address(of: out) }) {
      if registrations.count > 1 { apply(.preemptChangesTypeTellsSurvivors) }
      establish(.reservationsReleased, forRegistrantsBut: caller)
    }
    generation &+= 1
    return finished(out, named: named, rule: .abortHolder, from: caller)
  }

  /// SPC-2: what others still hold of the unit or of the same element, and what the caller holds of the same with another type.
  private func isInTheWay(_ reservation: Reservation, of out: ReferenceOut, from caller: Nexus) -> Bool {
    let isSame = reservation.scope == out.scope && reservation.address == address(of: out)
    if reservation.holder == caller { return isSame && reservation.type != out.type }
    return isSame || reservation.scope == 0 || out.scope == 0
  }

  /// Registrations that another takes away.
  private mutating func remove(_ nexuses: [Nexus], preemptedBy caller: Nexus) {
    registrations.removeAll { nexuses.contains($0.nexus) }
    for nexus in nexuses where nexus != caller {
      apply(.preemptedNexusTold)
      establish(.registrationsPreempted, for: nexus)
      if !preemptedOnce.contains(nexus) { preemptedOnce.append(nexus) }
    }
  }

  /// The abort part, of every command of the nexuses that were registered under the key.
  private mutating func finished(
    _ out: ReferenceOut, named: [Nexus], rule: ReservationRule, from caller: Nexus
  ) -> Outcome {
    guard out.action == 5 else {
      if commands.contains(where: { named.contains($0.nexus) }) { apply(.plainPreemptAbortsNothing) }
      return Outcome(.good)
    }
    let hit = commands.filter { named.contains($0.nexus) }
    if hit.contains(where: \.isDormant) { apply(.abortDormant) }
    if hit.contains(where: { $0.nexus == caller }) { apply(.abortOwnCommands) }
    var outcome = abort(commandsOf: named, by: caller)
    if !outcome.aborted.isEmpty { apply(rule) }
    outcome.completion = .good
    return outcome
  }

  /// Aborts all commands of these nexuses, also those that were not begun. The caller's own end without status or attention.
  mutating func abort(commandsOf nexuses: [Nexus], by caller: Nexus?) -> Outcome {
    var outcome = Outcome()
    for command in commands where nexuses.contains(command.nexus) {
      outcome.aborted.append(command.tag)
      if command.nexus == caller { continue }
      if settings.reportsTaskAborted {
        apply(.abortedStatus)
        outcome.abortedWithStatus.append(command.tag)
      } else {
        apply(.abortedAttention)
        establish(.commandsCleared, for: command.nexus)
      }
    }
    commands.removeAll { nexuses.contains($0.nexus) }
    return outcome
  }
}
