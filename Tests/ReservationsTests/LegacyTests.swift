import Reservations
import SCSIWire
import Testing

/// SPC-2 RESERVE and RELEASE, and what they are to persistent reservations (SPC-4 5.13.3).
@Suite struct LegacyTests {
  var bench = AccessBench()
  let a: NexusID
  let b: NexusID

  init() {
    a = bench.login("a")
    b = bench.login("b")
  }

  @Test("RESERVE shuts others out of all but what SPC-2 allows, and RELEASE by its holder lets them in")
  mutating func reserving() {
    #expect(bench.access.reserve(from: a) == .good)
    #expect(bench.access.reserve(from: a) == .good)
    #expect(bench.access.reserve(from: b) == conflict)
    let refused: [Command] = [
      .testUnitReady, .read(someBlocks), .write(someBlocks), .reportTargetPortGroups(extendedHeader: false, allocationLength: 8),
      .preventAllowMediumRemoval(prevent: 1),
    ]
    let allowed: [Command] = [
      .inquiry(page: nil, allocationLength: 36), .reportLuns(selectReport: 0, allocationLength: 16), .readCapacity10,
      .requestSense(descriptorFormat: false, allocationLength: 18), .readCapacity16(allocationLength: 32), .reserve, .release,
      .preventAllowMediumRemoval(prevent: 0),
    ]
    for command in refused { #expect(bench.refusal(command, b) == conflict, "\(command)") }
    for command in allowed { #expect(bench.passes(command, b), "\(command)") }
    for command in refused + allowed { #expect(bench.passes(command, a), "\(command)") }
    #expect(bench.access.release(from: b) == .good)
    #expect(bench.refusal(.read(someBlocks), b) == conflict, "a non-holder's RELEASE changes nothing")
    #expect(bench.access.release(from: a) == .good)
    #expect(bench.passes(.read(someBlocks), b))
    #expect(bench.access.brokenInvariant == nil)
  }

  @Test("While the unit is so reserved, persistent reserve commands conflict from everybody, the holder included")
  mutating func persistentCommands() {
    #expect(bench.access.reserve(from: a) == .good)
    for nexus in [a, b] {
      #expect(bench.send(.register, from: nexus, newKey: 0xA) == conflict)
      #expect(bench.refusal(.persistentReserveIn(.init(.readKeys, allocationLength: 8)), nexus) == conflict)
    }
    #expect(bench.keys.isEmpty)
  }

  @Test("With a registration present RESERVE and RELEASE conflict, even from whom the persistent reservation admits")
  mutating func registrations() {
    bench.register([(a, 0xA)], type: 5)
    for nexus in [a, b] {
      #expect(bench.access.reserve(from: nexus) == conflict)
      #expect(bench.access.release(from: nexus) == conflict)
    }
  }

  struct Party: CustomStringConvertible {
    var type: UInt8?
    /// Of the holder, another registrant, an unregistered nexus.
    var answers: [Completion]
    var description: String { type.map { "type \($0)" } ?? "nothing held" }
  }

  static let parties: [Party] =
    [Party(type: nil, answers: [conflict, conflict, conflict])]
    + everyType.map { Party(type: $0, answers: [.good, $0 >= 5 ? .good : conflict, conflict]) }

  @Test("With CRH the holder, and under types 5 to 8 each registrant, is told GOOD, and nothing happens", arguments: parties)
  func compatibleHandling(_ party: Party) {
    var bench = AccessBench(rules: ReservationRules(handlesCompatibleReservations: true))
    let (a, b, c) = (bench.login("a"), bench.login("b"), bench.login("c"))
    bench.register([(a, 0xA), (b, 0xB)], type: party.type)
    let before = bench.access
    for (nexus, answer) in zip([a, b, c], party.answers) {
      #expect(bench.access.reserve(from: nexus) == answer)
      #expect(bench.access.release(from: nexus) == answer)
    }
    #expect(bench.access == before)
  }

  @Test("The reservation dies with its nexus, by a reset and by a power loss; not by another nexus's loss")
  mutating func ends() {
    let ends: [(String, (inout LogicalUnitAccess) -> Void)] = [
      ("nexus loss", { [a] in $0.nexusLost(a) }), ("logical unit reset", { $0.logicalUnitReset() }),
      ("target reset", { $0.targetReset() }), ("power loss", { $0.powerLost() }),
    ]
    #expect(bench.access.reserve(from: a) == .good)
    bench.access.nexusLost(b)
    #expect(bench.access.legacyHolder == a)
    for (name, end) in ends {
      var access = bench.access
      end(&access)
      #expect(access.legacyHolder == nil && access.brokenInvariant == nil, "\(name)")
    }
  }

  @Test("A conflict of RESERVE leaves a lost reservation's unit attention pending; a RESERVE that may go on reports it")
  mutating func attentionOrder() {
    bench.register([(a, 0xA), (b, 0xB)])
    #expect(bench.send(.preempt, from: a, key: 0xA, newKey: 0xB, type: 1) == .good)
    #expect(bench.refusal(.reserve, b) == conflict)
    #expect(bench.pending(b) == ["2A/05"])
    #expect(bench.send(.clear, from: a, key: 0xA) == .good)
    #expect(bench.refusal(.reserve, b) == check(6, 0x2A, 0x05))
    #expect(bench.passes(.reserve, b))
  }
}
