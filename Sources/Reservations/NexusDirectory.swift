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

  var entries: [Entry] = []
  private var indices: [Entry: UInt32] = [:]  // tidy: looked up by name, never iterated

  public init(targetPorts: [UInt16]) { self.targetPorts = targetPorts }

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
    if let known = find(initiatorPort, targetPort: targetPort) { return known }
    precondition(targetPorts.contains(targetPort), "no target port \(targetPort)")
    let entry = Entry(initiatorPort: initiatorPort, targetPort: targetPort)
    let index = UInt32(entries.count)
    entries.append(entry)
    indices[entry] = index
    return NexusID(index)
  }

  /// The nexuses of the same initiator port through every other target port.
  public mutating func siblings(of nexus: NexusID) -> [NexusID] {
    let own = self[nexus]
    return targetPorts.filter { $0 != own.targetPort }.map { insert(own.initiatorPort, targetPort: $0) }
  }
}
