import EventEngine

/// A packet capture as bytes: pcapng (draft-ietf-opsawg-pcapng) of iSCSI PDUs that have no TCP around them
/// (LINKTYPE_WIRESHARK_UPPER_PDU), as Wireshark itself exports PDUs. Whoever uses it writes the `header` and then packets.
public struct PacketCapture: Sendable {
  /// An IPv4 address, most significant byte first in the number, and a TCP port.
  public struct Endpoint: Hashable, Sendable {
    public var address: UInt32
    public var port: UInt16

    public init(address: UInt32, port: UInt16) {
      self.address = address
      self.port = port
    }
  }

  /// A connection as Wireshark knows it: it pairs requests and responses by these four numbers.
  public struct Connection: Hashable, Sendable {
    public var initiator: Endpoint
    public var target: Endpoint

    public init(initiator: Endpoint, target: Endpoint) {
      self.initiator = initiator
      self.target = target
    }
  }

  /// Which way a PDU passed the target port.
  public enum Direction: Sendable { case toTarget, toInitiator }

  /// What Wireshark shows instead of an address.
  public struct HostName: Hashable, Sendable {
    public var address: UInt32
    public var name: String

    public init(address: UInt32, name: String) {
      self.address = address
      self.name = name
    }
  }

  /// The most bytes that are kept of a packet, its tags included.
  public let snapshotLength: Int
  /// Nanoseconds from 1970-01-01 to instant zero.
  private let origin: UInt64

  /// - Parameters:
  ///   - snapshotLength: longer packets are cut off and keep their original length; at least 1.
  ///   - origin: nanoseconds from 1970-01-01 to instant zero. Zero shows simulated time as it is.
  public init(snapshotLength: Int = 262_144, origin: UInt64 = 0) {
    precondition(snapshotLength > 0 && snapshotLength <= UInt32.max)
    self.snapshotLength = snapshotLength
    self.origin = origin
  }

  /// What a file begins with: section header, the one interface, names of addresses.
  public func header(names: [HostName] = []) -> [UInt8] {
    var section: [UInt8] = []
    section.append(littleEndian: PCAPNG.byteOrderMagic)
    section.append(littleEndian: UInt16(1))
    section.append(littleEndian: UInt16(0))
    // Length unknown: a file may be read while it grows.
    section.append(littleEndian: UInt64.max)
    section.appendOption(PCAPNG.userApplication, Array("weir".utf8))
    section.append(littleEndian: PCAPNG.endOfOptions)

    var interface: [UInt8] = []
    interface.append(littleEndian: PCAPNG.linkTypeUpperPDU)
    interface.append(littleEndian: UInt16(0))
    interface.append(littleEndian: UInt32(snapshotLength))
    interface.appendOption(PCAPNG.interfaceName, Array("target ports".utf8))
    interface.appendOption(PCAPNG.timestampResolution, [PCAPNG.nanoseconds])
    interface.append(littleEndian: PCAPNG.endOfOptions)

    var bytes: [UInt8] = []
    bytes.appendBlock(PCAPNG.sectionHeader, section)
    bytes.appendBlock(PCAPNG.interfaceDescription, interface)
    if !names.isEmpty { bytes.appendBlock(PCAPNG.nameResolution, Self.records(names)) }
    return bytes
  }

  /// One PDU as it passed a target port: basic header, data and digests as they are on the wire.
  public func packet(_ pdu: [UInt8], at instant: Instant, on connection: Connection, _ direction: Direction) -> [UInt8] {
    let isInbound = direction == .toTarget
    var data = Self.tags(
      from: isInbound ? connection.initiator : connection.target, to: isInbound ? connection.target : connection.initiator)
    data += pdu
    let timestamp = origin &+ UInt64(bitPattern: instant.nanoseconds)
    let length = data.count
    if length > snapshotLength { data.removeSubrange(snapshotLength...) }

    var body: [UInt8] = []
    body.reserveCapacity(data.count + 64)
    body.append(littleEndian: UInt32(0))
    body.append(littleEndian: UInt32(truncatingIfNeeded: timestamp >> 32))
    body.append(littleEndian: UInt32(truncatingIfNeeded: timestamp))
    body.append(littleEndian: UInt32(data.count))
    body.append(littleEndian: UInt32(length))
    body += data
    body.padToWord()
    var flags: [UInt8] = []
    flags.append(littleEndian: isInbound ? PCAPNG.inbound : PCAPNG.outbound)
    body.appendOption(PCAPNG.packetFlags, flags)
    body.append(littleEndian: PCAPNG.endOfOptions)
    var bytes: [UInt8] = []
    bytes.appendBlock(PCAPNG.enhancedPacket, body)
    return bytes
  }

  private static func records(_ names: [HostName]) -> [UInt8] {
    var body: [UInt8] = []
    for host in names {
      var value: [UInt8] = []
      value.append(bigEndian: host.address)
      value += Array(host.name.utf8) + [0]
      body.appendOption(PCAPNG.addressIPv4, value)
    }
    body.append(littleEndian: PCAPNG.endOfOptions)
    return body
  }

  /// Which dissector reads the rest, and between whom it travelled.
  private static func tags(from source: Endpoint, to destination: Endpoint) -> [UInt8] {
    var bytes: [UInt8] = []
    // Wireshark steps over a value by its length alone, so that the filling counts.
    bytes.appendTag(ExportedPDU.dissectorName, Array("iscsi\0\0\0".utf8))
    bytes.appendTag(ExportedPDU.sourceIPv4, number: source.address)
    bytes.appendTag(ExportedPDU.destinationIPv4, number: destination.address)
    bytes.appendTag(ExportedPDU.portType, number: ExportedPDU.tcp)
    bytes.appendTag(ExportedPDU.sourcePort, number: UInt32(source.port))
    bytes.appendTag(ExportedPDU.destinationPort, number: UInt32(destination.port))
    bytes.appendTag(ExportedPDU.endOfTags, [])
    return bytes
  }
}
