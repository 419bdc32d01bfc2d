import ReservationReference
import Reservations
import SCSIWire

extension Pair {
  /// What differs between the two states, in words.
  var stateDifference: String? {
    let table = core.access.table
    if reference.generation != table.generation {
      return "PRgeneration: \(reference.generation) by the rules, \(table.generation) found"
    }
    if reference.isPersistent != table.persistsThroughPowerLoss { return "APTPL: \(reference.isPersistent) by the rules" }
    if reference.phase != phaseFound { return "phase: \(reference.phase) by the rules, \(phaseFound) found" }
    if reference.legacyHolder != core.access.legacyHolder.map(name) {
      return "RESERVE: \(reference.legacyHolder as Any) by the rules, \(core.access.legacyHolder.map(name) as Any) found"
    }
    if reference.commands.count != core.tasks.count {
      return "commands: \(reference.commands.count) by the rules, \(core.tasks.count) found"
    }
    return registrationDifference ?? reservationDifference ?? attentionDifference
  }

  private var phaseFound: ReferenceUnit.Phase {
    if core.access.table.isLost { return .lost }
    return core.access.readiness == .restoring ? .restoring : .ready
  }

  private func name(_ nexus: NexusID) -> ReferenceUnit.Nexus {
    let entry = core.directory[nexus]
    return ReferenceUnit.Nexus(entry.initiatorPort, entry.targetPort)
  }

  private var registrationDifference: String? {
    let table = core.access.table
    if reference.registrations.count != table.registrantCount {
      return "registrations: \(reference.registrations.count) by the rules, \(table.registrantCount) found"
    }
    for registration in reference.registrations {
      let found = core.directory.find(registration.nexus.initiatorPort, targetPort: registration.nexus.targetPort)
        .flatMap { table.key(of: $0) }
      if found?.value != registration.key {
        return "key of \(registration.nexus): \(registration.key) by the rules, \(found?.value as Any) found"
      }
    }
    return nil
  }

  private var reservationDifference: String? {
    let table = core.access.table
    let held = (table.reservation.map { [$0] } ?? []) + table.elementReservations
    let isSame =
      held.count == reference.reservations.count
      && held.allSatisfy { found in
        let holder = found.holder.map(name)
        return reference.reservations.contains {
          $0.scope == found.scope && $0.type == found.type.rawValue && $0.address == found.address && $0.holder == holder
        }
      }
    return isSame ? nil : "reservations: \(reference.reservations) by the rules, \(held) found"
  }

  private var attentionDifference: String? {
    if reference.knownNexuses.count != core.directory.count {
      return "known nexuses: \(reference.knownNexuses.count) by the rules, \(core.directory.count) found"
    }
    for index in 0..<core.directory.count {
      let nexus = NexusID(UInt32(index))
      var queue = core.access.pendingAttentions(of: nexus)
      let expected = reference.pendingAttentions(of: name(nexus))
      for attention in expected {
        let sense = queue.report()?.sense
        if sense != .unitAttention(attention.code, attention.qualifier) {
          return "attention of nexus \(index): \(attention) by the rules, \(sense as Any) found"
        }
      }
      if let surplus = queue.report() { return "attention of nexus \(index): \(surplus) found" }
    }
    return nil
  }
}
