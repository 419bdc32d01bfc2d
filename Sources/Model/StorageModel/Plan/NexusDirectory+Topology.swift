import FabricModel
import Interconnect
import Reservations
import SCSIWire

extension NexusDirectory {
  /// The names of the model's own nexuses, in the order of their indices; relative target port identifiers count from 1.
  init(_ topology: Topology, transport: Transport, profile: ReservationProfile) {
    self.init(targetPorts: (0..<topology.portCount).map { UInt16($0 + 1) }, profile: profile)
    for nexus in topology.nexuses {
      _ = insert(topology.initiatorPort(of: nexus, transport: transport), targetPort: UInt16(nexus.port + 1))
    }
  }
}

extension Topology {
  fileprivate func initiatorPort(of nexus: Nexus, transport: Transport) -> TransportID {
    let hba = UInt64(Int(nexus.hba) % hbasPerHost)
    return switch transport {
    // NAA 5h, an IEEE registered name.
    case .fibreChannel: .fibreChannel(0x5000_0000_0000_0000 | UInt64(nexus.host) << 16 | hba + 1)
    case .tcp: .iSCSI(name: "iqn.2026-11.org.example.weir:host\(nexus.host)", isid: 0x8000_0000_0000 | hba)
    }
  }
}
