import BlockDevice
import SCSIWire
import Testing

@Suite struct ProvisioningTests {
  var disk = plainDisk(blockCount: 4_000_000)

  private mutating func unmap(_ list: [UInt8]) -> Completion {
    disk.execute(.unmap(anchor: false, parameterListLength: UInt16(list.count)), dataOut: list).completion
  }

  private mutating func unmap(_ runs: [(UInt64, UInt32)]) -> Completion {
    unmap(UnmapList(runs.map { blocks($0, $1) }).encoded())
  }

  private mutating func status(from address: UInt64, allocationLength: UInt32 = 24) -> [UInt8] {
    disk.execute(.getLBAStatus(startingAddress: address, allocationLength: allocationLength)).dataIn
  }

  @Test mutating func unmappedBlocksReadAsZerosAndAreReportedDeallocated() {
    _ = disk.execute(.write(blocks(0, 8)), dataOut: pattern(blocks: 8, seed: 1))
    #expect(unmap([(2, 1), (4, 2), (5, 1)]) == .good)
    #expect(disk.execute(.read(blocks(2, 1))).dataIn + disk.execute(.read(blocks(4, 2))).dataIn == zeros(3))
    #expect(disk.execute(.read(blocks(6, 2))).dataIn == Array(pattern(blocks: 8, seed: 1).suffix(1024)))
    let data = status(from: 1, allocationLength: 8 + 16 * 4)
    let run = { (address: UInt8, count: UInt8, code: UInt8) -> [UInt8] in
      [0, 0, 0, 0, 0, 0, 0, address, 0, 0, 0, count, code, 0, 0, 0]
    }
    #expect(data == [0, 0, 0, 68, 0, 0, 0, 0] + run(1, 1, 0) + run(2, 1, 1) + run(3, 1, 0) + run(4, 2, 1))
  }

  @Test mutating func statusBeginsAtTheBlockAskedForAndHasOneDescriptorAtLeast() {
    // 3,999,995 blocks to the end, all deallocated.
    let expected: [UInt8] = [0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0x3D, 0x08, 0xFB, 1, 0, 0, 0]
    #expect(status(from: 5, allocationLength: 1024) == expected)
    #expect(status(from: 5, allocationLength: 24) == expected)
    #expect(status(from: 5, allocationLength: 8) == Array(expected.prefix(8)))
  }

  @Test func aRunOfMoreThanFourGigablocksTakesSeveralDescriptors() throws {
    var disk = plainDisk(blockCount: 1 << 33)
    let data = try LBAStatusData.decode(disk.execute(.getLBAStatus(startingAddress: 0, allocationLength: 1024)).dataIn)
    #expect(data.descriptors.map(\.count) == [.max, .max, 2])
    #expect(data.descriptors.map(\.address) == [0, 0xFFFF_FFFF, 0x1_FFFF_FFFE])
  }

  @Test mutating func noDescriptorsAreNoError() {
    #expect(unmap([] as [UInt8]) == .good)
    #expect(unmap([0, 6, 0, 0, 0, 0, 0, 0]) == .good)
    #expect(unmap([(4_000_000, 0), (7, 0)]) == .good)
    #expect(unmap([(UInt64, UInt32)](repeating: (0, 1), count: 1024)) == .good)
  }

  @Test mutating func anErrorInOneDescriptorUnmapsNothing() {
    _ = disk.execute(.write(blocks(0, 1)), dataOut: pattern(blocks: 1, seed: 2))
    let outOfRange = Completion.checkCondition(.illegalRequest(0x21, 0x00))
    #expect(unmap([(0, 1), (4_000_000, 1)]) == outOfRange)
    #expect(unmap([(0, 1), (.max, 2)]) == outOfRange)
    #expect(unmap([(0, 1), (4_000_001, 0)]) == outOfRange)
    let invalid = Completion.checkCondition(.invalidFieldInParameterList)
    #expect(unmap([(UInt64, UInt32)](repeating: (0, 1), count: 1025)) == invalid)
    #expect(unmap([(0, 1 << 20), (1 << 20, 1)]) == invalid)
    #expect(unmap([0, 22, 0, 16, 0, 0, 0]) == .checkCondition(.parameterListLengthError))
    #expect(disk.media.provisioning(from: 0).isMapped)
  }

  @Test mutating func aWriteMapsAgain() {
    #expect(unmap([(0, 4)]) == .good)
    _ = disk.execute(.orWrite(blocks(1, 2)), dataOut: zeros(2))
    #expect(disk.media.provisioning(from: 1) == (1..<3, true))
  }
}
