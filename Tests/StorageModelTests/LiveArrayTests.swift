import Barriers
import ConsistencyOracle
import EventEngine
import Reservations
import SCSIWire
import Sampling
import Testing

@testable import StorageModel

private let write = Command.write(LogicalBlocks(address: 8, count: 1))

@Suite struct LiveArrayTests {
  @Test func `a write asks for its data, takes effect once it is there, and is answered`() throws {
    var scene = try LiveScene()
    scene.said = []
    let tag = scene.send(write, from: scene.a)
    scene.pass(.seconds(1))
    #expect(scene.said == [.transferReady(tag), .execute(tag), .answer(tag, .good)])
    #expect(scene.array.world.brokenRule == nil)
    #expect(scene.array.nextEvent == nil)
  }

  @Test func `a command that could not be executed ends with the completion it was given, and the media are untouched`() throws {
    var scene = try LiveScene()
    let miscompare = Completion.checkCondition(Sense(key: 0xE, code: 0x1D, qualifier: 0))
    scene.array.submit(.init(write, unit: 0, nexus: scene.a), tag: 99)
    var answers: [LiveArray.Output] = []
    for _ in 0..<2 {
      scene.array.advance(to: scene.array.now + .seconds(1)) { array, output in
        if case .execute(99) = output { array.failed(99, with: miscompare) }
        answers.append(output)
      }
      if answers.contains(.transferReady(99)), !answers.contains(.execute(99)) { scene.array.dataArrived(99) }
    }
    #expect(answers.last == .answer(99, miscompare))
    #expect(scene.array.world.oracle.isQuiet)
  }

  @Test(arguments: [true, false])
  func `PREEMPT AND ABORT ends a write that waits for data, with TASK ABORTED if and only if TAS is one`(tas: Bool) throws {
    var scene = try LiveScene { $0.array.taskAbortedStatus = tas }
    try scene.reserve()
    let stuck = scene.send(write, from: scene.a)
    scene.withheld = [stuck]
    scene.pass(.seconds(1))
    #expect(try scene.reserveOut(.preemptAndAbort, key: 0xB, 0xA, from: scene.b) == .good)
    #expect(scene.answer(to: stuck) == (tas ? Completion(.taskAborted) : nil))
    #expect(scene.said.contains(.discarded(stuck)) == !tas)
    // Late data finds nobody.
    scene.array.dataArrived(stuck)
    scene.pass(.seconds(1))
    #expect(!scene.said.contains(.execute(stuck)))
    // 2A/05 stays pending behind the conflict; without TAS there is 2F/00 too.
    #expect(try scene.finish(write, from: scene.a) == .reservationConflict)
    #expect(try scene.finish(.testUnitReady, from: scene.a).sense == .unitAttention(0x2A, 0x05))
    #expect(
      try scene.finish(.testUnitReady, from: scene.a)
        == (tas ? .good : .checkCondition(.unitAttention(0x2F, 0x00))))
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test func `plain PREEMPT lets a checked write land`() throws {
    var scene = try LiveScene()
    try scene.reserve()
    let stuck = scene.send(write, from: scene.a)
    scene.withheld = [stuck]
    scene.pass(.seconds(1))
    #expect(try scene.reserveOut(.preempt, key: 0xB, 0xA, from: scene.b) == .good)
    scene.array.dataArrived(stuck)
    scene.pass(.seconds(1))
    #expect(scene.answer(to: stuck) == .good)
    // PREEMPT promises nothing about what has passed its check.
    #expect(scene.array.world.oracle.counts.barrierViolations.events == 0)
  }

  @Test func `who aborts its own command hears nothing more of it`() throws {
    var scene = try LiveScene()
    let stuck = scene.send(write, from: scene.a)
    scene.withheld = [stuck]
    scene.pass(.seconds(1))
    let request = scene.manage(.abortTask, on: stuck, from: scene.a)
    scene.pass(.seconds(1))
    #expect(scene.said.suffix(2) == [.discarded(stuck), .managed(request, .functionComplete)])
    #expect(try scene.finish(.testUnitReady, from: scene.a) == .good)
  }

  @Test func `ABORT TASK of a command that ended before, or was never there, finds no such task`() throws {
    var scene = try LiveScene { $0.array.media.write = Distribution(.seconds(3)) }
    let unknown = scene.manage(.abortTask, on: 4711, from: scene.a)
    scene.pass(.seconds(1))
    #expect(scene.said.last == .managed(unknown, .taskDoesNotExist))
    // One that the media work on ends as if nothing had been asked.
    let served = scene.send(write, from: scene.a)
    scene.pass(.seconds(1))
    let late = scene.manage(.abortTask, on: served, from: scene.a)
    scene.pass(.seconds(5))
    #expect(scene.answer(to: served) == .good)
    #expect(scene.said.last == .managed(late, .taskDoesNotExist))
    let over = scene.manage(.abortTask, on: served, from: scene.a)
    scene.pass(.seconds(1))
    #expect(scene.said.last == .managed(over, .taskDoesNotExist))
  }

  @Test func `the abort of one command evicts its neighbours from the port, and theirs find no such task`() throws {
    var scene = try LiveScene { $0.array.evictedSessions = .keep }
    scene.stall(0, at: .afterData)
    let (first, second) = (scene.send(write, from: scene.a), scene.send(write, from: scene.a))
    scene.pass(.seconds(1))
    let abort = scene.manage(.abortTask, on: first, from: scene.a)
    scene.pass(.seconds(6))
    #expect(scene.said.contains(.managed(abort, .functionComplete)))
    let sibling = scene.manage(.abortTask, on: second, from: scene.a)
    scene.pass(.seconds(1))
    #expect(scene.said.last == .managed(sibling, .taskDoesNotExist))
  }

  @Test func `TARGET RESET is complete when every logical unit is quiet, and each nexus hears of it on each unit`() throws {
    var scene = try LiveScene { $0.array.logicalUnits = 3 }
    let stuck = scene.send(write, from: scene.a)
    scene.withheld = [stuck]
    scene.pass(.seconds(1))
    let request = scene.manage(.targetReset, from: scene.b)
    scene.pass(.seconds(1))
    #expect(scene.said.suffix(2) == [.answer(stuck, Completion(.taskAborted)), .managed(request, .functionComplete)])
    #expect(try scene.finish(.testUnitReady, from: scene.a).sense.code == 0x29)
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test func `the loss of its nexus ends a waiting write, and the nexus hears of the loss when it is back`() throws {
    var scene = try LiveScene()
    let stuck = scene.send(write, from: scene.a)
    scene.withheld = [stuck]
    scene.pass(.seconds(1))
    scene.array.closeNexus(scene.a)
    scene.pass(.seconds(1))
    #expect(scene.said.last == .discarded(stuck))
    let again = scene.array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:a", isid: 1), targetPort: 0)
    #expect(again == scene.a)
    #expect(try scene.finish(.testUnitReady, from: again).sense == .unitAttention(0x29, 0x07))
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test(arguments: [false, true])
  func `a write that a stalled port holds lands over newer data unless its nexus was preempted and aborted`(barrier: Bool) throws
  {
    let port = TargetPortName(controller: 0, port: 0)
    var scene = try LiveScene {
      $0.faults = [
        FaultConfiguration(
          name: "stall", at: .init(.seconds(10)), lasting: .init(.seconds(30)), kind: .portStall(port, .afterData))
      ]
    }
    try scene.reserve()
    scene.pass(Instant.zero + .seconds(11) - scene.array.now)
    let stuck = scene.send(write, from: scene.a)
    scene.pass(.seconds(1))
    scene.array.closeNexus(scene.a)
    if barrier {
      let preempt = scene.send(scene.out(.preemptAndAbort, key: 0xB, 0xA), from: scene.b)
      scene.pass(.seconds(1))
      #expect(scene.answer(to: preempt) == nil, "the port has not confirmed the abort")
      scene.pass(.seconds(5))
      #expect(scene.answer(to: preempt) == .good, "the port was evicted")
    }
    #expect(try scene.finish(write, from: scene.b) == .good)
    scene.pass(.seconds(40))
    #expect(scene.said.contains(.execute(stuck)) == !barrier)
    #expect(scene.array.world.oracle.counts.staleWrites.events == (barrier ? 0 : 1))
    #expect(scene.array.world.brokenRule == nil)
  }

  /// Where a READ is when its session ends or its initiator asks for its abort.
  enum Place: CaseIterable { case queue, service, port }

  @Test(arguments: Place.allCases, [true, false])
  func `a READ that is given up is given up once`(place: Place, closes: Bool) throws {
    var scene = try LiveScene {
      $0.array.media.servers = 1
      $0.array.media.read = Distribution(.seconds(2))
      if place == .port {
        $0.faults = [
          fault(.portStall(TargetPortName(controller: 0, port: 0), .afterCheck), at: .seconds(10), lasting: .seconds(5))
        ]
      }
    }
    scene.pass(.zero + .seconds(11) - scene.array.now)
    let read = Command.read(LogicalBlocks(address: 8, count: 1))
    if place == .queue { _ = scene.send(read, from: scene.b) }
    let given = scene.send(read, from: scene.a)
    scene.pass(.milliseconds(100))
    if closes { scene.array.closeNexus(scene.a) } else { _ = scene.manage(.abortTask, on: given, from: scene.a) }
    scene.pass(.seconds(20))
    #expect(scene.array.world.brokenRule == nil)
    #expect(scene.array.nextEvent == nil)
  }

  @Test func `two PREEMPT AND ABORTs of one nexus do not wait for each other`() throws {
    var scene = try LiveScene()
    try scene.reserve()
    let both = (0..<2).map { _ in scene.send(scene.out(.preemptAndAbort, key: 0xB, 0xB), from: scene.b) }
    scene.pass(.seconds(30))
    #expect(both.contains { scene.answer(to: $0) == .good })
    let reset = scene.manage(.logicalUnitReset, from: scene.a)
    scene.pass(.seconds(30))
    #expect(scene.said.contains(.managed(reset, .functionComplete)))
    #expect(scene.array.world.brokenRule == nil)
    #expect(scene.array.nextEvent == nil)
  }

  @Test func `a stalled ingress looks at nothing, a stalled egress answers nothing, and slow media take their time`() throws {
    let port = TargetPortName(controller: 0, port: 0)
    let kinds: [any FaultKind] = [
      PortStall.portStall(port, .ingress), PortStall.portStall(port, .egress), MediaSlow.mediaSlow(factor: 10_000),
    ]
    for kind in kinds {
      var scene = try LiveScene { $0.faults = [fault(kind, at: .seconds(10), lasting: .seconds(5))] }
      scene.pass(.zero + .seconds(11) - scene.array.now)
      scene.said = []
      let tag = scene.send(write, from: scene.a)
      scene.pass(.milliseconds(500))
      #expect(scene.answer(to: tag) == nil, "\(kind)")
      // The request for data is an answer too; only slow media have the data by now.
      #expect(scene.said.isEmpty == !(kind is MediaSlow), "\(kind)")
      scene.pass(.seconds(10))
      #expect(scene.answer(to: tag) == .good, "\(kind)")
    }
  }

  @Test func `a port is known by being registered, not by being named in vain`() throws {
    var scene = try LiveScene()
    let stranger = TransportID.iSCSI(name: "iqn.2026-11.org.example:c", isid: 3)
    func register(key: UInt64, _ port: TransportID) throws -> Completion {
      let out = PersistentReserveOut(
        .register, reservationKey: ReservationKey(key), serviceActionReservationKey: ReservationKey(0xA),
        specifyInitiatorPorts: true)
      scene.array.submit(
        .init(.persistentReserveOut(out), unit: 0, nexus: scene.a, transportIDs: [port]), tag: 1_000 + key)
      scene.pass(.seconds(1))
      let answer = try #require(scene.answer(to: 1_000 + key))
      scene.said = []
      return answer
    }
    let device = TransportID.iSCSI(name: "iqn.2026-11.org.example:c", isid: nil)
    #expect(try register(key: 0, device) == .checkCondition(.invalidFieldInParameterList))
    #expect(try register(key: 7, stranger) == .reservationConflict)
    #expect(try register(key: 0, device) == .checkCondition(.invalidFieldInParameterList))
    #expect(try register(key: 0, stranger) == .good)
    let full = try #require(scene.array.reserveInData(.init(.readFullStatus, allocationLength: .max), unit: 0))
    let descriptors = try FullStatusData.decode(full).descriptors
    #expect(Set(descriptors.map(\.transportID)) == [stranger, .iSCSI(name: "iqn.2026-11.org.example:a", isid: 1)])
  }

  /// Without data of its own a write waits for an R2T that nobody answers.
  @Test(arguments: [PortStage.ingress, .afterCheck], [true, false])
  func `a write whose session is gone lands when its port moves again if its data came with it`(
    stage: PortStage, carriesData: Bool
  ) throws {
    let port = TargetPortName(controller: 0, port: 0)
    var scene = try LiveScene { $0.faults = [fault(.portStall(port, stage), at: .seconds(10), lasting: .seconds(30))] }
    scene.pass(.zero + .seconds(11) - scene.array.now)
    let stuck = scene.send(write, from: scene.a, carriesData: carriesData)
    scene.pass(.seconds(1))
    scene.array.closeNexus(scene.a)
    #expect(try scene.finish(write, from: scene.b) == .good)
    scene.pass(.seconds(40))
    // What has passed the check is in the task set, and dies with its nexus when it asks for data.
    #expect(scene.said.contains(.execute(stuck)) == carriesData)
    #expect(scene.array.world.oracle.counts.staleWrites.events == (carriesData ? 1 : 0))
    // The port noticed the loss behind what it held.
    let again = scene.array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:a", isid: 1), targetPort: 0)
    #expect(try scene.finish(.testUnitReady, from: again).sense == .unitAttention(0x29, 0x07))
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test func `faults of hosts and links are refused, for a live array has neither`() throws {
    var configuration = ModelConfiguration()
    configuration.faults = [
      FaultConfiguration(
        name: "pause", at: .init(.seconds(1)), lasting: .init(.seconds(1)), kind: .hostPause(host: 0, takeoverAfter: nil))
    ]
    let plan = try Plan(configuration)
    #expect(throws: ConfigurationError.self) { try LiveArray(plan: plan, seed: 1) }
  }
}
