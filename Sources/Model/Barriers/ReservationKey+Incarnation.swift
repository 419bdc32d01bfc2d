import SCSIWire

/// The layout of the keys that hosts of this simulator register: host (16 bits) | path (16 bits) | incarnation (32 bits).
///
/// A path that lost its registration comes back with the next incarnation, so that a late PREEMPT against the old key cannot
/// hit the new registration (US 7,346,801).
extension ReservationKey {
  /// `incarnation` must not be 0: key 0 means "none".
  @inlinable public init(host: UInt16, path: UInt16, incarnation: UInt32 = 1) {
    precondition(incarnation != 0)
    self.init(UInt64(host) << 48 | UInt64(path) << 32 | UInt64(incarnation))
  }

  @inlinable public var host: UInt16 { UInt16(truncatingIfNeeded: value >> 48) }
  @inlinable public var path: UInt16 { UInt16(truncatingIfNeeded: value >> 32) }
  @inlinable public var incarnation: UInt32 { UInt32(truncatingIfNeeded: value) }

  /// The key under which this path of this host registers next.
  @inlinable public var nextIncarnation: ReservationKey {
    ReservationKey(host: host, path: path, incarnation: incarnation == .max ? 1 : incarnation + 1)
  }
}
