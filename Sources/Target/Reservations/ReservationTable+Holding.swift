import SCSIWire

extension ReservationTable {
  /// Every reservation held: that of the logical unit first, then those of elements by address.
  var held: [Reservation] { (reservation.map { [$0] } ?? []) + elementReservations }

  /// Whether this registered nexus holds it, alone or with all other registrants.
  func isHeld(_ reservation: Reservation, by nexus: NexusID) -> Bool {
    reservation.holder.map { $0 == nexus } ?? isRegistered(nexus)
  }

  /// The holder, or whom some profiles take for it where all registrants are: who reserved, or the first who is still there.
  func singleHolder(of reservation: Reservation) -> NexusID {
    if let holder = reservation.holder { return holder }
    if let reserver, isRegistered(reserver) { return reserver }
    return registrants.first { _ in true } ?? NexusID(0)
  }

  /// Takes the place of what was held of the same extent, if anything.
  mutating func put(_ new: Reservation, by nexus: NexusID?) {
    guard new.scope == Reservation.elementScope, rules.hasElements else {
      reservation = new
      reserver = nexus
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
    for gone in released {
      if gone == reservation { reservation = nil }
      elementReservations.removeAll { $0 == gone }
    }
  }
}
