import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

@Suite struct OrderTests {
  private let ready = Command.testUnitReady.encodedCDB()

  @Test func commandsAreDeliveredInTheOrderOfCmdSN() throws {
    let initiator = try Initiator.ready(try Rig(), DataTests.unsolicited)
    let first = initiator.cmdSN
    let cdb = Command.write(LogicalBlocks(address: 0, count: 1)).encodedCDB()
    func write(_ salt: Int, _ number: Int) -> UInt32 {
      initiator.begin(
        cdb: cdb, expecting: 512, writes: true, immediate: pattern(512, salt), cmdSN: first.advanced(by: number)
      ).initiatorTaskTag
    }
    let third = write(3, 2)
    let second = write(2, 1)
    try initiator.expectNothing()
    let tasks = [write(1, 0), second, third]
    for task in tasks { #expect(try initiator.finish(task).isGood) }
    initiator.cmdSN = first.advanced(by: 3)
    #expect(try initiator.read(0) == pattern(512, 3))
  }

  @Test func whatIsOutsideTheWindowIsIgnored() throws {
    let initiator = try Initiator.ready(try Rig { $0.queueDepth = 8 })
    let (low, high) = (initiator.cmdSN.advanced(by: -1), initiator.window.maxCmdSN.advanced(by: 1))
    for number in [low, high] { initiator.begin(cdb: ready, cmdSN: number) }
    try initiator.expectNothing()
    #expect(try initiator.execute(.testUnitReady).isGood)
  }

  @Test func aDuplicateIsIgnored() throws {
    let initiator = try Initiator.ready(try Rig())
    let ahead = initiator.cmdSN.advanced(by: 1)
    let early = initiator.begin(cdb: ready, cmdSN: ahead)
    initiator.begin(cdb: ready, cmdSN: ahead)
    let due = initiator.begin(cdb: ready)
    #expect(try initiator.finish(due.initiatorTaskTag).isGood)
    #expect(try initiator.finish(early.initiatorTaskTag).isGood)
    try initiator.expectNothing()
    initiator.cmdSN = ahead.advanced(by: 1)
    #expect(try initiator.execute(.testUnitReady).isGood)
  }

  @Test func theWindowClosesWhileCommandsAreOutstandingAndOpensAgain() throws {
    let initiator = try Initiator.ready(try Rig { $0.queueDepth = 4 })
    var held: [(SCSICommand, ReadyToTransfer)] = []
    for index in 0..<4 {
      held.append(try initiator.withhold(pattern(512, index), at: UInt64(index)))
      #expect(initiator.window.maxCmdSN.distance(from: initiator.window.expCmdSN.advanced(by: -1)) == UInt32(3 - index))
    }
    initiator.begin(cdb: ready, cmdSN: initiator.cmdSN)
    try initiator.expectNothing()
    for (index, (header, request)) in held.enumerated() {
      initiator.sendBurst(pattern(512, index), in: 0..<512, of: header.initiatorTaskTag, to: request, length: 512)
      #expect(try initiator.finish(header.initiatorTaskTag).isGood)
      #expect(initiator.window.maxCmdSN.distance(from: initiator.window.expCmdSN.advanced(by: -1)) == UInt32(index + 1))
    }
    #expect(try initiator.execute(.testUnitReady).isGood)
  }

  @Test func immediateCommandsAreOutsideTheOrder() throws {
    let initiator = try Initiator.ready(try Rig())
    let early = initiator.begin(cdb: ready, cmdSN: initiator.cmdSN.advanced(by: 1))
    let immediate = initiator.begin(cdb: ready, isImmediate: true)
    #expect(try initiator.finish(immediate.initiatorTaskTag).isGood)
    let due = initiator.begin(cdb: ready)
    #expect(try initiator.finish(due.initiatorTaskTag).isGood)
    #expect(try initiator.finish(early.initiatorTaskTag).isGood)
  }

  @Test func thereIsAnEndToImmediateCommands() throws {
    let initiator = try Initiator.ready(try Rig { $0.queueDepth = 4 })
    let cdb = Command.write(LogicalBlocks(address: 0, count: 1)).encodedCDB()
    for _ in 0..<8 {
      initiator.begin(cdb: cdb, expecting: 512, writes: true, isImmediate: true)
      _ = try #require(try initiator.receive())
    }
    initiator.begin(cdb: cdb, expecting: 512, writes: true, isImmediate: true)
    try initiator.expectRejected(.immediateCommandReject)
  }

  @Test func aTaskTagInUseCannotBeUsedAgain() throws {
    let initiator = try Initiator.ready(try Rig())
    var (header, _) = try initiator.withhold(pattern(512), at: 0)
    header.sequence.cmdSN = initiator.cmdSN
    initiator.send(.scsiCommand(header))
    try initiator.expectRejected(.taskInProgress)
  }
}
