import ISCSIWire
import StorageModel

/// Addresses and iSCSI names of what the model calls hosts, HBAs and target ports.
extension Topology {
  /// 10.0.1.2 = host1.hba1: two octets for the host, one for its HBA, from 1.
  func address(ofHBA hba: Int) -> UInt32 {
    let (host, ordinal) = hba.quotientAndRemainder(dividingBy: hbasPerHost)
    return 0x0A00_0000 | UInt32(host) << 8 | UInt32(ordinal + 1)
  }

  /// 10.255.1.2 = array.controller1.port1: one octet for the controller, one for its port, from 1.
  func address(ofPort port: Int) -> UInt32 {
    let (controller, ordinal) = port.quotientAndRemainder(dividingBy: portsPerController)
    return 0x0AFF_0000 + UInt32(controller) << 8 + UInt32(ordinal + 1)
  }

  func connection(ofNexus nexus: Int) -> PacketCapture.Connection {
    let place = nexuses[nexus]
    return PacketCapture.Connection(
      initiator: .init(address: address(ofHBA: Int(place.hba)), port: 49_152 + UInt16(place.port % 16_384)),
      target: .init(address: address(ofPort: Int(place.port)), port: 3260))
  }

  /// An iSCSI name for each host; the ISID, of the random kind (RFC 7143 11.12.5), tells its HBAs apart.
  func initiatorPort(ofNexus nexus: Int) -> InitiatorPort {
    let place = nexuses[nexus]
    let ordinal = UInt64(Int(place.hba) % hbasPerHost)
    return InitiatorPort(name: "\(Self.nameAuthority):host\(place.host)", isid: ISID(rawValue: 0x8000_0000_0000 | ordinal))
  }

  static let targetName = "\(nameAuthority):array"
  private static let nameAuthority = "iqn.2026-11.org.example.weir"

  /// What Wireshark is to show instead of addresses.
  public var captureNames: [PacketCapture.HostName] {
    (0..<hbaCount).map {
      let (host, ordinal) = $0.quotientAndRemainder(dividingBy: hbasPerHost)
      return .init(address: address(ofHBA: $0), name: "host\(host).hba\(ordinal)")
    } + (0..<portCount).map { .init(address: address(ofPort: $0), name: name(ofPort: $0)) }
  }
}
