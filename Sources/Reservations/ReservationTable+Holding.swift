import SCSIWire

extension ReservationTable {
  /// Every reservation held: that of the logical unit first, then those of elements by address.
  var held: [Reservation] { (reservation.map { [$0] } ?? []) + elementReservations }

  /// Whether this registered nexus holds it, alone or with all other registrants.
  func isHeld(_ reservation: Reservation, by nexus: NexusID) -> Bool {
    reservation.holder.map { $0 == nexus } ?? isRegistered(nexus)
  }

  /// Takes the place of what was held of the same extent, if anything.
  mutating func put(_ new: Reservation) {
    guard new.scope == Reservation.elementScope else {
      reservation = new
      return
    }
    let place = elementReservations.firstIndex { $0.address >= new.address } ?? elementReservations.endIndex
    if place < elementReservations.endIndex, elementReservations[place].address == new.address {
      elementReservations[place] = new
    } else {
      elementReservations.insert(new, at: place)
    }
  }

  /// These are held no more.
  mutating func remove(_ released: [Reservation]) {
    for reservation in released {
      if reservation.scope == Reservation.logicalUnitScope { self.reservation = nil }
      elementReservations.removeAll { $0 == reservation }
    }
  }
}
