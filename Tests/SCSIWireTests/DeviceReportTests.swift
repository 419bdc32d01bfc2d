import SCSIWire
import Testing

/// Capacity, LUNs, target port groups and runs of blocks; bytes written from SPC-4 clause 6 and SBC-3 clause 5.
struct DeviceReportTests {
  @Test func `READ CAPACITY(10) says FFFFFFFFh where the address does not fit`() throws {
    #expect(ReadCapacity10Data(lastBlock: 0x0102_0304, blockLength: 512).encoded() == [1, 2, 3, 4, 0, 0, 2, 0])
    let large = ReadCapacity10Data(lastBlock: 0x1_0000_0000, blockLength: 4096)
    #expect(large.encoded() == [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0x10, 0])
    #expect(try ReadCapacity10Data.decode(large.encoded()) == large)
    #expect(wireError { () throws(WireError) in _ = try ReadCapacity10Data.decode([0, 0, 0]) }?.offset == 3)
  }

  @Test func `READ CAPACITY(16) is 32 bytes`() throws {
    var data = ReadCapacity16Data()
    data.lastBlock = 0x0102_0304_0506_0708
    data.blockLength = 4096
    (data.isProtected, data.protectionType) = (true, 2)
    data.physicalBlockExponent = 3
    (data.isProvisioningManaged, data.readsZeros) = (true, true)
    data.lowestAlignedBlock = 0x0ABC
    let bytes: [UInt8] =
      [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x10, 0, 0x05, 0x03, 0xCA, 0xBC] + [UInt8](repeating: 0, count: 16)
    #expect(data.encoded() == bytes)
    #expect(try ReadCapacity16Data.decode(bytes) == data)
    #expect(try ReadCapacity16Data.decode(Array(bytes.prefix(16))) == data)
    #expect(wireError { () throws(WireError) in _ = try ReadCapacity16Data.decode(Array(bytes.prefix(15))) }?.offset == 15)
  }

  @Test func `a LUN has peripheral addressing up to 255 and flat space addressing beyond`() throws {
    #expect(LogicalUnitNumber(0)?.wire == 0)
    #expect(LogicalUnitNumber(255)?.wire == 0x00FF_0000_0000_0000)
    #expect(LogicalUnitNumber(256)?.wire == 0x4100_0000_0000_0000)
    #expect(LogicalUnitNumber(16383)?.wire == 0x7FFF_0000_0000_0000)
    #expect(LogicalUnitNumber(16384) == nil)
    #expect(LogicalUnitNumber(-1) == nil)
    for number in 0..<16384 {
      let lun = try #require(LogicalUnitNumber(number))
      #expect(LogicalUnitNumber(wire: lun.wire) == lun)
    }
    #expect(LogicalUnitNumber(wire: 0x4005_0000_0000_0000)?.number == 5, "flat space addressing of a small number")
  }

  @Test(
    arguments: [
      0x0105_0000_0000_0000, 0x0005_0001_0000_0000, 0x0005_0000_0000_0001, 0x8005_0000_0000_0000, 0xC101_0000_0000_0000,
    ] as [UInt64])
  func `another bus, level or addressing method is no logical unit here`(wire: UInt64) {
    #expect(LogicalUnitNumber(wire: wire) == nil)
  }

  @Test func `REPORT LUNS counts LUNs that were cut off`() throws {
    let luns = [0, 1, 256].compactMap { LogicalUnitNumber($0) }
    let data = ReportLunsData(luns)
    let bytes: [UInt8] =
      [0, 0, 0, 24, 0, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 0] + [0, 1, 0, 0, 0, 0, 0, 0] + [0x41, 0, 0, 0, 0, 0, 0, 0]
    #expect(data.encoded() == bytes)
    #expect(try ReportLunsData.decode(bytes) == data)
    let cut = try ReportLunsData.decode(data.encoded(allocationLength: 20))
    #expect(cut == ReportLunsData(luns: [0], omittedCount: 2))
    #expect(wireError { () throws(WireError) in _ = try ReportLunsData.decode([0, 0, 0, 9, 0, 0, 0, 0]) }?.offset == 0)
  }

  static let groups = [
    TargetPortGroup(identifier: 1, isPreferred: true, ports: [1, 2]),
    TargetPortGroup(
      identifier: 0x0203, state: .standby, supportedStates: AsymmetricAccessState.allCases, statusCode: 2, ports: [0x0405]),
  ]
  static let groupBytes: [UInt8] =
    [0x80, 0x01, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2] + [0x02, 0xDF, 2, 3, 0, 2, 0, 1, 0, 0, 4, 5]

  @Test func `REPORT TARGET PORT GROUPS has a header of 4 bytes, or 8 where it is extended`() throws {
    let short = TargetPortGroupsData(Self.groups)
    #expect(short.encoded() == [0, 0, 0, 28] + Self.groupBytes)
    #expect(try TargetPortGroupsData.decode(short.encoded()) == short)
    let extended = TargetPortGroupsData(Self.groups, implicitTransitionTime: 60)
    #expect(extended.encoded() == [0, 0, 0, 32, 0x10, 60, 0, 0] + Self.groupBytes)
    #expect(try TargetPortGroupsData.decode(extended.encoded(), extendedHeader: true) == extended)
    #expect(extended.encoded(allocationLength: 4) == [0, 0, 0, 32])
  }

  @Test func `a reserved access state is an error at its byte`() {
    let error = wireError { () throws(WireError) in
      _ = try TargetPortGroupsData.decode([0, 0, 0, 8, 0x07, 0, 0, 1, 0, 0, 0, 0])
    }
    #expect(error?.offset == 4)
    #expect(error?.field == "ASYMMETRIC ACCESS STATE")
  }

  @Test func `UNMAP's list is a header and 16 bytes a run`() throws {
    let list = UnmapList([
      LogicalBlocks(address: 0x0102_0304_0506_0708, count: 0x090A_0B0C), LogicalBlocks(address: 1, count: 2),
    ])
    let bytes: [UInt8] =
      [0, 38, 0, 32, 0, 0, 0, 0] + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0]
      + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0]
    #expect(list.encoded() == bytes)
    #expect(try UnmapList.decode(bytes) == list)
    #expect(try UnmapList.decode([]) == UnmapList([]))
    #expect(try UnmapList.decode([0, 6, 0, 0, 0, 0, 0, 0]) == UnmapList([]))
  }

  @Test func `an UNMAP list that is cut off is 1Ah 00h; a part of a descriptor that it announces is ignored`() throws {
    let bytes = UnmapList([LogicalBlocks(address: 1, count: 2)]).encoded()
    for length in 1..<bytes.count {
      let error = wireError { () throws(WireError) in _ = try UnmapList.decode(Array(bytes.prefix(length))) }
      #expect(error?.sense == .parameterListLengthError, "\(length) bytes")
    }
    let odd: [UInt8] = [0, 26, 0, 20] + bytes.dropFirst(4) + [0, 0, 0, 0]
    #expect(try UnmapList.decode(odd) == UnmapList([LogicalBlocks(address: 1, count: 2)]))
  }

  @Test func `an UNMAP list holds as many runs as its 16-bit length counts`() throws {
    let run = LogicalBlocks(address: 5, count: 6)
    let list = UnmapList([LogicalBlocks](repeating: run, count: 5000)).encoded()
    #expect(list.count == 8 + 16 * 4095)
    #expect(try UnmapList.decode(list).descriptors.count == 4095)
  }

  @Test func `GET LBA STATUS is a header and 16 bytes a run`() throws {
    let data = LBAStatusData([
      LBAStatusDescriptor(address: 0x0102_0304_0506_0708, count: 0x090A_0B0C, status: .mapped),
      LBAStatusDescriptor(address: 9, count: 1, status: .deallocated),
    ])
    let bytes: [UInt8] =
      [0, 0, 0, 36, 0, 0, 0, 0] + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0]
      + [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 1, 0, 0, 0]
    #expect(data.encoded() == bytes)
    #expect(try LBAStatusData.decode(bytes) == data)
    #expect(try LBAStatusData.decode(data.encoded(allocationLength: 39)).descriptors == Array(data.descriptors.prefix(1)))
    let reserved: [UInt8] = Array(bytes.dropLast(4)) + [3, 0, 0, 0]
    #expect(wireError { () throws(WireError) in _ = try LBAStatusData.decode(reserved) }?.offset == 36)
  }
}
