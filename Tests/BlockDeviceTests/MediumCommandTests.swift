import BlockDevice
import SCSIWire
import Testing

@Suite struct MediumCommandTests {
  var disk = plainDisk(blockCount: 1000)

  @Test mutating func whatIsWrittenIsRead() {
    let bytes = pattern(blocks: 3, seed: 1)
    #expect(disk.execute(.write(blocks(997, 3)), dataOut: bytes).completion == .good)
    #expect(disk.execute(.read(blocks(997, 3))).dataIn == bytes)
    #expect(disk.execute(.read(blocks(996, 1))).dataIn == zeros(1))
  }

  @Test(arguments: [
    (1000 as UInt64, 1 as UInt32), (999, 2), (0, 1001), (1001, 0), (1 << 63, 1), (.max, 0), (.max, .max),
  ])
  mutating func aRunThatLeavesTheMediumIsOutOfRange(_ address: UInt64, _ count: UInt32) {
    let run = blocks(address, count)
    let outOfRange = Completion.checkCondition(.illegalRequest(0x21, 0x00))
    for command: Command in [
      .read(run), .write(run), .verify(run, byteCheck: .none), .verify(run, byteCheck: .one),
      .writeAndVerify(run, byteCheck: .all),
      .prefetch(run), .orWrite(run), .synchronizeCache(run), .writeSame(WriteSame(run)),
    ] {
      #expect(disk.check(command) == outOfRange, "\(command)")
      #expect(disk.execute(command).completion == outOfRange, "\(command)")
    }
    #expect(disk.check(.compareAndWrite(run)) == outOfRange)
  }

  @Test func anEmptyRunMayBeginRightBehindTheLastBlock() {
    for command: Command in [.read(blocks(1000, 0)), .write(blocks(1000, 0)), .verify(blocks(1000, 0), byteCheck: .all)] {
      #expect(disk.check(command, announced: 0) == nil)
    }
    // Where no blocks means all that follow there has to be one.
    #expect(disk.check(.writeSame(WriteSame(blocks(1000, 0)))) == .checkCondition(.illegalRequest(0x21, 0x00)))
    #expect(
      disk.check(.getLBAStatus(startingAddress: 1000, allocationLength: 24)) == .checkCondition(.illegalRequest(0x21, 0x00)))
  }

  @Test func dataOutIsAsLongAsTheCommandSays() {
    let run = blocks(0, 4)
    #expect(disk.dataOutLength(of: .write(run)) == 2048)
    #expect(disk.dataOutLength(of: .read(run)) == 0)
    #expect(disk.dataOutLength(of: .verify(run, byteCheck: .none)) == 0)
    #expect(disk.dataOutLength(of: .verify(run, byteCheck: .one)) == 512)
    #expect(disk.dataOutLength(of: .verify(blocks(0, 0), byteCheck: .one)) == 0)
    #expect(disk.dataOutLength(of: .verify(run, byteCheck: .all)) == 2048)
    #expect(disk.dataOutLength(of: .compareAndWrite(run)) == 4096)
    #expect(disk.dataOutLength(of: .writeSame(WriteSame(run))) == 512)
    #expect(disk.dataOutLength(of: .writeSame(WriteSame(run, noDataOut: true))) == 0)
    #expect(disk.dataOutLength(of: .unmap(anchor: false, parameterListLength: 24)) == 24)
    #expect(disk.dataOutLength(of: .modeSelect(ModeSelect(.ten, parameterListLength: 300))) == 300)
  }

  @Test mutating func aWriteTakesTheWholeBlocksThatCome() {
    let old = pattern(blocks: 2, seed: 1)
    let new = pattern(blocks: 2, seed: 2)
    _ = disk.execute(.write(blocks(0, 2)), dataOut: old)
    #expect(disk.check(.write(blocks(0, 2)), announced: 512) == nil)
    #expect(disk.execute(.write(blocks(0, 2)), dataOut: Array(new.prefix(512))).completion == .good)
    #expect(disk.execute(.read(blocks(0, 2))).dataIn == Array(new.prefix(512)) + old.suffix(512))
    // More than wanted is left alone, part of a block is an error.
    #expect(disk.check(.write(blocks(0, 1)), announced: 10_000) == nil)
    #expect(disk.check(.write(blocks(0, 2)), announced: 200) == .checkCondition(.illegalRequest(0x0E, 0x03)))
  }

  @Test func otherCommandsWantAllOfTheirData() {
    let wrongLength = Completion.checkCondition(.illegalRequest(0x0E, 0x03))
    #expect(disk.check(.orWrite(blocks(0, 2)), announced: 512) == wrongLength)
    #expect(disk.check(.verify(blocks(0, 2), byteCheck: .all), announced: 512) == wrongLength)
    for announced in [256, 1024] {
      #expect(disk.check(.writeSame(WriteSame(blocks(0, 2))), announced: announced) == wrongLength)
    }
    for announced in [0, 1024, 4096] {
      #expect(disk.check(.compareAndWrite(blocks(0, 4)), announced: announced) == (announced == 4096 ? nil : wrongLength))
    }
    let tooShort = Completion.checkCondition(.parameterListLengthError)
    #expect(disk.check(.unmap(anchor: false, parameterListLength: 24), announced: 8) == tooShort)
    #expect(disk.check(.modeSelect(ModeSelect(.six, parameterListLength: 24)), announced: 12) == tooShort)
  }

  @Test func limitsOfTheBlockLimitsPageAreKept() {
    let large = plainDisk(blockCount: 1 << 23)
    let invalid = Completion.checkCondition(.invalidFieldInCDB)
    #expect(large.check(.read(blocks(0, 65536))) == nil)
    #expect(large.check(.read(blocks(0, 65537))) == invalid)
    #expect(large.check(.write(blocks(0, 65537))) == invalid)
    #expect(large.check(.writeSame(WriteSame(blocks(0, 0)))) == nil)
    #expect(large.check(.compareAndWrite(blocks(0, 255))) == nil)
    #expect(large.check(.compareAndWrite(blocks(0, 256))) == invalid)
    // 256 blocks to compare leave 0 in the eight bits of the CDB; the data give it away.
    #expect(large.check(.compareAndWrite(blocks(0, 0)), announced: 2 * 256 * 512) == invalid)
    #expect(large.check(.compareAndWrite(blocks(0, 0)), announced: 512) == nil)
  }

  @Test mutating func verifyComparesWithTheMediumAndNamesTheBlockThatDiffers() {
    var bytes = pattern(blocks: 4, seed: 3)
    _ = disk.execute(.write(blocks(10, 4)), dataOut: bytes)
    #expect(disk.execute(.verify(blocks(10, 4), byteCheck: .none)).completion == .good)
    #expect(disk.execute(.verify(blocks(10, 4), byteCheck: .all), dataOut: bytes).completion == .good)
    bytes[2 * 512 + 511] ^= 1
    let outcome = disk.execute(.verify(blocks(10, 4), byteCheck: .all), dataOut: bytes)
    #expect(outcome.completion == .checkCondition(Sense(key: 0xE, code: 0x1D, qualifier: 0x00)))
    #expect(outcome.information == 12)
  }

  @Test mutating func verifyWithOneBlockComparesItWithEach() {
    let one = pattern(blocks: 1, seed: 4)
    _ = disk.execute(.writeSame(WriteSame(blocks(20, 5))), dataOut: one)
    #expect(disk.execute(.verify(blocks(20, 5), byteCheck: .one), dataOut: one).completion == .good)
    #expect(disk.execute(.verify(blocks(20, 6), byteCheck: .one), dataOut: one).information == 25)
  }

  @Test mutating func writeAndVerifyWrites() {
    let bytes = pattern(blocks: 2, seed: 5)
    for (address, byteCheck) in [(0 as UInt64, ByteCheck.none), (2, .all)] {
      let outcome = disk.execute(.writeAndVerify(blocks(address, 2), byteCheck: byteCheck), dataOut: bytes)
      #expect(outcome.completion == .good)
      #expect(disk.execute(.read(blocks(address, 2))).dataIn == bytes)
    }
  }

  @Test mutating func compareAndWriteWritesOnlyWhereAllIsEqual() {
    let old = pattern(blocks: 2, seed: 6)
    let new = pattern(blocks: 2, seed: 7)
    _ = disk.execute(.write(blocks(0, 2)), dataOut: old)
    var wrong = old
    wrong[700] ^= 0x80
    let outcome = disk.execute(.compareAndWrite(blocks(0, 2)), dataOut: wrong + new)
    #expect(outcome.completion == .checkCondition(Sense(key: 0xE, code: 0x1D, qualifier: 0x00)))
    #expect(outcome.information == 700)
    #expect(disk.execute(.read(blocks(0, 2))).dataIn == old)
    #expect(disk.execute(.compareAndWrite(blocks(0, 2)), dataOut: old + new).completion == .good)
    #expect(disk.execute(.read(blocks(0, 2))).dataIn == new)
  }

  @Test mutating func orWriteSetsBits() {
    _ = disk.execute(.write(blocks(0, 1)), dataOut: [UInt8](repeating: 0xA1, count: 512))
    #expect(disk.execute(.orWrite(blocks(0, 2)), dataOut: [UInt8](repeating: 0x1C, count: 1024)).completion == .good)
    let expected = [UInt8](repeating: 0xBD, count: 512) + [UInt8](repeating: 0x1C, count: 512)
    #expect(disk.execute(.read(blocks(0, 2))).dataIn == expected)
  }

  @Test mutating func writeSameOfNoBlocksGoesToTheEnd() {
    let one = pattern(blocks: 1, seed: 8)
    #expect(disk.execute(.writeSame(WriteSame(blocks(990, 0))), dataOut: one).completion == .good)
    #expect(disk.execute(.read(blocks(989, 11))).dataIn == zeros(1) + [[UInt8]](repeating: one, count: 10).flatMap(\.self))
  }

  @Test mutating func writeSameDeallocatesOnlyBlocksThatAreToBeZeros() {
    _ = disk.execute(.write(blocks(0, 8)), dataOut: pattern(blocks: 8, seed: 9))
    _ = disk.execute(.writeSame(WriteSame(blocks(0, 2), unmap: true)), dataOut: pattern(blocks: 1, seed: 10))
    #expect(disk.media.provisioning(from: 0).blocks == 0..<8)
    _ = disk.execute(.writeSame(WriteSame(blocks(2, 2))), dataOut: zeros(1))
    #expect(disk.media.provisioning(from: 0).blocks == 0..<8)
    _ = disk.execute(.writeSame(WriteSame(blocks(4, 2), unmap: true)), dataOut: zeros(1))
    #expect(disk.media.provisioning(from: 0).blocks == 0..<4)
    _ = disk.execute(.writeSame(WriteSame(blocks(6, 2), unmap: true, noDataOut: true)))
    #expect(disk.media.provisioning(from: 4).blocks == 4..<1000)
    #expect(disk.execute(.read(blocks(2, 6))).dataIn == zeros(6))
  }

  @Test func noBlockCanBeAnchored() {
    let invalid = Completion.checkCondition(.invalidFieldInCDB)
    #expect(disk.check(.writeSame(WriteSame(blocks(0, 1), anchor: true, unmap: true))) == invalid)
    #expect(disk.check(.writeSame(WriteSame(blocks(0, 1), anchor: true))) == invalid)
    #expect(disk.check(.unmap(anchor: true, parameterListLength: 0)) == invalid)
  }

  @Test mutating func aStoppedUnitIsNotReadyUntilItIsStarted() {
    let notReady = Completion.checkCondition(Sense(key: 0x2, code: 0x04, qualifier: 0x02))
    #expect(disk.execute(.startStopUnit(StartStopUnit(start: false))).completion == .good)
    for command: Command in [.testUnitReady, .read(blocks(0, 1)), .write(blocks(0, 1)), .synchronizeCache(blocks(0, 0))] {
      #expect(disk.check(command) == notReady)
    }
    #expect(disk.check(.inquiry(page: nil, allocationLength: 36)) == nil)
    #expect(disk.execute(.startStopUnit(StartStopUnit(start: true))).completion == .good)
    #expect(disk.execute(.testUnitReady).completion == .good)
  }

  @Test mutating func aResetUndoesWhatCommandsSet() {
    _ = disk.execute(.startStopUnit(StartStopUnit(start: false)))
    var page = disk.modePages.control
    page.softwareWriteProtect = true
    let list = ModeParameters(pages: [page.page]).encodedList(.six)
    _ = disk.execute(.modeSelect(ModeSelect(.six, parameterListLength: UInt16(list.count))), dataOut: list)
    disk.reset()
    #expect(disk.execute(.testUnitReady).completion == .good)
    #expect(disk.execute(.write(blocks(0, 1)), dataOut: zeros(1)).completion == .good)
  }

  @Test func theMediumCannotBeEjectedAndRemovalNeedNotBePrevented() {
    let invalid = Completion.checkCondition(.invalidFieldInCDB)
    #expect(disk.check(.startStopUnit(StartStopUnit(start: false, loadEject: true))) == invalid)
    #expect(disk.check(.startStopUnit(StartStopUnit(start: true, powerCondition: 3))) == invalid)
    #expect(disk.check(.preventAllowMediumRemoval(prevent: 1)) == nil)
    #expect(disk.check(.preventAllowMediumRemoval(prevent: 2)) == invalid)
  }

  @Test func aReadOnlyMediumRefusesEveryWrite() {
    let readOnly = LogicalDisk(array: smallArray, unit: 0, media: Media(blockCount: 8), isReadOnly: true)
    let refusal = Completion.checkCondition(Sense(key: 0x7, code: 0x27, qualifier: 0x00))
    for command: Command in [
      .write(blocks(0, 1)), .writeAndVerify(blocks(0, 1), byteCheck: .none), .compareAndWrite(blocks(0, 1)),
      .orWrite(blocks(0, 1)), .writeSame(WriteSame(blocks(0, 1), unmap: true)),
      .unmap(anchor: false, parameterListLength: 24),
    ] {
      #expect(readOnly.check(command) == refusal)
    }
    #expect(readOnly.check(.read(blocks(0, 1))) == nil)
    #expect(readOnly.check(.synchronizeCache(blocks(0, 0))) == nil)
  }

  @Test func mediaThatFailAreAMediumError() throws {
    try withTemporaryPath { path in
      var disk = LogicalDisk(array: smallArray, unit: 0, media: try Media(path: path, blockCount: 8))
      disk.media.close()
      #expect(disk.execute(.read(blocks(0, 1))).completion == .checkCondition(Sense(key: 0x3, code: 0x11, qualifier: 0x00)))
      let write = disk.execute(.write(blocks(0, 1)), dataOut: zeros(1))
      #expect(write.completion == .checkCondition(Sense(key: 0x3, code: 0x0C, qualifier: 0x00)))
    }
  }
}
