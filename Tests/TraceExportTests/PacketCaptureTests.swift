import EventEngine
import Testing

@testable import TraceExport

/// The block structure, by hand from draft-ietf-opsawg-pcapng and Wireshark's `exported_pdu_tlvs.h`.
@Suite struct PacketCaptureTests {
  private let connection = PacketCapture.Connection(
    initiator: .init(address: 0x0A00_0101, port: 49_152), target: .init(address: 0x0AFF_0001, port: 3260))

  @Test func theHeaderIsASectionAnInterfaceAndTheNames() {
    #expect(
      PacketCapture(snapshotLength: 262_144).header(names: [.init(address: 0x0A00_0101, name: "host0.hba0")])
        == bytes(
          """
          0a0d0d0a 28000000 4d3c2b1a 0100 0000 ffffffffffffffff 0400 0400 77656972 00000000 28000000
          01000000 30000000 fc00 0000 00000400 0200 0c00 74617267657420706f727473 0900 0100 09000000 00000000 30000000
          04000000 24000000 0100 0f00 0a000101 686f7374302e6862613000 00 00000000 24000000
          """))
  }

  @Test func withoutNamesThereIsNoBlockForThem() {
    let header = PacketCapture().header()
    #expect(header.count == 0x28 + 0x30)
  }

  /// 0x0000_0002_540B_E3FF ns = 9.999999999 s.
  @Test func aPacketHasItsInstantItsTagsItsBytesAndItsDirection() {
    let capture = PacketCapture()
    #expect(
      capture.packet([0x01, 0x02, 0x03, 0x04, 0x05], at: Instant(nanoseconds: 9_999_999_999), on: connection, .toTarget)
        == bytes(
          """
          06000000 6c000000 00000000 02000000 ffe30b54 3d000000 3d000000
          000c 0008 6973637369000000 0014 0004 0a000101 0015 0004 0aff0001 0018 0004 00000002 0019 0004 0000c000
          001a 0004 00000cbc 0000 0000 0102030405 000000
          0200 0400 01000000 00000000 6c000000
          """))
  }

  @Test func anAnswerHasItsEndsExchanged() {
    let capture = PacketCapture()
    let answer = capture.packet([0x21], at: .zero, on: connection, .toInitiator)
    let expected = bytes(
      "000c 0008 6973637369000000 0014 0004 0aff0001 0015 0004 0a000101 0018 0004 00000002 0019 0004 00000cbc 001a 0004 0000c000")
    #expect(Array(answer[28..<28 + expected.count]) == expected)
    #expect(Array(answer.suffix(12)) == bytes("02000000 00000000 68000000"))
  }

  /// The tags take 56 bytes; the padding is not captured data.
  @Test(arguments: [57, 58, 59, 60, 61, 62, 100])
  func aLongPacketIsCutOffAndKeepsItsLength(_ snapshotLength: Int) {
    let pdu: [UInt8] = [0x01, 0x02, 0x03, 0x04, 0x05]
    let packet = PacketCapture(snapshotLength: snapshotLength).packet(pdu, at: .zero, on: connection, .toTarget)
    let captured = min(61, snapshotLength)
    #expect(littleEndian(packet, 20) == captured)
    #expect(littleEndian(packet, 24) == 61)
    #expect(Array(packet[28 + 56..<28 + captured]) == Array(pdu.prefix(captured - 56)))
    #expect(packet[28 + captured..<packet.count - 16].allSatisfy { $0 == 0 })
    #expect(littleEndian(packet, 4) == packet.count && packet.count.isMultiple(of: 4))
    #expect(littleEndian(packet, packet.count - 4) == packet.count)
  }

  @Test func theOriginIsAddedToEveryInstant() {
    let packet = PacketCapture(origin: 0x0001_0000_0002).packet([], at: Instant(nanoseconds: 5), on: connection, .toTarget)
    #expect(Array(packet[12..<20]) == bytes("01000000 07000000"))
  }

  private func littleEndian(_ bytes: [UInt8], _ offset: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
}

/// Hexadecimal digits as bytes; anything else between them is for the reader.
func bytes(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
