import SCSIWire

extension ReservationTable {
  /// READ KEYS: every registration's key, duplicates included, in the order of nexus indices.
  public func readKeys() -> (generation: UInt32, keys: [ReservationKey]) {
    (generation, keys.filter { $0 != .none })
  }

  /// READ RESERVATION: nil if none is held; the key is 0 when all registrants hold it.
  public func readReservation() -> (
    generation: UInt32, held: (key: ReservationKey, scope: UInt8, type: ReservationType)?
  ) {
    guard let reservation else { return (generation, nil) }
    let key = reservation.holder.map { self[$0] } ?? .none
    return (generation, (key, reservation.scope, reservation.type))
  }

  /// The key of a nexus, nil if it is not registered.
  @inlinable public func key(of nexus: NexusID) -> ReservationKey? { isRegistered(nexus) ? self[nexus] : nil }

  /// The one nexus that holds the reservation; nil if none is held or all registrants hold it.
  public var holder: NexusID? { reservation?.holder }

  /// The registered nexuses, in the order of their indices.
  public var registrants: some Sequence<NexusID> {
    keys.indices.lazy.filter { keys[$0] != .none }.map { NexusID(UInt32($0)) }
  }
}
