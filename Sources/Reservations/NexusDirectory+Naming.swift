import SCSIWire

extension NexusDirectory {
  /// The nexuses, besides the caller's own, to which a PERSISTENT RESERVE OUT applies by its TransportIDs, ALL_TG_PT or relative
  /// target port identifier; each once, in the order named. Ports never seen become known: they may log in later.
  ///
  /// nil if a name is illegal here, which is INVALID FIELD IN PARAMETER LIST where the command gets as far as using it: a
  /// target port that does not exist, the caller's own initiator port as the destination of REGISTER AND MOVE, or an iSCSI
  /// device of which no port is known.
  public mutating func nexuses(
    namedBy command: PersistentReserveOut, transportIDs: [TransportID], from caller: NexusID
  ) -> [NexusID]? {
    switch command.serviceAction {
    case .register, .registerAndIgnoreExistingKey: registering(command, transportIDs: transportIDs, caller: caller)
    case .registerAndMove: destination(of: command, transportIDs: transportIDs, caller: caller).map { [$0] }
    default: []
    }
  }

  private mutating func registering(
    _ command: PersistentReserveOut, transportIDs: [TransportID], caller: NexusID
  ) -> [NexusID]? {
    let own = self[caller]
    var ports = [own.initiatorPort]
    if command.specifyInitiatorPorts {
      for name in transportIDs {
        let named = initiatorPorts(named: name)
        guard !named.isEmpty else { return nil }
        ports += named
      }
    }
    var nexuses: [NexusID] = []
    for port in ports {
      for targetPort in command.allTargetPorts ? targetPorts : [own.targetPort] {
        let nexus = insert(port, targetPort: targetPort)
        if nexus != caller && !nexuses.contains(nexus) { nexuses.append(nexus) }
      }
    }
    return nexuses
  }

  /// SPC-4 5.13.8: not the initiator port that asks, through whichever target port.
  private mutating func destination(
    of command: PersistentReserveOut, transportIDs: [TransportID], caller: NexusID
  ) -> NexusID? {
    guard transportIDs.count == 1, targetPorts.contains(command.relativeTargetPort) else { return nil }
    let ports = initiatorPorts(named: transportIDs[0])
    guard ports.count == 1, ports[0] != self[caller].initiatorPort else { return nil }
    return insert(ports[0], targetPort: command.relativeTargetPort)
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
