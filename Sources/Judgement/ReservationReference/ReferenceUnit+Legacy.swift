import SCSIWire

/// RESERVE and RELEASE of SPC-2, without third parties and extents, both of which are obsolete.
extension ReferenceUnit {
  /// The conflicts of RESERVE and RELEASE themselves (SPC-4 5.13.3).
  func conflictsAmongLegacy(_ command: ReferenceCommand, from nexus: Nexus) -> Judgement {
    if !registrations.isEmpty {
      switch compatibleHandling(of: nexus) {
      case let rule?: return .allowed(rule)
      case nil: return .conflict(.legacyConflictsWithRegistrations)
      }
    }
    if command == .reserve, let legacyHolder, legacyHolder != nexus { return .conflict(.legacyHeldByOther) }
    return .allowed()
  }

  /// CRH: the holder may, and each registrant where the registrants share the access.
  private func compatibleHandling(of nexus: Nexus) -> ReservationRule? {
    guard settings.handlesCompatibly, let reservation = unitReservation else { return nil }
    if reservation.holder == nexus { return .compatibleHandlingByHolder }
    let isShared = reservation.isRegistrantsOnly || reservation.isAllRegistrants
    return isShared && isRegistered(nexus) ? .compatibleHandlingByRegistrant : nil
  }

  mutating func legacyReserve(from nexus: Nexus) -> Completion {
    guard registrations.isEmpty else { return .good }
    apply(legacyHolder == nexus ? .legacyAgain : .legacyTaken)
    legacyHolder = nexus
    return .good
  }

  mutating func legacyRelease(from nexus: Nexus) -> Completion {
    guard registrations.isEmpty else { return .good }
    if legacyHolder == nexus {
      apply(.legacyReleased)
      legacyHolder = nil
    } else {
      apply(.legacyReleasedByNonHolder)
    }
    return .good
  }
}
