import Barriers
import ConsistencyOracle
import EventEngine
import Reservations
import SCSIWire
import Sampling
import Testing

@testable import StorageModel

/// Two initiators on two ports of an array, and what the array said to them.
private struct LiveScene {
  var array: LiveArray
  var said: [LiveArray.Output] = []
  /// Tags for which data is withheld when it is asked for.
  var withheld: [LiveArray.Tag] = []
  let a: NexusID
  let b: NexusID
  private var tags: LiveArray.Tag = 0

  init(_ change: (inout ModelConfiguration) -> Void = { _ in }) throws {
    var configuration = ModelConfiguration()
    change(&configuration)
    array = try LiveArray(plan: Plan(configuration), seed: 1)
    a = array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:a", isid: 1), targetPort: 0)
    b = array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:b", isid: 2), targetPort: 1)
    // The attention of a nexus that was never seen before.
    for nexus in [a, b] { #expect(try finish(.testUnitReady, from: nexus).status == .checkCondition) }
  }

  mutating func send(_ command: Command, from nexus: NexusID, carriesData: Bool = false) -> LiveArray.Tag {
    tags += 1
    var submission = LiveArray.Submission(command, unit: 0, nexus: nexus)
    submission.carriesData = carriesData
    array.submit(submission, tag: tags)
    return tags
  }

  mutating func manage(_ function: TaskManagementFunction, on task: LiveArray.Tag? = nil, from nexus: NexusID) -> LiveArray.Tag {
    tags += 1
    array.manage(function, referenced: task, unit: 0, nexus: nexus, tag: tags)
    return tags
  }

  /// Lets time pass; data that is asked for arrives at once unless it is withheld.
  mutating func pass(_ time: Duration) {
    let end = array.now + time
    while true {
      var asked: [LiveArray.Tag] = []
      let next = min(end, array.nextEvent ?? end)
      array.advance(to: next) { _, output in
        said.append(output)
        if case .transferReady(let tag) = output { asked.append(tag) }
      }
      for tag in asked where !withheld.contains(tag) { array.dataArrived(tag) }
      if next == end, asked.isEmpty { return }
    }
  }

  func answer(to tag: LiveArray.Tag) -> Completion? {
    for case .answer(tag, let completion) in said { return completion }
    return nil
  }

  mutating func finish(_ command: Command, from nexus: NexusID) throws -> Completion {
    let tag = send(command, from: nexus)
    pass(.seconds(1))
    return try #require(answer(to: tag))
  }

  mutating func reserveOut(
    _ action: ReserveOutServiceAction, key: UInt64 = 0, _ serviceActionKey: UInt64 = 0, from nexus: NexusID
  ) throws -> Completion {
    try finish(out(action, key: key, serviceActionKey), from: nexus)
  }

  func out(_ action: ReserveOutServiceAction, key: UInt64, _ serviceActionKey: UInt64) -> Command {
    .persistentReserveOut(
      PersistentReserveOut(
        action, reservationKey: ReservationKey(key), serviceActionReservationKey: ReservationKey(serviceActionKey),
        type: .writeExclusiveRegistrantsOnly))
  }

  /// Both register, b reserves.
  mutating func reserve() throws {
    #expect(try reserveOut(.register, 0xA, from: a) == .good)
    #expect(try reserveOut(.register, 0xB, from: b) == .good)
    #expect(try reserveOut(.reserve, key: 0xB, from: b) == .good)
  }
}

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
    #expect(scene.array.stall(targetPort: 0, at: .afterData))
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

  @Test(arguments: [EvictedSessions.end, .keep])
  func `the sessions of an evicted port end unless the array keeps them, and none begins until the port works`(
    sessions: EvictedSessions
  ) throws {
    let ends = sessions == .end
    var scene = try LiveScene { if sessions == .keep { $0.array.evictedSessions = .keep } }
    #expect(scene.array.stall(targetPort: 0, at: .afterData))
    let stuck = scene.send(write, from: scene.a)
    scene.pass(.seconds(1))
    let read = scene.send(.read(LogicalBlocks(address: 8, count: 1)), from: scene.a)
    scene.pass(.seconds(1))
    #expect(scene.answer(to: read) == .good, "reads pass where writes wait")
    scene.said = []
    let clear = scene.manage(.clearTaskSet, from: scene.b)
    scene.pass(.seconds(6))
    #expect(scene.said.contains(.sessionsEnded(targetPort: 0)) == ends)
    #expect(scene.said.contains(.discarded(stuck)))
    #expect(scene.said.contains(.managed(clear, .functionComplete)))
    #expect(scene.array.refusesSessions(targetPort: 0) == ends)
    #expect(!scene.array.refusesSessions(targetPort: 1))
    // The write was given up by whoever ended it, and does not land when the port works again.
    #expect(scene.array.release(targetPort: 0))
    #expect(!scene.array.refusesSessions(targetPort: 0))
    scene.pass(.seconds(1))
    #expect(!scene.said.contains(.execute(stuck)))
    let again = scene.array.openNexus(.iSCSI(name: "iqn.2026-11.org.example:a", isid: 1), targetPort: 0)
    #expect(again == scene.a)
    let lost = Completion.checkCondition(.unitAttention(0x29, 0x07))
    #expect(try scene.finish(.testUnitReady, from: again) == (ends ? lost : .good))
    #expect(try scene.finish(write, from: again) == .good)
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test func `commands of an evicted port that wait for the media die with their session, those of another port do not`() throws {
    var scene = try LiveScene {
      $0.array.media.servers = 1
      $0.array.media.read = Distribution(.seconds(8))
    }
    #expect(scene.array.stall(targetPort: 0, at: .afterData))
    let stuck = scene.send(write, from: scene.a)
    scene.pass(.seconds(1))
    let read = Command.read(LogicalBlocks(address: 100, count: 1))
    let (served, queued) = (scene.send(read, from: scene.b), scene.send(read, from: scene.a))
    scene.pass(.milliseconds(1))
    _ = scene.manage(.abortTask, on: stuck, from: scene.a)
    scene.pass(.seconds(20))
    #expect(scene.said.contains(.discarded(queued)) && scene.answer(to: queued) == nil)
    #expect(scene.answer(to: served) == .good)
    #expect(scene.array.world.brokenRule == nil)
  }

  @Test func `a stall that was asked for ends when its time is over, when it is asked, and not with an earlier one`() throws {
    var scene = try LiveScene()
    #expect(!scene.array.release(targetPort: 0), "nobody had asked for a stall")
    #expect(scene.array.stall(targetPort: 0, at: .egress, lasting: .seconds(5)))
    #expect(!scene.array.stall(targetPort: 0, at: .ingress))
    #expect(scene.array.stage(ofStalledPort: 0) == .egress && scene.array.stage(ofStalledPort: 1) == nil)
    scene.pass(.seconds(1))
    #expect(scene.array.release(targetPort: 0))
    #expect(scene.array.stall(targetPort: 0, at: .ingress, lasting: .seconds(10)))
    let tag = scene.send(.testUnitReady, from: scene.a)
    scene.pass(.seconds(9))
    #expect(scene.answer(to: tag) == nil, "the first stall's time was over, the second's is not")
    scene.pass(.seconds(2))
    #expect(scene.answer(to: tag) == .good && scene.array.stage(ofStalledPort: 0) == nil)
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
