import SCSIWire

/// The persistent reservation table of one logical unit (FIG. 5): who is registered under which key, and who holds it reserved.
///
/// Behaviour is that of SPC-4 5.13 and 6.16, or of SPC-2, as the profile bends it. Each service action is one indivisible step:
/// the table knows neither time nor tasks, and says in `ReservationEffects` what the device server has to do besides answering.
public struct ReservationTable: Hashable, Sendable {
  /// The key of each nexus, by index; 0 means not registered, because no one can register under 0. A nexus with an index beyond
  /// the end is not registered either.
  @usableFromInline var keys: [ReservationKey]

  /// The number of registered nexuses.
  public internal(set) var registrantCount = 0

  /// The reservation of the logical unit, if one is held.
  public internal(set) var reservation: Reservation?

  /// SPC-2: the reservations of elements, by ascending address, at most one each.
  public internal(set) var elementReservations: [Reservation] = []

  /// PRgeneration: counts successful changes of registrations, modulo 2^32.
  public internal(set) var generation: UInt32 = 0

  /// Whether table and reservation outlive a power loss; the last successful registration from any nexus decides.
  public internal(set) var persistsThroughPowerLoss = false

  /// What should have outlived a power loss is lost: only REPLACE LOST RESERVATION is accepted.
  public internal(set) var isLost = false

  /// Who made the All Registrants reservation: some profiles take that nexus for its holder.
  var reserver: NexusID?

  /// `ReservationProfile.NexusIdentity.device`: for each nexus the first one of its device; else empty.
  @usableFromInline var firstsOfDevices: [NexusID] = []

  public let rules: ReservationRules

  /// An empty table with room for nexuses `0..<nexusCount`; it grows when others register.
  public init(nexusCount: Int = 0, rules: ReservationRules = ReservationRules()) {
    keys = Array(repeating: ReservationKey(0), count: nexusCount)
    self.rules = rules
  }

  /// Index-checked: sessions may begin after the table was made.
  @usableFromInline subscript(nexus: NexusID) -> ReservationKey {
    @inlinable get { Int(nexus.index) < keys.count ? keys[Int(nexus.index)] : ReservationKey(0) }
    set {
      makeRoom(for: nexus)
      let index = Int(nexus.index)
      registrantCount += (newValue.value == 0 ? 0 : 1) - (keys[index].value == 0 ? 0 : 1)
      keys[index] = newValue
    }
  }

  mutating func makeRoom(for nexus: NexusID) {
    let missing = Int(nexus.index) + 1 - keys.count
    if missing > 0 { keys.append(contentsOf: repeatElement(ReservationKey(0), count: missing)) }
  }
}
