import SCSIWire

extension ReservationTable {
  /// READ KEYS: every registration's key, duplicates included, in the order of nexus indices.
  public func readKeys() -> (generation: UInt32, keys: [ReservationKey]) {
    (generation, keys.filter { $0.value != 0 })
  }

  /// READ RESERVATION of the logical unit: nil if none is held; the key is 0 when all registrants hold it.
  public func readReservation() -> (
    generation: UInt32, held: (key: ReservationKey, scope: UInt8, type: ReservationType)?
  ) {
    (generation, reservation.map { (keyShown(for: $0), $0.scope, $0.type) })
  }

  /// READ RESERVATION: no descriptor or one; with elements (SPC-2) one for each reservation, that of the logical unit first.
  public var reservationDescriptors: [ReservationDescriptor] {
    held.map {
      ReservationDescriptor(
        key: keyShown(for: $0), scopeSpecificAddress: $0.address, scope: $0.scope, type: $0.type.rawValue)
    }
  }

  private func keyShown(for reservation: Reservation) -> ReservationKey {
    reservation.holder.map { self[$0] } ?? ReservationKey(0)
  }

  /// The key of a nexus, nil if it is not registered.
  @inlinable public func key(of nexus: NexusID) -> ReservationKey? { isRegistered(nexus) ? self[nexus] : nil }

  /// The one nexus that holds the logical unit reserved; nil if none is held or all registrants hold it.
  public var holder: NexusID? { reservation?.holder }

  /// The registered nexuses, in the order of their indices.
  public var registrants: some Sequence<NexusID> {
    keys.indices.lazy.filter { [keys] in keys[$0].value != 0 }.map { NexusID(UInt32($0)) }
  }
}
