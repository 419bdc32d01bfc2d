import Reservations
import SCSIWire
import Testing

/// The order of refusals, and the events of the unit (sections 2 and 8 of the rules).
@Suite struct LogicalUnitAccessTests {
  var bench = AccessBench()
  let a: NexusID
  let b: NexusID

  init() {
    a = bench.login("a")
    b = bench.login("b")
  }

  static let exempt: [Command] = [
    .inquiry(page: nil, allocationLength: 36), .reportLuns(selectReport: 0, allocationLength: 16),
    .requestSense(descriptorFormat: false, allocationLength: 18),
  ]

  @Test("A reset is told before a conflict, a lost reservation behind it; exempt commands report and clear nothing")
  mutating func order() {
    bench.register([(a, 0xA), (b, 0xB)], type: 3)
    #expect(bench.send(.preempt, from: a, key: 0xA, newKey: 0xB, type: 3) == .good)
    bench.access.logicalUnitReset()
    for command in Self.exempt { #expect(bench.refusal(command, b) == nil) }
    #expect(bench.pending(b) == ["29/03", "2A/05"])
    #expect(bench.refusal(.read(someBlocks), b) == check(6, 0x29, 0x03))
    #expect(bench.refusal(.read(someBlocks), b) == conflict)
    #expect(bench.pending(b) == ["2A/05"])
    #expect(bench.refusal(.testUnitReady, b) == check(6, 0x2A, 0x05))
    #expect(bench.refusal(.testUnitReady, b) == nil)
  }

  @Test("PERSISTENT RESERVE IN reports a unit attention")
  mutating func reserveInReports() {
    bench.access.logicalUnitReset()
    #expect(bench.refusal(.persistentReserveIn(.init(.readKeys, allocationLength: 8)), a) == check(6, 0x29, 0x03))
  }

  @Test("What table 66 forbids a preempted nexus conflicts before its unit attention is told; REGISTER is told it")
  mutating func reserveOutOrder() {
    bench.register([(a, 0xA), (b, 0xB)], type: 5)
    #expect(bench.send(.preemptAndAbort, from: a, key: 0xA, newKey: 0xB, type: 5) == .good)
    for action: ReserveOutServiceAction in [.reserve, .release, .clear, .preempt, .preemptAndAbort, .registerAndMove] {
      #expect(bench.send(action, from: b, key: 0xB, newKey: 0xA, type: 5) == conflict)
      #expect(bench.pending(b) == ["2A/05"])
    }
    #expect(bench.send(.register, from: b, newKey: 0xB) == check(6, 0x2A, 0x05))
    #expect(bench.send(.register, from: b, newKey: 0xB) == .good)
  }

  @Test("A nexus seen for the first time hears of the power on; a new ISID is such a nexus, and not registered")
  mutating func firstSight() {
    bench.register([(a, 0xA)], type: 5)
    let again = bench.directory.login(AccessBench.port("a", isid: 2), targetPort: 1)
    bench.access.loggedIn(again, in: bench.directory)
    #expect(bench.refusal(.write(someBlocks), again) == check(6, 0x29, 0x00))
    #expect(bench.refusal(.write(someBlocks), again) == conflict)
    #expect(!bench.access.table.isRegistered(again))
  }

  @Test("A nexus whose index lies far beyond those seen is unregistered, owes 29/00, and may register")
  mutating func farIndex() {
    bench.register([(a, 0xA)], type: 1)
    let far = NexusID(1000)
    #expect(bench.access.pendingAttentions(of: far).next == .powerOnOrReset)
    #expect(bench.refusal(.read(someBlocks), far) == check(6, 0x29, 0x00))
    #expect(bench.refusal(.write(someBlocks), far) == conflict)
    #expect(bench.access.perform(out(.register, newKey: 0xF), from: far, effects: &bench.effects) == .good)
    #expect(bench.access.table.key(of: far)?.value == 0xF && bench.access.brokenInvariant == nil)
  }

  @Test("Nexuses known from the beginning owe no unit attention")
  func knownNexuses() {
    var access = LogicalUnitAccess(nexusCount: 2)
    #expect(access.refusal(of: .write(someBlocks), from: NexusID(1)) == nil)
    #expect(access.refusal(of: .write(someBlocks), from: NexusID(2)) == check(6, 0x29, 0x00))
  }

  struct Event: CustomStringConvertible, Sendable {
    var description: String
    /// What each of the nexuses a and b is told.
    var told: [[String]]
    var happens: @Sendable (inout LogicalUnitAccess, NexusID) -> Void
  }

  static let harmlessEvents: [Event] = [
    Event(description: "logical unit reset", told: [["29/03"], ["29/03"]]) { access, _ in access.logicalUnitReset() },
    Event(description: "target reset", told: [["29/02"], ["29/02"]]) { access, _ in access.targetReset() },
    Event(description: "I_T nexus loss", told: [["29/07"], []]) { access, a in access.nexusLost(a) },
  ]

  @Test("Registrations, reservation and PRgeneration outlive everything but a power loss", arguments: harmlessEvents)
  mutating func harmless(_ event: Event) {
    bench.register([(a, 0xA), (b, 0xB)], type: 5)
    let table = bench.access.table
    event.happens(&bench.access, a)
    #expect(bench.access.table == table)
    #expect([bench.pending(a), bench.pending(b)] == event.told)
    let back = bench.directory.login(AccessBench.port("a"), targetPort: 1)
    bench.access.loggedIn(back, in: bench.directory)
    #expect(back == a && bench.pending(a) == event.told[0], "a login with the same ISID changes nothing")
  }

  @Test("Without APTPL a power loss takes everything, and the unit is ready")
  mutating func powerLossWithout() {
    bench.register([(a, 0xA), (b, 0xB)], type: 5)
    #expect(bench.send(.preempt, from: a, key: 0xA, newKey: 0xB, type: 6) == .good)
    bench.access.powerLost()
    #expect(bench.access.persistentImage(in: bench.directory) == nil)
    #expect(bench.keys.isEmpty && bench.held == nil && bench.access.table.generation == 0)
    #expect(bench.pending(a) == ["29/01"] && bench.pending(b) == ["29/01"], "other conditions are gone")
    #expect(bench.refusal(.write(someBlocks), b) == check(6, 0x29, 0x01))
    #expect(bench.refusal(.write(someBlocks), b) == nil)
  }

  @Test("With APTPL the unit is not ready until what persisted is restored; PRgeneration starts anew")
  mutating func powerLossWith() {
    var command = out(.register, newKey: 0xA)
    command.activatePersistThroughPowerLoss = true
    #expect(bench.send(command, from: a) == .good)
    #expect(bench.send(.reserve, from: a, key: 0xA, type: 5) == .good)
    bench.access.powerLost()
    #expect(bench.refusal(.testUnitReady, a) == check(6, 0x29, 0x01))
    let notReady = check(2, 0x04, 0x01)
    let refused: [Command] = [
      .testUnitReady, .read(someBlocks), .write(someBlocks), .readCapacity10, .reserve,
      .persistentReserveIn(.init(.readKeys, allocationLength: 8)), .persistentReserveOut(out(.register, newKey: 1)),
      .startStopUnit(.init(start: false)),
    ]
    let allowed: [Command] =
      Self.exempt + [.reportTargetPortGroups(extendedHeader: false, allocationLength: 8), .startStopUnit(.init(start: true))]
    for command in refused { #expect(bench.refusal(command, a) == notReady, "\(command)") }
    for command in allowed { #expect(bench.refusal(command, a) == nil, "\(command)") }
    bench.access.restoreFinished()
    #expect(bench.passes(.write(someBlocks), a))
    #expect(bench.refusal(.write(someBlocks), b) == check(6, 0x29, 0x01))
    #expect(bench.refusal(.write(someBlocks), b) == conflict)
    #expect(bench.keys == [0xA] && bench.access.table.generation == 0 && bench.access.brokenInvariant == nil)
  }

  @Test("Commands cleared by another are told with 2F/00 to their nexuses but the aborter; with TAS to nobody")
  mutating func tasksCleared() {
    bench.access.tasksCleared(of: [a, b], by: a)
    #expect(bench.pending(a).isEmpty && bench.pending(b) == ["2F/00"])
    bench.access.control.taskAbortedStatus = true
    bench.access.tasksCleared(of: [a, b], by: b)
    #expect(bench.pending(a).isEmpty)
  }

  @Test("NUAR silences RELEASE, but not the unregistration of a holder")
  mutating func releaseWithoutAttention() {
    bench.access.control.noUnitAttentionOnRelease = true
    bench.register([(a, 0xA), (b, 0xB)], type: 5)
    #expect(bench.send(.release, from: a, key: 0xA, type: 5) == .good)
    #expect(bench.pending(b).isEmpty)
    #expect(bench.send(.reserve, from: a, key: 0xA, type: 5) == .good)
    #expect(bench.send(.register, from: a, key: 0xA) == .good)
    #expect(bench.pending(b) == ["2A/04"])
  }

  @Test("APTPL where it is not supported is an invalid field of the list, and ignored where it does not count")
  func persistenceUnsupported() {
    var bench = AccessBench(rules: ReservationRules(supportsPersistence: false))
    let a = bench.login("a")
    var command = out(.register, newKey: 0xA)
    command.activatePersistThroughPowerLoss = true
    #expect(bench.send(command, from: a) == badList)
    bench.register([(a, 0xA)])
    command = out(.reserve, key: 0xA, type: 5)
    command.activatePersistThroughPowerLoss = true
    #expect(bench.send(command, from: a) == .good)
  }
}
