import SCSIWire

extension ReservationTable {
  /// What must hold between any two commands; the first broken rule in words, nil if the table is sound. O(nexuses).
  public var brokenInvariant: String? {
    guard let reservation else { return nil }
    if reservation.scope != 0 { return "a reservation has a scope other than LU_SCOPE" }
    guard let holder = reservation.holder else {
      if !reservation.type.isAllRegistrants { return "a reservation of type \(reservation.type) has no holder" }
      return hasRegistrants ? nil : "all registrants hold a reservation, but there is none"
    }
    if reservation.type.isAllRegistrants { return "a reservation of type \(reservation.type) has a single holder" }
    if !keys.indices.contains(Int(holder.index)) { return "the holder is not a nexus of this table" }
    return isRegistered(holder) ? nil : "nexus \(holder.index) holds a reservation without being registered"
  }
}
