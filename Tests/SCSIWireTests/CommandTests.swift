import SCSIWire
import Testing

/// Expected bytes are written from the tables of SPC-4 and SBC-3, not taken from the encoder.
struct CommandTests {
  static let vectors: [(Command, [UInt8])] = generalVectors + BlockCommandTests.vectors + ControlCommandTests.vectors

  private static let generalVectors: [(Command, [UInt8])] = [
    (.testUnitReady, [0x00, 0, 0, 0, 0, 0]),
    (.requestSense(descriptorFormat: false, allocationLength: 252), [0x03, 0, 0, 0, 0xFC, 0]),
    (.requestSense(descriptorFormat: true, allocationLength: 18), [0x03, 0x01, 0, 0, 0x12, 0]),
    (.inquiry(page: nil, allocationLength: 36), [0x12, 0, 0, 0x00, 0x24, 0]),
    (.inquiry(page: 0x83, allocationLength: 0x0102), [0x12, 0x01, 0x83, 0x01, 0x02, 0]),
    (.inquiry(page: 0, allocationLength: 255), [0x12, 0x01, 0, 0, 0xFF, 0]),
    (.reportLuns(selectReport: 2, allocationLength: 0x0102_0304), [0xA0, 0, 2, 0, 0, 0, 1, 2, 3, 4, 0, 0]),
    (.readCapacity10, [0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    (.readCapacity16(allocationLength: 32), [0x9E, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0]),
    (
      .read(LogicalBlocks(address: 0x0102_0304, count: 0x0506)),
      [0x28, 0, 0x01, 0x02, 0x03, 0x04, 0, 0x05, 0x06, 0]
    ),
    (
      .write(LogicalBlocks(address: 0xFFFF_FFFF, count: 0xFFFF)),
      [0x2A, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0]
    ),
    (
      .read(LogicalBlocks(address: 0x1_0000_0000, count: 1)),
      [0x88, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    ),
    (
      .write(LogicalBlocks(address: 0, count: 0x1_0000)),
      [0x8A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    ),
    (
      .write(LogicalBlocks(address: 0x0102_0304_0506_0708, count: 0x090A_0B0C)),
      [0x8A, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0A, 0x0B, 0x0C, 0, 0]
    ),
    (.synchronizeCache(LogicalBlocks(address: 0, count: 0)), [0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    (
      .synchronizeCache(LogicalBlocks(address: 0x1_0000_0002, count: 3)),
      [0x91, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0]
    ),
    // FIG. 4C.
    (
      .persistentReserveIn(PersistentReserveIn(.readKeys, allocationLength: 0x0102)),
      [0x5E, 0x00, 0, 0, 0, 0, 0, 0x01, 0x02, 0]
    ),
    (
      .persistentReserveIn(PersistentReserveIn(.readReservation, allocationLength: 24)),
      [0x5E, 0x01, 0, 0, 0, 0, 0, 0x00, 0x18, 0]
    ),
  ]

  @Test(arguments: vectors)
  func `a command has the bytes of the standard's table in both directions`(command: Command, cdb: [UInt8]) throws {
    #expect(command.encodedCDB() == cdb)
    #expect(command.encodedParameterList() == [])
    #expect(try Command.decode(cdb: cdb) == command)
  }

  @Test func `the 6-byte forms have 21 bits of address and count 0 as 256`() throws {
    #expect(
      try Command.decode(cdb: [0x08, 0x1F, 0xFF, 0xFE, 0x07, 0])
        == .read(LogicalBlocks(address: 0x1F_FFFE, count: 7)))
    #expect(
      try Command.decode(cdb: [0x0A, 0xE1, 0x02, 0x03, 0x00, 0])
        == .write(LogicalBlocks(address: 0x01_0203, count: 256)))
  }

  @Test func `count 0 of the longer forms is no blocks`() throws {
    #expect(
      try Command.decode(cdb: [0x2A, 0, 0, 0, 0, 9, 0, 0, 0, 0]) == .write(LogicalBlocks(address: 9, count: 0)))
    let long: [UInt8] = [0x88, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0]
    #expect(try Command.decode(cdb: long) == .read(LogicalBlocks(address: 9, count: 0)))
  }

  @Test func `the 16-byte form of small numbers decodes too`() throws {
    let cdb: [UInt8] = [0x8A, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0]
    #expect(try Command.decode(cdb: cdb) == .write(LogicalBlocks(address: 5, count: 2)))
  }

  @Test func `padding to 16 bytes, the group number and the control byte do not change a command`() throws {
    // DPO, FUA, group number 1Fh, CONTROL 04h (NACA).
    let cdb: [UInt8] = [0x28, 0x18, 0, 0, 0, 1, 0x1F, 0, 8, 0x04, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA]
    let blocks = LogicalBlocks(address: 1, count: 8, disablePageOut: true, forceUnitAccess: true)
    #expect(try Command.decode(cdb: cdb) == .read(blocks))
  }

  @Test func `random commands survive encoding and decoding`() throws {
    for seed in UInt64(0)..<4000 {
      var words = Words(seed: seed)
      let command = words.command()
      let cdb = command.encodedCDB()
      let decoded = try Command.decode(cdb: cdb, parameterList: command.encodedParameterList())
      #expect(decoded == command, "seed \(seed)")
      #expect(cdb.count == command.operationCode.cdbLength, "seed \(seed)")
    }
  }

  @Test func `every shortened CDB is an error at its end`() {
    for seed in UInt64(0)..<200 {
      var words = Words(seed: seed)
      let command = words.command()
      let cdb = command.encodedCDB()
      for length in 0..<cdb.count {
        let error = decodingError(cdb: Array(cdb.prefix(length)), parameterList: command.encodedParameterList())
        #expect(error?.offset == length, "seed \(seed)")
        #expect(error?.kind == .cdb, "seed \(seed)")
      }
    }
  }

  @Test func `an operation code that is not supported is 20h 00h, whichever it is`() {
    for code in UInt8.min...UInt8.max where OperationCode(rawValue: code) == nil {
      let error = decodingError(cdb: [code] + [UInt8](repeating: 0, count: 15))
      #expect(error?.sense == Sense(key: 5, code: 0x20, qualifier: 0x00), "operation code \(code)")
      #expect(error?.offset == 0, "operation code \(code)")
    }
  }

  static let refused: [(cdb: [UInt8], offset: Int, found: String)] = [
    ([0x5E, 0x04, 0, 0, 0, 0, 0, 0, 8, 0], 1, "04h"),
    ([0x5E, 0x1F, 0, 0, 0, 0, 0, 0, 8, 0], 1, "1Fh"),
    ([0x5F, 0x09, 0, 0, 0, 0, 0, 0, 24, 0], 1, "09h"),
    ([0x5F, 0xFF, 0, 0, 0, 0, 0, 0, 24, 0], 1, "1Fh"),
    ([0x9E, 0x13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0], 1, "13h"),
    ([0x12, 0x00, 0x80, 0, 36, 0], 2, "80h"),
    ([0x12, 0x02, 0x00, 0, 36, 0], 1, "1h"),
    ([0x28, 0x20, 0, 0, 0, 0, 0, 0, 1, 0], 1, "1h"),
    ([0x8A, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0], 1, "7h"),
  ]

  @Test(arguments: refused)
  func `a value that the device server refuses is 24h 00h at its field`(cdb: [UInt8], offset: Int, found: String) {
    let error = decodingError(cdb: cdb, parameterList: [UInt8](repeating: 0, count: 24))
    #expect(error?.sense == Sense(key: 5, code: 0x24, qualifier: 0x00))
    #expect(error?.offset == offset)
    #expect(error?.found == found)
    #expect(error?.kind == .cdb)
  }

  @Test func `an error says byte, field, expectation and finding in one sentence`() {
    let error = decodingError(cdb: [0x5F, 0x1F, 0, 0, 0, 0, 0, 0, 24, 0])
    #expect(error?.description == "byte 1 of the CDB (SERVICE ACTION): expected 00h to 08h, found 1Fh")
  }

  @Test func `a command fits 40 bytes, as each simulated command stores one`() {
    #expect(MemoryLayout<Command>.stride <= 40)
  }
}
