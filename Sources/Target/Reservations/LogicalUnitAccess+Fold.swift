extension LogicalUnitAccess {
  /// Gives the words that decide what the unit answers from now on, in a fixed order: registrations, reservation, unit
  /// attentions. PRgeneration is a counter and no such word.
  public func forEachEssentialWord(_ body: (UInt64) -> Void) {
    body(UInt64(table.keys.count))
    for key in table.keys { body(key.value) }
    for reservation in [table.reservation].compactMap({ $0 }) + table.elementReservations {
      body(UInt64(reservation.type.rawValue) | UInt64(reservation.scope) << 8)
      body(UInt64(reservation.holder?.index ?? .max))
    }
    body(table.persistsThroughPowerLoss ? 1 : 0)
    body(table.isLost ? 1 : 0)
    body(UInt64(legacyHolder?.index ?? .max))
    body(UInt64(readiness.rawValue) | (control.taskAbortedStatus ? 256 : 0))
    for queue in attentions {
      var pending: UInt64 = 0
      for attention in UnitAttention.allCases where queue.contains(attention) { pending |= 1 << UInt64(attention.rawValue) }
      body(pending)
    }
  }
}
