import SCSIWire

/// A reservation as FIG. 5 keeps it.
public struct Reservation: BitwiseCopyable, Hashable, Sendable {
  public var type: ReservationType
  /// 0: the logical unit; 2 (SPC-2): the element at `address`.
  public var scope: UInt8
  /// The element's address, 0 for the logical unit.
  public var address: UInt32
  /// nil for the All Registrants types, which every registered nexus holds, also those that register later.
  public var holder: NexusID?

  @inlinable public init(type: ReservationType, scope: UInt8 = 0, address: UInt32 = 0, holder: NexusID?) {
    self.type = type
    self.scope = scope
    self.address = address
    self.holder = holder
  }

  static var logicalUnitScope: UInt8 { 0 }
  static var elementScope: UInt8 { 2 }

  /// Whether both cover the same thing: then only one of them can exist.
  func isOfSameExtent(as other: Reservation) -> Bool { scope == other.scope && address == other.address }

  /// Whether some of what one covers is covered by the other: the logical unit contains all its elements.
  func overlaps(_ other: Reservation) -> Bool {
    scope != Self.elementScope || other.scope != Self.elementScope || address == other.address
  }
}
