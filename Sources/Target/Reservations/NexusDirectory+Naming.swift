import SCSIWire

/// The nexuses, besides the caller's own, to which a PERSISTENT RESERVE OUT applies; each once, in the order named.
public struct NamedNexuses: Hashable, Sendable {
  /// By ALL_TG_PT: the caller's initiator port through every other target port.
  public var siblings: [NexusID]
  /// By the TransportIDs of SPEC_I_PT, or the destination of REGISTER AND MOVE; nil if a name means nobody: INVALID FIELD IN
  /// PARAMETER LIST where the command gets as far as using it.
  public var listed: [NexusID]?

  public init(siblings: [NexusID] = [], listed: [NexusID]? = []) {
    self.siblings = siblings
    self.listed = listed
  }
}

extension NexusDirectory {
  /// Whom a PERSISTENT RESERVE OUT means. Ports never seen become known: they may log in later.
  ///
  /// Nobody is meant by an iSCSI device of which no port is known; nor, by REGISTER AND MOVE, by a device instead of a port, a
  /// target port that does not exist, or the caller's own initiator port.
  public mutating func nexuses(
    namedBy command: PersistentReserveOut, transportIDs: [TransportID], from caller: NexusID
  ) -> NamedNexuses {
    switch command.serviceAction {
    case .register, .registerAndIgnoreExistingKey:
      NamedNexuses(
        siblings: command.allTargetPorts ? siblings(of: caller) : [],
        listed: command.specifyInitiatorPorts ? listed(transportIDs, by: command, from: caller) : [])
    case .registerAndMove:
      NamedNexuses(listed: destination(of: command, transportIDs: transportIDs, caller: caller).map { [$0] })
    default: NamedNexuses()
    }
  }

  private mutating func listed(
    _ transportIDs: [TransportID], by command: PersistentReserveOut, from caller: NexusID
  ) -> [NexusID]? {
    let own = self[caller]
    // All names first: a port becomes known by the command as a whole, not by what the list says before.
    let named = transportIDs.map(initiatorPorts(named:))
    guard !named.contains([]) else { return nil }
    var nexuses: [NexusID] = []
    for port in named.joined() where port != own.initiatorPort {
      for targetPort in command.allTargetPorts ? targetPorts : [own.targetPort] {
        let nexus = insert(port, targetPort: targetPort)
        if !nexuses.contains(nexus) { nexuses.append(nexus) }
      }
    }
    return nexuses
  }

  /// SPC-4 5.13.8: not the initiator port that asks, through whichever target port.
  private mutating func destination(
    of command: PersistentReserveOut, transportIDs: [TransportID], caller: NexusID
  ) -> NexusID? {
    guard transportIDs.count == 1, targetPorts.contains(command.relativeTargetPort) else { return nil }
    if case .iSCSI(_, isid: nil) = transportIDs[0] { return nil }
    guard transportIDs[0] != self[caller].initiatorPort else { return nil }
    return insert(transportIDs[0], targetPort: command.relativeTargetPort)
  }

  /// An iSCSI TransportID without ISID (SPC-4 7.6.4.6, format 00b) names a device, and so every port of it that is known. A
  /// registration belongs to a port: a device no port of which was ever seen gives nothing to register.
  private func initiatorPorts(named name: TransportID) -> [TransportID] {
    guard case .iSCSI(let device, isid: nil) = name else { return [name] }
    var ports: [TransportID] = []
    for entry in entries {
      guard case .iSCSI(device, isid: .some) = entry.initiatorPort, !ports.contains(entry.initiatorPort) else { continue }
      ports.append(entry.initiatorPort)
    }
    return ports
  }
}
