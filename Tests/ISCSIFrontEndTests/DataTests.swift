import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

@Suite struct DataTests {
  /// What an initiator offers so that everything can be unsolicited.
  static let unsolicited = [TextPair("InitialR2T", "No"), TextPair("ImmediateData", "Yes")]

  @Test func immediateDataNeedsNoMore() throws {
    let initiator = try Initiator.ready(try Rig(), Self.unsolicited)
    let header = initiator.begin(
      cdb: Command.write(LogicalBlocks(address: 7, count: 2)).encodedCDB(), expecting: 1024, writes: true,
      immediate: pattern(1024))
    let result = try initiator.finish(header.initiatorTaskTag)
    #expect(result.isGood && result.requests.isEmpty)
    #expect(try initiator.read(7, 2) == pattern(1024))
  }

  @Test func unsolicitedDataFollowsTheCommand() throws {
    let initiator = try Initiator.ready(try Rig(), Self.unsolicited)
    let data = pattern(4096)
    let header = initiator.begin(
      cdb: Command.write(LogicalBlocks(address: 0, count: 8)).encodedCDB(), expecting: 4096, writes: true,
      immediate: Array(data[..<700]), isFinal: false)
    initiator.sendBurst(data, in: 700..<4096, of: header.initiatorTaskTag, to: nil, length: 1000)
    let result = try initiator.finish(header.initiatorTaskTag)
    #expect(result.isGood && result.requests.isEmpty)
    #expect(try initiator.read(0, 8) == data)
  }

  @Test func eachR2TAsksForOneBurst() throws {
    let initiator = try Initiator.ready(try Rig(), [TextPair("MaxBurstLength", "1024"), TextPair("FirstBurstLength", "512")])
    let data = pattern(2560)
    let result = try initiator.write(data, at: 11)
    #expect(result.isGood)
    #expect(result.requests.map(\.bufferOffset) == [0, 1024, 2048])
    #expect(result.requests.map(\.desiredDataTransferLength) == [1024, 1024, 512])
    #expect(result.requests.map(\.r2tSN.rawValue) == [0, 1, 2])
    #expect(Set(result.requests.map(\.targetTransferTag)).count == 3)
    #expect(try initiator.read(11, 5) == data)
  }

  @Test func dataInIsCutToWhatTheInitiatorTakes() throws {
    let initiator = try Initiator.ready(
      try Rig(), [TextPair("MaxRecvDataSegmentLength", "768"), TextPair("MaxBurstLength", "1024")])
    #expect(try initiator.write(pattern(2560), at: 0).isGood)
    let result = try initiator.execute(.read(LogicalBlocks(address: 0, count: 5)), read: 2560)
    #expect(result.isGood && result.data == pattern(2560))
    // Two bursts of 1,024 bytes and one of 512, none of which a PDU crosses.
    #expect(result.dataIn.map(\.bufferOffset) == [0, 768, 1024, 1792, 2048])
    #expect(result.dataIn.map(\.isFinal) == [false, true, false, true, true])
    #expect(result.dataIn.map(\.hasStatus) == [false, false, false, false, true])
  }

  /// Any cut of any write under any agreement brings the same bytes to the media.
  @Test(arguments: 1...60) func anyWayOfSendingWritesTheSame(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let offers = [
      TextPair("InitialR2T", ["Yes", "No"][random.below(2)]), TextPair("ImmediateData", ["Yes", "No"][random.below(2)]),
      TextPair("MaxBurstLength", "\(512 + random.below(4000))"), TextPair("FirstBurstLength", "\(512 + random.below(2000))"),
      TextPair("HeaderDigest", ["None", "CRC32C"][random.below(2)]), TextPair("DataDigest", ["None", "CRC32C"][random.below(2)]),
      TextPair("MaxRecvDataSegmentLength", "\(512 + random.below(3000))"),
    ]
    let initiator = try Initiator.ready(try Rig(), offers)
    var model = [UInt8](repeating: 0, count: 64 * Rig.blockLength)
    for step in 0..<12 {
      let count = 1 + random.below(24)
      let address = random.below(64 - count)
      let data = random.octets(count * Rig.blockLength)
      model.replaceSubrange(address * Rig.blockLength..<(address + count) * Rig.blockLength, with: data)
      let result = try send(initiator, data, at: address, &random)
      #expect(result.isGood && result.residual == Residual(), "seed \(seed), step \(step)")
      for request in result.requests {
        #expect(Int(request.desiredDataTransferLength) <= initiator.parameters.maxBurstLength, "seed \(seed), step \(step)")
      }
    }
    #expect(try initiator.read(0, 64) == model, "seed \(seed)")
  }

  /// A write in as many pieces as the agreement and chance have it.
  private func send(
    _ initiator: Initiator, _ data: [UInt8], at address: Int, _ random: inout TestRandom
  ) throws -> CommandResult {
    let parameters = initiator.parameters
    let first = min(parameters.firstBurstLength, data.count)
    let immediate = parameters.immediateData ? random.below(first + 1) : 0
    let isFinal = parameters.initialR2T || immediate == data.count || random.below(2) == 0
    let header = initiator.begin(
      cdb: Command.write(LogicalBlocks(address: UInt64(address), count: UInt32(data.count / Rig.blockLength))).encodedCDB(),
      expecting: data.count, writes: true, immediate: Array(data[..<immediate]), isFinal: isFinal)
    if !isFinal {
      guard immediate < first else {
        initiator.sendData([], of: header.initiatorTaskTag, to: nil, dataSN: 0, offset: immediate, isFinal: true)
        return try initiator.finish(header.initiatorTaskTag, write: data)
      }
      initiator.sendBurst(
        data, in: immediate..<first, of: header.initiatorTaskTag, to: nil, length: 1 + random.below(first))
    }
    return try initiator.finish(header.initiatorTaskTag, write: data)
  }

  @Test func withheldDataIsNotWritten() throws {
    let rig = try Rig()
    let (a, b) = (try Initiator.ready(rig), try Initiator.ready(rig, name: "iqn.2026-11.org.example:b"))
    let (header, request) = try a.withhold(pattern(1024), at: 5)
    #expect(try b.read(5, 2) == [UInt8](repeating: 0, count: 1024))
    a.sendBurst(pattern(1024), in: 0..<1024, of: header.initiatorTaskTag, to: request, length: 1024)
    #expect(try a.finish(header.initiatorTaskTag).isGood)
    #expect(try b.read(5, 2) == pattern(1024))
  }

  // MARK: Residuals

  /// Blocks in the CDB, bytes that the initiator expects, bytes on the media or back, residual.
  @Test(arguments: [
    (1, 0, 0, 512), (1, 2000, 512, -1488), (1, 200, 200, 312), (2, 512, 512, 512), (2, 1024, 1024, 0),
  ])
  func residualOfARead(_ blocks: Int, _ expected: Int, _ moved: Int, _ residual: Int) throws {
    let initiator = try Initiator.ready(try Rig())
    #expect(try initiator.write(pattern(1024), at: 0).isGood)
    let header = initiator.begin(
      cdb: Command.read(LogicalBlocks(address: 0, count: UInt32(blocks))).encodedCDB(), expecting: expected, reads: true)
    let result = try initiator.finish(header.initiatorTaskTag)
    #expect(result.isGood && result.data == Array(pattern(1024)[..<moved]))
    #expect(result.residual == Residual(expected: expected, actual: expected + residual))
  }

  @Test(arguments: [(1, 0, 0, 512), (1, 2048, 512, -1536), (2, 512, 512, 512), (2, 1024, 1024, 0)])
  func residualOfAWrite(_ blocks: Int, _ expected: Int, _ moved: Int, _ residual: Int) throws {
    let initiator = try Initiator.ready(try Rig())
    let header = initiator.begin(
      cdb: Command.write(LogicalBlocks(address: 0, count: UInt32(blocks))).encodedCDB(), expecting: expected, writes: true)
    let result = try initiator.finish(header.initiatorTaskTag, write: pattern(2048))
    #expect(result.isGood)
    #expect(result.residual == Residual(expected: expected, actual: expected + residual))
    #expect(try initiator.read(0, 4) == Array(pattern(2048)[..<moved]) + [UInt8](repeating: 0, count: 2048 - moved))
  }

  @Test func aReadSentAsAWriteMovesNothing() throws {
    let initiator = try Initiator.ready(try Rig())
    let header = initiator.begin(
      cdb: Command.read(LogicalBlocks(address: 0, count: 1)).encodedCDB(), expecting: 512, writes: true)
    let result = try initiator.finish(header.initiatorTaskTag)
    #expect(result.isGood && result.data.isEmpty && result.requests.isEmpty)
  }

  @Test func aRefusedWriteAsksForNoData() throws {
    let initiator = try Initiator.ready(try Rig())
    let result = try initiator.write(pattern(512), at: 4096)
    #expect(result.sense == .illegalRequest(0x21, 0x00) && result.requests.isEmpty)
    #expect(result.residual == Residual(expected: 512, actual: 0))
  }

  // MARK: Mistakes

  /// What is wrong with the second Data-Out PDU of a burst.
  enum Mistake: CaseIterable { case dataSN, beyond, early, gap, overlap, transferTag }

  @Test(arguments: [
    (Mistake.dataSN, Sense(key: 0xB, code: 0x47, qualifier: 0x05)), (.beyond, Sense(key: 0xB, code: 0x0C, qualifier: 0x0D)),
    (.early, Sense(key: 0xB, code: 0x0C, qualifier: 0x0D)),
  ])
  func aBurstThatIsNotWhatWasAskedForFailsItsCommand(_ mistake: Mistake, _ sense: Sense) throws {
    let initiator = try Initiator.ready(try Rig())
    let task = try send(mistake, initiator)
    let result = try initiator.finish(task)
    #expect(result.sense == sense)
    #expect(result.residual == Residual(expected: 1024, actual: 0))
    try initiator.expectNothing()
    #expect(try initiator.read(0, 2) == [UInt8](repeating: 0, count: 1024))
  }

  @Test(arguments: [Mistake.gap, .overlap, .transferTag])
  func dataThatIsNotWhereItSaysEndsTheSession(_ mistake: Mistake) throws {
    let rig = try Rig()
    let initiator = try Initiator.ready(rig)
    _ = try send(mistake, initiator)
    try initiator.expectRejected(.invalidPDUField)
    let other = try Initiator.ready(rig, isid: 2)
    #expect(try other.read(0, 2) == [UInt8](repeating: 0, count: 1024))
  }

  /// A write of 1,024 bytes with a mistake in its second Data-Out.
  private func send(_ mistake: Mistake, _ initiator: Initiator) throws -> UInt32 {
    var (header, request) = try initiator.withhold(pattern(1024), at: 0)
    let task = header.initiatorTaskTag
    initiator.sendData(pattern(512), of: task, to: request, dataSN: 0, offset: 0, isFinal: false)
    if mistake == .transferTag { request.targetTransferTag += 1 }
    let length = [.gap: 256, .early: 256, .beyond: 513][mistake] ?? 512
    let offset = [.gap: 768, .overlap: 0][mistake] ?? 512
    initiator.sendData(
      pattern(length), of: task, to: request, dataSN: mistake == .dataSN ? 2 : 1, offset: offset, isFinal: true)
    return task
  }

  @Test func whatComesBehindAMistakeIsDropped() throws {
    let initiator = try Initiator.ready(try Rig(), Self.unsolicited)
    let header = initiator.begin(
      cdb: Command.write(LogicalBlocks(address: 0, count: 2)).encodedCDB(), expecting: 1024, writes: true, isFinal: false)
    initiator.sendData(pattern(512), of: header.initiatorTaskTag, to: nil, dataSN: 1, offset: 0, isFinal: false)
    initiator.sendData(pattern(512), of: header.initiatorTaskTag, to: nil, dataSN: 0, offset: 512, isFinal: true)
    #expect(try initiator.finish(header.initiatorTaskTag).sense == Sense(key: 0xB, code: 0x47, qualifier: 0x05))
    try initiator.expectNothing()
    #expect(try initiator.read(0, 2) == [UInt8](repeating: 0, count: 1024))
  }

  /// Agreement, immediate data, whether more is announced.
  @Test(arguments: [
    ([TextPair("ImmediateData", "No")], 512, false), ([TextPair("InitialR2T", "Yes")], 0, true),
    ([TextPair("FirstBurstLength", "512")], 1024, false),
  ])
  func unsolicitedDataNeedsAnAgreement(_ offers: [TextPair], _ immediate: Int, _ announces: Bool) throws {
    let initiator = try Initiator.ready(try Rig(), offers)
    let header = initiator.begin(
      cdb: Command.write(LogicalBlocks(address: 0, count: 2)).encodedCDB(), expecting: 1024, writes: true,
      immediate: pattern(immediate), isFinal: !announces)
    #expect(try initiator.finish(header.initiatorTaskTag).sense == Sense(key: 0xB, code: 0x0C, qualifier: 0x0C))
    #expect(try initiator.read(0, 2) == [UInt8](repeating: 0, count: 1024))
  }

  @Test func dataForACommandThatIsOverIsDropped() throws {
    let initiator = try Initiator.ready(try Rig(), Self.unsolicited)
    let header = initiator.begin(
      cdb: Command.write(LogicalBlocks(address: 5000, count: 2)).encodedCDB(), expecting: 1024, writes: true, isFinal: false)
    #expect(try initiator.finish(header.initiatorTaskTag).sense == .illegalRequest(0x21, 0x00))
    initiator.sendBurst(pattern(1024), in: 0..<1024, of: header.initiatorTaskTag, to: nil, length: 512)
    try initiator.expectNothing()
    #expect(try initiator.execute(.testUnitReady).isGood)
  }
}
