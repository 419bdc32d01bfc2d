import SCSIWire

extension ReservationTable {
  /// What must hold between any two commands; the first broken rule in words, nil if the table is sound. O(nexuses).
  public var brokenInvariant: String? {
    if registrantCount != keys.count(where: { $0.value != 0 }) { return "\(registrantCount) is not the number of registrants" }
    if registrantCount > rules.registrationLimit { return "more registrations than the limit" }
    if isLost && (registrantCount > 0 || !held.isEmpty) { return "a lost table is not empty" }
    if reservation.map({ $0.scope != 0 && !rules.profile.bendsScope || $0.address != 0 }) ?? false {
      return "the logical unit's reservation has another scope"
    }
    for element in elementReservations where element.scope != 2 { return "an element is reserved under another scope" }
    for (a, b) in zip(elementReservations, elementReservations.dropFirst()) where a.address >= b.address {
      return "elements are not in order"
    }
    if !rules.hasElements && !elementReservations.isEmpty { return "an element is reserved, but there is none" }
    for reservation in held {
      if let broken = broken(reservation) { return broken }
    }
    return nil
  }

  private func broken(_ reservation: Reservation) -> String? {
    for other in held where other.overlaps(reservation) && other.holder != reservation.holder {
      return "two nexuses hold reservations that overlap"
    }
    guard let holder = reservation.holder else {
      if !reservation.type.isAllRegistrants { return "a reservation of type \(reservation.type) has no holder" }
      return registrantCount > 0 ? nil : "all registrants hold a reservation, but there is none"
    }
    if reservation.type.isAllRegistrants { return "a reservation of type \(reservation.type) has a single holder" }
    return isRegistered(holder) ? nil : "nexus \(holder.index) holds a reservation without being registered"
  }
}

extension ReservationProfile {
  /// Reservations of the logical unit may have another scope than 0.
  fileprivate var bendsScope: Bool { move == .copiesTypeIntoScope || badScope == .ignoredByPreempt }
}
