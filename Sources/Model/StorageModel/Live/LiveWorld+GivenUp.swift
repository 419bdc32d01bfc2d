import ArrayModel
import ConsistencyOracle
import EventEngine
import HostModel
import Interconnect
import Reservations
import SCSIWire

/// Who gives a write up without a word: a host that loses a connection repeats its writes through another path, and the array is
/// told nothing. What it does shows it: from then on the write is an orphan.
///
/// Another evidence than what is here is the end of a session: a login with the same ISID, no sign of life, a logout.
extension LiveWorld {
  /// The initiator device of `nexus` writes blocks of which a write of its own, through another nexus, is unfinished. File
  /// systems and databases wait for a write before the next one of its blocks, so it waits for that one no longer.
  ///
  /// A read is no evidence: path checkers and what looks for partitions read while others write.
  mutating func noteOverlap(of extent: MediaExtent, unit: UInt32, from nexus: NexusID, at now: Instant, plan: Plan) {
    guard extent.isWrite, plan.configuration.hosts.overlap == .wait else { return }
    let initiator = array.directory[nexus].initiatorPort
    for slot in exchanges.liveSlots {
      let earlier = exchanges[slot]
      guard earlier.judged != nil, let written = earlier.written, written.range.overlaps(extent.blocks),
        earlier.unit == unit, earlier.nexus != nexus.index,
        array.directory[NexusID(earlier.nexus)].initiatorPort.isOfDevice(of: initiator)
      else { continue }
      giveUp(exchanges.id(slot), at: now)
    }
  }

  /// An initiator port logs in to a target port where it has a session: it has given that up (RFC 7143 6.3.5).
  mutating func noteReinstatement(of initiatorPort: TransportID, targetPort: Int, at now: Instant, plan: Plan) {
    guard let nexus = array.directory.find(initiatorPort, targetPort: UInt16(targetPort + 1)),
      exchanges.liveSlots.contains(where: { exchanges[$0].nexus == nexus.index && exchanges[$0].isOpen })
    else { return }
    initiatorLeft(nexus, at: now, plan: plan)
  }
}

extension TransportID {
  /// Names tell it for iSCSI alone; elsewhere a device is known by one port.
  fileprivate func isOfDevice(of other: TransportID) -> Bool {
    if case .iSCSI(let name, _) = self, case .iSCSI(name, _) = other { true } else { self == other }
  }
}
