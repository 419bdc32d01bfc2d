import SCSIWire

/// SPC-2 RESERVE and RELEASE, of 6 or 10 bytes, of the whole unit (SPC-2 7.19-7.22).
extension LogicalUnitAccess {
  /// RESERVE, once enabled. With a registration present it conflicts, but for those whom CRH (SPC-4 5.13.3) spares: they have
  /// what they ask for already.
  public mutating func reserve(from nexus: NexusID) -> Completion {
    if let completion = compatibleReservation(nexus) { return completion }
    guard legacyHolder == nil || legacyHolder == nexus else { return .reservationConflict }
    legacyHolder = nexus
    return .good
  }

  /// RELEASE, once enabled. GOOD from a nexus that does not hold the unit, which changes nothing.
  public mutating func release(from nexus: NexusID) -> Completion {
    if let completion = compatibleReservation(nexus) { return completion }
    if legacyHolder == nexus { legacyHolder = nil }
    return .good
  }

  /// The answer where persistent reservations are in use, else nil.
  private func compatibleReservation(_ nexus: NexusID) -> Completion? {
    guard table.registrantCount > 0 else { return nil }
    guard table.rules.handlesCompatibleReservations, let reservation = table.reservation else { return .reservationConflict }
    let spares = table.isHeld(reservation, by: nexus) || reservation.type.admitsRegistrants && table.isRegistered(nexus)
    return spares ? .good : .reservationConflict
  }
}

extension Command {
  /// What SPC-2 table 9 and SBC-2 allow other initiators while the unit is reserved.
  var worksUnderLegacyReservation: Bool {
    switch self {
    case .inquiry, .reportLuns, .requestSense, .readCapacity10, .readCapacity16: true
    default: false
    }
  }
}
