import SCSIWire

/// SPC-2 RESERVE and RELEASE, of 6 or 10 bytes, of the whole unit (SPC-2 7.19-7.22).
extension LogicalUnitAccess {
  /// RESERVE, once enabled.
  public mutating func reserve(from nexus: NexusID) -> Completion {
    if let conflict = legacyConflict(nexus, reserves: true) { return conflict }
    see(nexus)
    if table.registrantCount == 0 { legacyHolder = nexus }
    return .good
  }

  /// RELEASE, once enabled. GOOD from a nexus that does not hold the unit, which changes nothing.
  public mutating func release(from nexus: NexusID) -> Completion {
    if let conflict = legacyConflict(nexus, reserves: false) { return conflict }
    if legacyHolder == nexus { legacyHolder = nil }
    return .good
  }

  /// With a registration present both conflict, but for those whom CRH (SPC-4 5.13.3) spares: they have what they ask for
  /// already.
  func legacyConflict(_ nexus: NexusID, reserves: Bool) -> Completion? {
    guard table.registrantCount > 0 else {
      return reserves && legacyHolder != nil && legacyHolder != nexus ? .reservationConflict : nil
    }
    guard table.rules.handlesCompatibleReservations, let reservation = table.reservation else { return .reservationConflict }
    let isSpared = table.isHeld(reservation, by: nexus) || reservation.type.admitsRegistrants && table.isRegistered(nexus)
    return isSpared ? nil : .reservationConflict
  }
}

extension Command {
  /// What SPC-2 table 9 and SBC-2 allow other initiators while the unit is reserved. RESERVE and RELEASE are judged by
  /// themselves.
  var worksUnderLegacyReservation: Bool {
    switch self {
    case .testUnitReady, .reportTargetPortGroups: false
    default: AccessClass(of: self) == .always
    }
  }
}
