import Reservations
import SCSIWire
import Testing

/// Where implementations disagree: one test for each row of section 10 of the rules, each naming what every profile does. Rows
/// about registering and reading; `ProfilePreemptTests` has those about preempting.
@Suite struct ProfileTests {
  /// What each profile answers or shows, in the order of `ReservationProfile.all`: standard, LIO, SCST, SPDK, tgt.
  private func expect<T: Equatable>(
    _ expected: [T], sourceLocation: SourceLocation = #_sourceLocation, _ observe: (inout AccessBench) -> T
  ) {
    for (entry, value) in zip(ReservationProfile.all, expected) {
      var bench = AccessBench(entry.profile)
      #expect(observe(&bench) == value, "\(entry.name)", sourceLocation: sourceLocation)
      #expect(bench.access.brokenInvariant == nil, "\(entry.name)", sourceLocation: sourceLocation)
    }
  }

  @Test("Profiles are found by their names, and only those")
  func names() {
    #expect(ReservationProfile.all.map(\.name) == ["standard", "lio", "scst", "spdk", "tgt"])
    for entry in ReservationProfile.all {
      #expect(ReservationProfile(name: entry.name) == entry.profile && entry.profile.name == entry.name)
    }
    #expect(ReservationProfile(name: "none") == nil && ReservationProfile() == .standard)
    var own = ReservationProfile.lio
    own.ownKey = .removed
    #expect(own.name == nil)
  }

  @Test("Row 'UA': none at all by SPDK; LIO drops the rest of the queue with the first report")
  func attentions() {
    expect([["29/03", "29/07"], ["29/03"], ["29/03", "29/07"], [], ["29/03", "29/07"]]) { bench in
      let a = bench.login("a")
      bench.access.logicalUnitReset()
      bench.access.nexusLost(a)
      var reported: [String] = []
      while let refusal = bench.refusal(.testUnitReady, a) { reported.append(AccessBench.code(refusal.sense)) }
      return reported
    }
  }

  @Test("Row 'UA': RELEASE of types 5 to 8 tells the sharers; tgt tells everybody but the sharer, and of types 1 and 3 only")
  func releaseAttentions() {
    // Type, then what is told to caller, sharer, unregistered bystander.
    let released = ["2A/04"]
    let standard: [[String]] = [[], released, []]
    let silence: [[String]] = [[], [], []]
    for type in everyType {
      let told = type >= 5 ? standard : silence
      expect([told, told, told, silence, type >= 5 ? silence : [released, [], released]]) { bench in
        let nexuses = ["a", "b", "c"].map { bench.login($0) }
        bench.register([(nexuses[0], 0xA), (nexuses[1], 0xB)], type: type)
        if bench.access.table.rules.profile.releaseKeepsAllRegistrants && type >= 7 { return silence }
        let answer = bench.send(.release, from: nexuses[0], key: 0xA, type: type)
        return answer == .good ? nexuses.map(bench.pending) : []
      }
    }
  }

  @Test("Row 'UA': unregistering a holder tells the sharers; with two others tgt tells everybody, the caller too")
  func unregisterAttentions() {
    let released = ["2A/04"]
    for type in singleHolderTypes {
      let told: [[String]] = type >= 5 ? [[], released, released] : [[], [], []]
      expect([told, told, told, [[], [], []], [released, released, released]]) { bench in
        let nexuses = ["a", "b", "c"].map { bench.login($0) }
        bench.register(Array(zip(nexuses, [0xA, 0xB, 0xC])), type: type)
        return bench.send(.register, from: nexuses[0], key: 0xA) == .good ? nexuses.map(bench.pending) : []
      }
    }
  }

  @Test("Row 'UA vs RC order': RC before 2A in the standard, UA first by LIO and tgt, RC before everything by SCST")
  func attentionOrder() {
    // Of a preempted nexus after a reset, the answers to three READs under Exclusive Access.
    expect([
      ["29/03", "RC", "RC"], ["29/03", "RC", "RC"], ["RC", "RC", "RC"], ["RC", "RC", "RC"], ["29/03", "2A/03", "RC"],
    ]) { bench in
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(a, 0xA), (b, 0xB)], type: 3)
      _ = bench.send(.preempt, from: a, key: 0xA, newKey: 0xB, type: 3)
      bench.access.logicalUnitReset()
      return (0..<3).map { _ in
        guard let refusal = bench.refusal(.read(someBlocks), b) else { return "passes" }
        return refusal == conflict ? "RC" : AccessBench.code(refusal.sense)
      }
    }
  }

  @Test("Row 'PRgen': what registering, doing nothing, changing, unregistering a holder, preempting two and clearing count")
  func generation() {
    expect([
      [1, 2, 3, 4, 5, 6], [1, 1, 2, 2, 3, 4], [1, 2, 3, 4, 5, 6], [1, 1, 2, 3, 6, 7], [1, 2, 3, 5, 6, 7],
    ]) { bench in
      let nexuses = ["a", "b", "c", "d"].map { bench.login($0) }
      var counts: [Int] = []
      var counted = 0
      func note() {
        counts.append(Int(bench.access.table.generation) - counted)
      }
      _ = bench.send(.register, from: nexuses[0], newKey: 0xA)
      note()
      _ = bench.send(.register, from: nexuses[1])
      note()
      _ = bench.send(.register, from: nexuses[0], key: 0xA, newKey: 0xB)
      note()
      _ = bench.send(.reserve, from: nexuses[0], key: 0xB, type: 1)
      _ = bench.send(.register, from: nexuses[0], key: 0xB)
      note()
      let before = Int(bench.access.table.generation)
      bench.register([(nexuses[1], 1), (nexuses[2], 2), (nexuses[3], 2)])
      counted = Int(bench.access.table.generation) - before
      _ = bench.send(.preempt, from: nexuses[1], key: 1, newKey: 2, type: 1)
      note()
      _ = bench.send(.clear, from: nexuses[1], key: 1)
      note()
      return counts
    }
  }

  @Test("Row 'PRgen': ALL_TG_PT counts each registration by LIO")
  func generationOfMany() {
    expect([1, 2, 1, 0, 0]) { bench in
      var command = out(.register, newKey: 0xA)
      command.allTargetPorts = true
      _ = bench.send(command, from: bench.login("a"))
      return Int(bench.access.table.generation)
    }
  }

  @Test("Row 'REGISTER SPEC_I_PT with registered port'")
  func listedRegistrant() {
    let refused = [badList, badCDB]
    expect(
      [([refused[0]], [0xB]), ([.good], [0xA, 0xB]), ([.good], [0xA, 0xA]), ([refused[1]], [0xB]), ([refused[1]], [0xB])]
        .map { Outcome(answers: $0.0, keys: $0.1) }
    ) { bench in
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(b, 0xB)])
      var command = out(.register, newKey: 0xA)
      command.specifyInitiatorPorts = true
      let answer = bench.send(command, from: a, transportIDs: [AccessBench.port("b")])
      return Outcome(answers: [answer], keys: bench.keys)
    }
  }

  struct Outcome: Equatable {
    var answers: [Completion]
    var keys: [UInt64] = []
    var held: UInt8?
  }

  @Test("Row 'unregistered RESERVE/RELEASE/CLEAR, none held'; while something is held it is a conflict for all")
  func unregistered() {
    let (lost, notReady) = (check(2, 0x08, 0x00), check(2, 0x00, 0x00))
    let actions: [ReserveOutServiceAction] = [.reserve, .release, .clear]
    let conflicts = [conflict, conflict, conflict]
    expect([conflicts, [lost, lost, lost], conflicts, [conflict, notReady, notReady], conflicts]) { bench in
      let a = bench.login("a")
      return actions.map { bench.send($0, from: a, key: 1, type: 5) }
    }
    expect([conflicts, conflicts, conflicts, conflicts, conflicts]) { bench in
      bench.register([(bench.login("b"), 0xB)], type: 5)
      let a = bench.login("a")
      return actions.map { bench.send($0, from: a, key: 1, type: 5) }
    }
  }

  @Test("Row 'RELEASE wrong type'")
  func releaseOfWrongType() {
    expect([badRelease, conflict, badRelease, badCDB, badRelease]) { bench in
      let a = bench.login("a")
      bench.register([(a, 0xA)], type: 5)
      let answer = bench.send(.release, from: a, key: 0xA, type: 6)
      return bench.held == 5 ? answer : .good
    }
  }

  @Test("Row 'RELEASE wrong key': of the holder, of a registrant, and where nothing is held")
  func releaseOfWrongKey() {
    expect([
      [conflict, conflict, conflict], [conflict, .good, .good], [conflict, conflict, .good], [badCDB, badCDB, .good],
      [conflict, .good, .good],
    ]) { bench in
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(a, 0xA), (b, 0xB)], type: 1)
      let answers = [a, b].map { bench.send(.release, from: $0, key: 0xF, type: 1) }
      precondition(bench.send(.release, from: a, key: 0xA, type: 1) == .good)
      return answers + [bench.send(.release, from: b, key: 0xF, type: 1)]
    }
  }

  @Test("Row 'RELEASE of AR with >1 registrant'")
  func releaseOfAllRegistrants() {
    expect([nil, nil, nil, 7, nil] as [UInt8?]) { bench in
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(a, 0xA), (b, 0xB)], type: 7)
      return bench.send(.release, from: a, key: 0xA, type: 7) == .good ? bench.held : 0
    }
  }

  @Test("Row 'bad scope': of RESERVE, and of PREEMPT that takes over")
  func badScope() {
    expect([[badCDB, badCDB], [badList, badList], [badCDB, badCDB], [badCDB, badCDB], [badCDB, .good]]) { bench in
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(a, 0xA), (b, 0xB)])
      let answer = bench.send(.reserve, from: a, key: 0xA, type: 1, scope: 1)
      precondition(bench.send(.reserve, from: b, key: 0xB, type: 1) == .good)
      return [answer, bench.send(.preempt, from: a, key: 0xA, newKey: 0xB, type: 1, scope: 1)]
    }
  }

  @Test(
    "Row 'R&MOVE': to a new nexus, by a non-holder, with key 0, of an All Registrants reservation, to a registrant of the key")
  func move() {
    expect([
      [.good, conflict, badList, conflict, .good], [.good, conflict, badList, conflict, .good],
      [.good, conflict, badList, conflict, .good], [badCDB, badCDB, badCDB, badCDB, badCDB],
      [badCDB, .good, conflict, .good, .good],
    ]) { bench in
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(a, 0xA), (b, 0xB)], type: 1)
      func move(_ start: AccessBench, from nexus: NexusID, newKey: UInt64, to host: String) -> Completion {
        var bench = start
        var command = out(.registerAndMove, key: nexus == a ? 0xA : 0xB, newKey: newKey)
        command.relativeTargetPort = 1
        return bench.send(command, from: nexus, transportIDs: [AccessBench.port(host)])
      }
      var shared = bench
      precondition(shared.send(.release, from: a, key: 0xA, type: 1) == .good)
      while shared.refusal(.testUnitReady, a) != nil {}
      precondition(shared.send(.reserve, from: a, key: 0xA, type: 7) == .good)
      return [
        move(bench, from: a, newKey: 0xD, to: "c"), move(bench, from: b, newKey: 0xD, to: "c"),
        move(bench, from: a, newKey: 0, to: "b"), move(shared, from: a, newKey: 0xB, to: "b"),
        move(bench, from: a, newKey: 0xB, to: "b"),
      ]
    }
  }

  @Test("Row 'R&MOVE': LIO leaves the type in the scope, so that the new holder cannot release")
  func movedScope() {
    expect([Completion.good, conflict, .good]) { bench in
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(a, 0xA)], type: 5)
      var command = out(.registerAndMove, key: 0xA, newKey: 0xB)
      command.relativeTargetPort = 1
      precondition(bench.send(command, from: a, transportIDs: [AccessBench.port("b")]) == .good)
      return bench.send(.release, from: b, key: 0xB, type: 5)
    }
  }

  @Test("Row 'registered test': after a login with another ISID, and again with the same, may the host write?")
  func registeredTest() {
    expect([[false, true], [true, true], [false, true], [false, false], [false, false]]) { bench in
      let a = bench.login("a")
      bench.register([(a, 0xA)], type: 6)
      let other = bench.login("a", isid: 2)
      bench.access.nexusLost(a)
      let again = bench.login("a")
      return [bench.passes(.write(someBlocks), other), bench.passes(.write(someBlocks), again)]
    }
  }

  @Test("Row 'CLEAR and APTPL'")
  func clearAndPersistence() {
    expect([true, false, true]) { bench in
      let a = bench.login("a")
      var command = out(.register, newKey: 0xA)
      command.activatePersistThroughPowerLoss = true
      precondition(bench.send(command, from: a) == .good && bench.send(.clear, from: a, key: 0xA) == .good)
      return bench.access.table.persistsThroughPowerLoss
    }
  }

  @Test("Row 'FULL STATUS / APTPL / SPEC_I_PT / ALL_TG_PT': who supports them, and says so")
  func optionalFeatures() {
    expect([
      [true, true, true, true, true], [true, true, true, true, true], [true, true, true, true, true],
      [true, false, false, false, false], [false, false, false, false, false],
    ]) { bench in
      let a = bench.login("a")
      func registers(_ set: (inout PersistentReserveOut) -> Void) -> Bool {
        var (bench, command) = (bench, out(.register, newKey: 0xA))
        set(&command)
        return bench.send(command, from: a) == .good
      }
      let says = bench.data(.reportCapabilities)![2] & 0x0D == 0x0D
      return [
        bench.data(.readFullStatus) != nil, registers { $0.activatePersistThroughPowerLoss = true },
        registers { $0.specifyInitiatorPorts = true }, registers { $0.allTargetPorts = true }, says,
      ]
    }
  }

  @Test("Row 'READ KEYS short alloc': ADDITIONAL LENGTH of two keys in 16 bytes, and an answer to 4 bytes")
  func readKeys() {
    expect([[16, 4], [16, -1], [16, 4], [8, 4], [16, -1]]) { bench in
      bench.register([(bench.login("a"), 0xA), (bench.login("b"), 0xB)])
      return [Int(bench.data(.readKeys, allocationLength: 16)![7]), bench.data(.readKeys, allocationLength: 4)?.count ?? -1]
    }
  }

  @Test("tgt does not verify the key of RESERVE (section 2, order of checks)")
  func reserveKey() {
    expect([conflict, conflict, conflict, conflict, Completion.good]) { bench in
      let a = bench.login("a")
      bench.register([(a, 0xA)])
      return bench.send(.reserve, from: a, key: 0xF, type: 1)
    }
  }
}
