import SCSIWire

/// Who each I_T nexus of a target is: dense `NexusID`s beside (initiator port, relative target port identifier).
///
/// An entry is made when a session begins or when a PERSISTENT RESERVE OUT names a port that never logged in, and is never
/// removed: registrations outlive sessions. An iSCSI initiator port is named by its ISID too, so that a new ISID is a new nexus.
public struct NexusDirectory: Hashable, Sendable {
  /// An I_T nexus by its names.
  public struct Entry: Hashable, Sendable {
    public var initiatorPort: TransportID
    /// Relative target port identifier.
    public var targetPort: UInt16
    public init(initiatorPort: TransportID, targetPort: UInt16) {
      self.initiatorPort = initiatorPort
      self.targetPort = targetPort
    }
  }

  /// The relative target port identifiers of the target, in the order given.
  public let targetPorts: [UInt16]

  /// Whether each session is a nexus of its own.
  private let sessionsAreNexuses: Bool

  var entries: [Entry] = []
  /// The latest index of each name.
  private var indices: [Entry: UInt32] = [:]  // tidy: looked up by name, never iterated

  public init(targetPorts: [UInt16], profile: ReservationProfile = .standard) {
    self.targetPorts = targetPorts
    sessionsAreNexuses = profile.nexusIdentity == .session
  }

  /// The number of nexuses known; their indices are `0..<count`.
  public var count: Int { entries.count }

  /// The names of a nexus of this directory.
  public subscript(nexus: NexusID) -> Entry { entries[Int(nexus.index)] }

  /// The nexus of this initiator port through this target port, nil if it is not known.
  public func find(_ initiatorPort: TransportID, targetPort: UInt16) -> NexusID? {
    indices[Entry(initiatorPort: initiatorPort, targetPort: targetPort)].map { NexusID($0) }
  }

  /// The same, known from now on. `targetPort` is one of `targetPorts`.
  public mutating func insert(_ initiatorPort: TransportID, targetPort: UInt16) -> NexusID {
    find(initiatorPort, targetPort: targetPort) ?? append(initiatorPort, targetPort: targetPort)
  }

  /// The nexus of a session that begins.
  public mutating func login(_ initiatorPort: TransportID, targetPort: UInt16) -> NexusID {
    sessionsAreNexuses
      ? append(initiatorPort, targetPort: targetPort) : insert(initiatorPort, targetPort: targetPort)
  }

  /// The nexuses of the same initiator port through every other target port.
  public mutating func siblings(of nexus: NexusID) -> [NexusID] {
    let own = self[nexus]
    return targetPorts.filter { $0 != own.targetPort }.map { insert(own.initiatorPort, targetPort: $0) }
  }

  /// The first nexus of the same initiator device (iSCSI: whatever the ISID) through the same target port.
  func firstOfDevice(_ nexus: NexusID) -> NexusID {
    guard case .iSCSI(let device, _) = self[nexus].initiatorPort else { return nexus }
    let first = entries.firstIndex {
      guard case .iSCSI(device, _) = $0.initiatorPort else { return false }
      return $0.targetPort == self[nexus].targetPort
    }
    return first.map { NexusID(UInt32($0)) } ?? nexus
  }

  private mutating func append(_ initiatorPort: TransportID, targetPort: UInt16) -> NexusID {
    precondition(targetPorts.contains(targetPort), "no target port \(targetPort)")
    let entry = Entry(initiatorPort: initiatorPort, targetPort: targetPort)
    let index = UInt32(entries.count)
    entries.append(entry)
    indices[entry] = index
    return NexusID(index)
  }
}
