import ISCSIWire
import SCSIWire
import Testing

@testable import ISCSIFrontEnd

@Suite struct TaskManagementTests {
  @Test func anAbortedWriteNeverHappensAndHasNoStatus() throws {
    let initiator = try Initiator.ready(try Rig())
    let (header, request) = try initiator.withhold(pattern(512), at: 0)
    #expect(try initiator.manage(.abortTask, task: header.initiatorTaskTag) == .functionComplete)
    initiator.sendBurst(pattern(512), in: 0..<512, of: header.initiatorTaskTag, to: request, length: 512)
    try initiator.expectNothing()
    #expect(try initiator.read(0) == [UInt8](repeating: 0, count: 512))
  }

  @Test func whatIsNotThereCannotBeAborted() throws {
    let initiator = try Initiator.ready(try Rig())
    #expect(try initiator.manage(.abortTask, task: 4711) == .taskDoesNotExist)
    let result = try initiator.write(pattern(512), at: 0)
    #expect(result.isGood)
    #expect(try initiator.manage(.abortTask, task: 100) == .taskDoesNotExist)
  }

  @Test func aCommandThatWaitsForItsParameterListCanBeAborted() throws {
    let initiator = try Initiator.ready(try Rig())
    let header = initiator.begin(
      cdb: Command.persistentReserveOut(.init(.register)).encodedCDB(), expecting: 24, writes: true)
    guard case .readyToTransfer? = try initiator.receive()?.header else { throw Missing() }
    #expect(try initiator.manage(.abortTask, task: header.initiatorTaskTag) == .functionComplete)
    #expect(try initiator.execute(.testUnitReady).isGood)
    #expect(initiator.window.maxCmdSN.distance(from: initiator.window.expCmdSN) == 127)
  }

  @Test(arguments: [TaskManagementCode.abortTaskSet, .clearTaskSet, .logicalUnitReset])
  func oneUnitsCommandsEndAndNoOthers(_ function: TaskManagementCode) throws {
    let initiator = try Initiator.ready(try Rig())
    let (header, request) = try initiator.withhold(pattern(512), at: 0, unit: 0)
    let (other, otherRequest) = try initiator.withhold(pattern(512), at: 0, unit: 1)
    #expect(try initiator.manage(function, unit: 0) == .functionComplete)
    initiator.sendBurst(pattern(512), in: 0..<512, of: header.initiatorTaskTag, to: request, length: 512)
    try initiator.expectNothing()
    initiator.sendBurst(pattern(512), in: 0..<512, of: other.initiatorTaskTag, to: otherRequest, length: 512)
    #expect(try initiator.finish(other.initiatorTaskTag).isGood)
  }

  @Test func aResetIsToldToEveryNexus() throws {
    let rig = try Rig()
    let (a, b) = (try Initiator.ready(rig), try Initiator.ready(rig, port: 1))
    #expect(try a.manage(.logicalUnitReset, unit: 0) == .functionComplete)
    for initiator in [a, b] {
      #expect(try initiator.execute(.testUnitReady, unit: 0).sense == .unitAttention(0x29, 0x03))
      #expect(try initiator.execute(.testUnitReady, unit: 1).isGood)
    }
    #expect(try a.manage(.targetWarmReset) == .functionComplete)
    for unit in 0...1 { #expect(try b.execute(.testUnitReady, unit: unit).sense?.code == 0x29) }
    #expect(!a.isClosed && !b.isClosed)
  }

  @Test func aColdResetEndsEverySession() throws {
    let rig = try Rig()
    let (a, b) = (try Initiator.ready(rig), try Initiator.ready(rig, port: 1))
    #expect(try a.manage(.targetColdReset) == .functionComplete)
    #expect(a.isClosed && b.isClosed)
  }

  @Test func anEvictedPortLosesItsConnectionsAndTakesNoLoginUntilItWorks() throws {
    let rig = try Rig()
    let (a, b) = (try Initiator.ready(rig), try Initiator.ready(rig, port: 1))
    let discovery = Initiator(rig, name: "iqn.2026-11.org.example:discoverer")
    try discovery.discover()
    rig.stall(port: 0, at: .afterData)
    let write = Command.write(LogicalBlocks(address: 0, count: 1))
    a.begin(cdb: write.encodedCDB(), expecting: 512, writes: true, immediate: pattern(512))
    // The port does not confirm the abort in time.
    #expect(try b.manage(.clearTaskSet) == .functionComplete)
    #expect(a.isClosed && discovery.isClosed && !b.isClosed)
    let early = Initiator(rig)
    let refusal = try early.login(early.names, in: .operational, to: .fullFeature).response
    #expect(refusal.status == .serviceUnavailable && early.isClosed)
    #expect(try b.execute(.testUnitReady).isGood)
    rig.release(port: 0)
    let again = Initiator(rig)
    try again.login()
    #expect(try again.execute(.testUnitReady).sense == .unitAttention(0x29, 0x07))
    #expect(try again.read(0) == [UInt8](repeating: 0, count: 512), "what the port held never happened")
  }

  @Test func aRequestThatIsNotImmediateHasItsTurn() throws {
    let initiator = try Initiator.ready(try Rig())
    #expect(try initiator.manage(.abortTaskSet, isImmediate: false) == .functionComplete)
    #expect(try initiator.execute(.testUnitReady).isGood)
    #expect(initiator.window.maxCmdSN.distance(from: initiator.window.expCmdSN) == 127)
  }

  @Test(arguments: [
    (TaskManagementCode.clearACA, 0, TaskManagementResult.functionNotSupported),
    (.taskReassign, 0, .reassignmentNotSupported), (.logicalUnitReset, 2, .lunDoesNotExist),
  ])
  func whatCannotBeDoneIsSaid(_ function: TaskManagementCode, _ unit: Int, _ result: TaskManagementResult) throws {
    let initiator = try Initiator.ready(try Rig())
    #expect(try initiator.manage(function, unit: unit) == result)
    #expect(!initiator.isClosed)
  }
}

struct Missing: Error {}
