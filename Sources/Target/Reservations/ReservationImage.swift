import SCSIWire

/// What APTPL keeps through a power loss, by names that outlive the process: plain data for whoever stores it.
///
/// ALL_TG_PT is not kept: it was applied when it came, to every target port there was.
public struct ReservationImage: Hashable, Sendable {
  /// A registered I_T nexus and its key.
  public struct Registration: Hashable, Sendable {
    public var nexus: NexusDirectory.Entry
    public var key: ReservationKey
    public init(nexus: NexusDirectory.Entry, key: ReservationKey) {
      self.nexus = nexus
      self.key = key
    }
  }

  /// The reservation, if there is one.
  public struct Holding: Hashable, Sendable {
    public var type: ReservationType
    public var scope: UInt8
    /// SPC-2: of the element.
    public var address: UInt32
    /// Position in `registrations`; nil: all registrants.
    public var holder: Int?
    public init(type: ReservationType, scope: UInt8 = 0, address: UInt32 = 0, holder: Int?) {
      self.type = type
      self.scope = scope
      self.address = address
      self.holder = holder
    }
  }

  public var registrations: [Registration]
  public var holdings: [Holding]

  public init(registrations: [Registration], holdings: [Holding]) {
    self.registrations = registrations
    self.holdings = holdings
  }
}

extension LogicalUnitAccess {
  /// What must be stored before a PERSISTENT RESERVE OUT is answered GOOD; nil: nothing persists, and what was stored is void.
  public func persistentImage(in directory: NexusDirectory) -> ReservationImage? {
    guard table.persistsThroughPowerLoss else { return nil }
    let registrants = Array(table.registrants)
    return ReservationImage(
      registrations: registrants.map { .init(nexus: directory[$0], key: table[$0]) },
      holdings: table.held.map { reservation in
        .init(
          type: reservation.type, scope: reservation.scope, address: reservation.address,
          holder: reservation.holder.flatMap { registrants.firstIndex(of: $0) })
      })
  }

  /// A unit powered on with what was stored, nil for nothing. The nexuses of the image are known to the directory from now on.
  /// False, and nothing restored, if the image cannot be of this unit: the information is lost.
  public mutating func restore(from image: ReservationImage?, directory: inout NexusDirectory) -> Bool {
    self = LogicalUnitAccess(rules: table.rules, control: control)
    guard let image else { return true }
    let isSound =
      image.registrations.allSatisfy { $0.key.value != 0 && directory.targetPorts.contains($0.nexus.targetPort) }
      && image.holdings.allSatisfy { $0.holder.map(image.registrations.indices.contains) ?? true }
    if isSound {
      let nexuses = image.registrations.map {
        directory.insert($0.nexus.initiatorPort, targetPort: $0.nexus.targetPort)
      }
      for (nexus, registration) in zip(nexuses, image.registrations) { table[nexus] = registration.key }
      for holding in image.holdings {
        table.put(
          Reservation(
            type: holding.type, scope: holding.scope, address: holding.address, holder: holding.holder.map { nexuses[$0] }),
          by: nil)
      }
      table.persistsThroughPowerLoss = true
      if !table.keys.isEmpty { see(NexusID(UInt32(table.keys.count - 1))) }
      if table.brokenInvariant == nil { return true }
    }
    persistentInformationLost()
    return false
  }
}
