import SCSIWire
import Testing

/// Commands on logical blocks; bytes written from the tables of SBC-3 clause 5.
struct BlockCommandTests {
  private static let small = LogicalBlocks(address: 0x0102_0304, count: 0x0506)
  private static let large = LogicalBlocks(address: 0x0102_0304_0506_0708, count: 0x090A_0B0C)
  private static let smallNumbers: [UInt8] = [1, 2, 3, 4, 0, 5, 6, 0]
  private static let largeNumbers: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0A, 0x0B, 0x0C, 0, 0]

  private static func flagged(_ blocks: LogicalBlocks, dpo: Bool = false, fua: Bool = false) -> LogicalBlocks {
    LogicalBlocks(address: blocks.address, count: blocks.count, disablePageOut: dpo, forceUnitAccess: fua)
  }

  /// `CommandTests` checks them in both directions.
  static let vectors: [(Command, [UInt8])] = [
    (.read(flagged(small, dpo: true)), [0x28, 0x10] + smallNumbers),
    (.write(flagged(large, fua: true)), [0x8A, 0x08] + largeNumbers),
    (.verify(small, byteCheck: .none), [0x2F, 0x00] + smallNumbers),
    (.verify(flagged(small, dpo: true), byteCheck: .all), [0x2F, 0x12] + smallNumbers),
    (.verify(large, byteCheck: .one), [0x8F, 0x06] + largeNumbers),
    (.writeAndVerify(small, byteCheck: .all), [0x2E, 0x02] + smallNumbers),
    (.writeAndVerify(flagged(large, dpo: true), byteCheck: .none), [0x8E, 0x10] + largeNumbers),
    (.prefetch(small), [0x34, 0] + smallNumbers),
    (.prefetch(large), [0x90, 0] + largeNumbers),
    (
      .compareAndWrite(LogicalBlocks(address: 0x0102_0304_0506_0708, count: 0xFE, forceUnitAccess: true)),
      [0x89, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0xFE, 0, 0]
    ),
    (.orWrite(flagged(large, dpo: true, fua: true)), [0x8B, 0x18] + largeNumbers),
    (.writeSame(WriteSame(small, unmap: true)), [0x41, 0x08] + smallNumbers),
    (.writeSame(WriteSame(large, anchor: true, unmap: true)), [0x93, 0x18] + largeNumbers),
    (
      .writeSame(WriteSame(LogicalBlocks(address: 1, count: 2), noDataOut: true)),
      [0x93, 0x01, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0]
    ),
    (.unmap(anchor: true, parameterListLength: 0x0118), [0x42, 0x01, 0, 0, 0, 0, 0, 0x01, 0x18, 0]),
    (
      .getLBAStatus(startingAddress: 0x0102_0304_0506_0708, allocationLength: 24),
      [0x9E, 0x12, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 24, 0, 0]
    ),
  ]

  static let twelveByteForms: [([UInt8], Command)] = [
    ([0xA8, 0x08, 1, 2, 3, 4, 0, 0, 5, 6, 0, 0], .read(flagged(small, fua: true))),
    ([0xAA, 0x10, 1, 2, 3, 4, 0, 0, 5, 6, 0, 0], .write(flagged(small, dpo: true))),
    ([0xAE, 0x02, 1, 2, 3, 4, 0, 0, 5, 6, 0, 0], .writeAndVerify(small, byteCheck: .all)),
    ([0xAF, 0x06, 1, 2, 3, 4, 0, 0, 5, 6, 0, 0], .verify(small, byteCheck: .one)),
    (
      [0xA8, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 2, 3, 4, 0, 0],
      .read(LogicalBlocks(address: 0xFFFF_FFFF, count: 0x0102_0304))
    ),
  ]

  @Test(arguments: twelveByteForms)
  func `the 12-byte forms decode to the same commands`(cdb: [UInt8], command: Command) throws {
    #expect(try Command.decode(cdb: cdb) == command)
  }

  @Test func `what only asks for less is passed over`() throws {
    #expect(try Command.decode(cdb: [0x35, 0x02] + Self.smallNumbers) == .synchronizeCache(Self.small), "IMMED")
    #expect(try Command.decode(cdb: [0x34, 0x02] + Self.smallNumbers) == .prefetch(Self.small), "IMMED")
    #expect(try Command.decode(cdb: [0x41, 0x06] + Self.smallNumbers) == .writeSame(WriteSame(Self.small)), "PBDATA, LBDATA")
  }

  @Test func `a form without a flag does not read one`() throws {
    // Bit 3 of VERIFY and bit 0 of WRITE SAME(10) are reserved.
    #expect(try Command.decode(cdb: [0x2F, 0x08] + Self.smallNumbers) == .verify(Self.small, byteCheck: .none))
    #expect(try Command.decode(cdb: [0x41, 0x01] + Self.smallNumbers) == .writeSame(WriteSame(Self.small)))
  }

  @Test(arguments: [(0x2F, 2), (0x8F, 2), (0xAF, 2), (0x2E, 2), (0x8E, 2), (0xAE, 2), (0x2E, 3), (0x8E, 3)] as [(UInt8, UInt8)])
  func `a reserved BYTCHK is 24h 00h at byte 1`(operation: UInt8, byteCheck: UInt8) {
    let error = decodingError(cdb: [operation, byteCheck << 1] + [UInt8](repeating: 0, count: 14))
    #expect(error?.sense == .invalidFieldInCDB)
    #expect(error?.field == "BYTCHK")
    #expect(error?.offset == 1)
  }

  @Test(arguments: [0x28, 0x2A, 0x2E, 0x2F, 0x41, 0x88, 0x89, 0x8A, 0x8B, 0x8E, 0x8F, 0x93, 0xA8, 0xAA, 0xAE, 0xAF] as [UInt8])
  func `protection information that a unit does not have is 24h 00h`(operation: UInt8) {
    for protect in UInt8(1)...7 {
      let error = decodingError(cdb: [operation, protect << 5] + [UInt8](repeating: 0, count: 14))
      #expect(error?.sense == .invalidFieldInCDB)
      #expect(error?.field.hasSuffix("PROTECT") == true)
    }
  }

  @Test func `COMPARE AND WRITE holds 255 blocks at most`() throws {
    let cdb = Command.compareAndWrite(LogicalBlocks(address: 0, count: 0x1FF)).encodedCDB()
    #expect(try Command.decode(cdb: cdb) == .compareAndWrite(LogicalBlocks(address: 0, count: 0xFF)))
  }
}
