import SCSIWire
import Testing

/// READ FULL STATUS and REPORT CAPABILITIES; bytes written from SPC-4 6.15.4 and 6.15.5.
struct FullStatusTests {
  static let status = FullStatusData(
    generation: 0x0102_0304,
    descriptors: [
      FullStatusDescriptor(
        key: ReservationKey(0xA1A2_A3A4_A5A6_A7A8), isHolder: true, type: 5, relativeTargetPort: 0x0102,
        transportID: .fibreChannel(0x2100_001B_328A_0A01)),
      FullStatusDescriptor(
        key: ReservationKey(2), isAllTargetPorts: true, relativeTargetPort: 0,
        transportID: .iSCSI(name: "iqn.a", isid: 0x0002_3D00_00AB)),
    ])
  static let statusBytes: [UInt8] =
    [1, 2, 3, 4, 0, 0, 0, 100]
    + [0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0, 0, 0, 0, 0x01, 0x05, 0, 0, 0, 0, 0x01, 0x02, 0, 0, 0, 24]
    + [0x00, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0x1B, 0x32, 0x8A, 0x0A, 0x01, 0, 0, 0, 0, 0, 0, 0, 0]
    + [0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0x02, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 28]
    + [0x45, 0, 0, 24] + Array("iqn.a,i,0x00023d0000ab".utf8) + [0, 0]

  @Test func `READ FULL STATUS has a descriptor for each registration`() throws {
    #expect(Self.status.encoded() == Self.statusBytes)
    #expect(try FullStatusData.decode(Self.statusBytes) == Self.status)
    #expect(FullStatusData(generation: 9, descriptors: []).encoded() == [0, 0, 0, 9, 0, 0, 0, 0])
  }

  @Test func `the allocation length cuts bytes off and leaves ADDITIONAL LENGTH whole`() throws {
    for length in 0...Self.statusBytes.count {
      let bytes = Self.status.encoded(allocationLength: length)
      #expect(bytes == Array(Self.statusBytes.prefix(length)))
      guard length >= 8 else {
        #expect(wireError { () throws(WireError) in _ = try FullStatusData.decode(bytes) }?.offset == length)
        continue
      }
      let decoded = try FullStatusData.decode(bytes)
      let whole = length < 56 ? 0 : length < 108 ? 1 : 2
      #expect(decoded.descriptors == Array(Self.status.descriptors.prefix(whole)))
      #expect(decoded.omittedByteCount == [100, 52, 0][whole])
      #expect(decoded.encoded().prefix(8) == bytes.prefix(8), "what was cut off still counts")
    }
  }

  @Test func `a descriptor with an unknown transport is an error at its place`() {
    var bytes = Self.statusBytes
    bytes[32] = 0x0F
    let error = wireError { () throws(WireError) in _ = try FullStatusData.decode(bytes) }
    #expect(error?.offset == 32)
    #expect(error?.kind == .readFullStatus)
    #expect(error?.sense == Sense.none)
  }

  @Test func `random registrations survive encoding and decoding`() throws {
    for seed in UInt64(0)..<500 {
      var words = Words(seed: seed)
      let data = FullStatusData(
        generation: UInt32(words.number(bits: 32)),
        descriptors: (0..<words.below(6)).map { _ in
          FullStatusDescriptor(
            key: ReservationKey(words.next()), isAllTargetPorts: words.flag(), isHolder: words.flag(),
            scope: UInt8(words.below(16)), type: UInt8(words.below(16)),
            relativeTargetPort: UInt16(words.number(bits: 16)), transportID: words.transportID())
        })
      #expect(try FullStatusData.decode(data.encoded()) == data, "seed \(seed)")
    }
  }

  @Test func `REPORT CAPABILITIES has a bit for each ability and each type`() throws {
    var all = PersistentReservationCapabilities()
    all.replaceLostReservation = true
    all.compatibleReservationHandling = true
    all.specifyInitiatorPorts = true
    all.allTargetPorts = true
    all.persistThroughPowerLoss = true
    all.persistThroughPowerLossActivated = true
    all.allowCommands = 4
    all.types = .all
    #expect(all.encoded() == [0, 8, 0x9D, 0xC1, 0xEA, 0x01, 0, 0])
    #expect(try PersistentReservationCapabilities.decode(all.encoded()) == all)
    var few = PersistentReservationCapabilities()
    few.allTargetPorts = true
    few.types = ReservationTypeSet([.exclusiveAccess, .exclusiveAccessAllRegistrants])
    #expect(few.encoded() == [0, 8, 0x04, 0x80, 0x08, 0x01, 0, 0])
    #expect(try PersistentReservationCapabilities.decode(few.encoded()) == few)
    #expect(PersistentReservationCapabilities().encoded() == [0, 8, 0, 0, 0, 0, 0, 0])
  }

  @Test func `a type mask that is not valid says nothing`() throws {
    #expect(try PersistentReservationCapabilities.decode([0, 8, 0, 0, 0xEA, 1, 0, 0]).types == nil)
  }

  @Test func `REPORT CAPABILITIES is 8 bytes, and LENGTH says so`() {
    for length in 0..<8 {
      let bytes = PersistentReservationCapabilities().encoded(allocationLength: length)
      #expect(bytes.count == length)
      #expect(wireError { () throws(WireError) in _ = try PersistentReservationCapabilities.decode(bytes) }?.offset == length)
    }
    let error = wireError { () throws(WireError) in _ = try PersistentReservationCapabilities.decode([0, 9, 0, 0, 0, 0, 0, 0]) }
    #expect(error?.offset == 0)
  }

  @Test func `a set of types contains what it was made of`() {
    for type in ReservationType.allCases {
      let only = ReservationTypeSet([type])
      #expect(ReservationType.allCases.filter(only.contains) == [type])
      #expect(ReservationTypeSet.all.contains(type))
    }
  }
}
