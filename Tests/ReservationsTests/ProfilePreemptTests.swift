import Reservations
import SCSIWire
import Testing

/// Rows of section 10 about PREEMPT, PREEMPT AND ABORT and access, as in `ProfileTests`.
@Suite struct ProfilePreemptTests {
  struct Outcome: Equatable, CustomStringConvertible {
    var answer: Completion
    var keys: [UInt64]
    var type: UInt8?
    var holder: NexusID?
    var description: String { "\(answer) keys \(keys) type \(type ?? 0) holder \(holder?.index ?? 99)" }
  }

  /// Nexuses a, b, c under keys 0xA, 0xB, 0xC; a reserves; then the command. In the order standard, LIO, SCST, SPDK, tgt.
  private func check(
    type: UInt8?, _ command: PersistentReserveOut, from sender: Int = 0, expect expected: [Outcome],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (entry, outcome) in zip(ReservationProfile.all, expected) {
      var bench = AccessBench(entry.profile)
      let nexuses = ["a", "b", "c"].map { bench.login($0) }
      bench.register(Array(zip(nexuses, [0xA, 0xB, 0xC])), type: type)
      let answer = bench.send(command, from: nexuses[sender])
      let found = Outcome(answer: answer, keys: bench.keys, type: bench.held, holder: bench.access.table.holder)
      #expect(found == outcome, "\(entry.name)", sourceLocation: sourceLocation)
      #expect(bench.access.brokenInvariant == nil, "\(entry.name)", sourceLocation: sourceLocation)
    }
  }

  private let all: [UInt64] = [0xA, 0xB, 0xC]

  @Test("Row 'SARK=0 non-AR': while reserved, and while not")
  func keyZero() {
    let reserved = [badList, badList, badList, badCDB, badCDB]
    let command = out(.preempt, key: 0xB, type: 1)
    check(
      type: 1, command, from: 1, expect: reserved.map { Outcome(answer: $0, keys: all, type: 1, holder: NexusID(0)) })
    let free: [Completion] = [badList, badList, conflict, .good, .good]
    check(type: nil, command, from: 1, expect: free.map { Outcome(answer: $0, keys: all) })
  }

  @Test("Row 'SARK unknown': GOOD by SPDK, which counts it")
  func unknownKey() {
    let answers: [Completion] = [conflict, conflict, conflict, .good, conflict]
    check(
      type: nil, out(.preempt, key: 0xA, newKey: 0xF, type: 1), expect: answers.map { Outcome(answer: $0, keys: all) })
    var bench = AccessBench(.spdk)
    let a = bench.login("a")
    bench.register([(a, 0xA)])
    #expect(bench.send(.preempt, from: a, key: 0xA, newKey: 0xF) == .good)
    #expect(bench.access.table.generation == 2)
  }

  @Test("Row 'own key removal (none held)'")
  func ownKey() {
    let removed: [UInt64] = [0xB, 0xC]
    check(
      type: nil, out(.preempt, key: 0xA, newKey: 0xA, type: 1),
      expect: [removed, removed, all, removed, all].map { Outcome(answer: .good, keys: $0) })
  }

  @Test("Row 'AR + SARK own key'", arguments: [UInt8(7), 8])
  func ownKeyOfAllRegistrants(_ type: UInt8) {
    // Not of the nexus that reserved, whom LIO takes for the holder.
    let removed: [UInt64] = [0xA, 0xC]
    check(
      type: type, out(.preempt, key: 0xB, newKey: 0xB, type: 1), from: 1,
      expect: [removed, all, all, removed, all].map { Outcome(answer: .good, keys: $0, type: type) })
  }

  @Test("Row 'AR + SARK = key of internal holder': LIO takes the reservation over", arguments: [UInt8(7), 8])
  func internalHolder(_ type: UInt8) {
    let rest: [UInt64] = [0xB, 0xC]
    let standard = Outcome(answer: .good, keys: rest, type: type)
    let takenOver = Outcome(answer: .good, keys: rest, type: 1, holder: NexusID(1))
    check(
      type: type, out(.preempt, key: 0xB, newKey: 0xA, type: 1), from: 1,
      expect: [standard, takenOver, standard, standard, standard])
  }

  @Test("Row 'UA': tgt tells a preempted nexus 2A/03")
  func preemptedAttention() {
    for (entry, told) in zip(ReservationProfile.all, [["2A/05"], ["2A/05"], ["2A/05"], [], ["2A/03"]]) {
      var bench = AccessBench(entry.profile)
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(a, 0xA), (b, 0xB)], type: 5)
      #expect(bench.send(.preempt, from: a, key: 0xA, newKey: 0xB, type: 5) == .good)
      #expect(bench.pending(b) == told, "\(entry.name)")
    }
  }

  /// Tasks 1, 2, 3 of a, b, c; then the PREEMPT AND ABORT is task 9 of its sender. The tasks that it aborts, nil: unknown
  /// command.
  private func aborted(
    _ profile: ReservationProfile, type: UInt8, holder: Int, sender: Int, newKey: UInt64
  ) -> [UInt64]? {
    var bench = AccessBench(profile)
    let nexuses = ["a", "b", "c"].map { bench.login($0) }
    let keys: [UInt64] = [0xA, 0xB, 0xC]
    bench.register(Array(zip(nexuses, keys)))
    precondition(bench.send(.reserve, from: nexuses[holder], key: keys[holder], type: type) == .good)
    var tasks = TaskSet()
    for (index, nexus) in nexuses.enumerated() {
      _ = tasks.enable(UInt64(index + 1), nexus: nexus, holdersKey: bench.access.holdersKeyForTasks)
    }
    let command = out(.preemptAndAbort, key: keys[sender], newKey: newKey, type: type)
    guard bench.send(command, from: nexuses[sender]) == .good, let scope = bench.effects.abortScope else { return nil }
    var victims: [UInt64] = []
    _ = tasks.abort(scope, by: 9, victims: &victims)
    return victims
  }

  @Test("Row 'P&A aborts': the victims' commands; by LIO those under the holder's key; by SPDK and tgt none")
  func abortScope() {
    struct Case {
      var type: UInt8, holder: Int, sender: Int, newKey: UInt64
      var expected: [[UInt64]?]
    }
    let cases = [
      // The victim holds the reservation: LIO kills the bystander's and the caller's commands with the victim's.
      Case(type: 5, holder: 1, sender: 0, newKey: 0xB, expected: [[2], [1, 2, 3], [2], nil, nil]),
      // The victim does not hold it: LIO misses the victim's commands.
      Case(type: 5, holder: 0, sender: 0, newKey: 0xB, expected: [[2], [], [2], nil, nil]),
      // Everybody: SCST spares the caller's own.
      Case(type: 7, holder: 1, sender: 0, newKey: 0, expected: [[1, 2, 3], [1, 2, 3], [2, 3], nil, nil]),
    ]
    for row in cases {
      for (entry, expected) in zip(ReservationProfile.all, row.expected) {
        let found = aborted(entry.profile, type: row.type, holder: row.holder, sender: row.sender, newKey: row.newKey)
        #expect(found == expected, "\(entry.name) \(row)")
      }
    }
  }

  @Test("An unknown PREEMPT AND ABORT is an invalid field of the CDB")
  func unknownAbort() {
    for profile in [ReservationProfile.spdk, .tgt] {
      var bench = AccessBench(profile)
      let a = bench.login("a")
      bench.register([(a, 0xA)], type: 1)
      #expect(bench.send(.preemptAndAbort, from: a, key: 0xA, newKey: 0xA, type: 1) == badCDB)
    }
  }

  struct AccessRow: CustomStringConvertible {
    var description: String
    var command: Command
    var type: UInt8
    var isRegistered: Bool
    /// Standard, LIO, SCST, SPDK, tgt.
    var passes: [Bool]
  }

  static let start = Command.startStopUnit(.init(start: false))
  static let sync = Command.synchronizeCache(someBlocks)
  static let modeSense = Command.modeSense(.init(.six, page: 8, allocationLength: 64))
  static let modeSelect = Command.modeSelect(.init(.six, parameterListLength: 24))

  static let accessRows: [AccessRow] = [
    AccessRow(
      description: "SYNC CACHE, unregistered, WE", command: sync, type: 1, isRegistered: false,
      passes: [false, true, false, false, false]),
    AccessRow(
      description: "SYNC CACHE, registered, WE", command: sync, type: 1, isRegistered: true,
      passes: [false, false, false, false, false]),
    AccessRow(
      description: "SYNC CACHE, unregistered, WERO", command: sync, type: 5, isRegistered: false,
      passes: [false, true, false, false, false]),
    AccessRow(
      description: "SYNC CACHE, registered, WERO", command: sync, type: 5, isRegistered: true,
      passes: [true, true, true, true, true]),
    AccessRow(
      description: "STOP, unregistered, WE", command: start, type: 1, isRegistered: false,
      passes: [false, true, false, false, false]),
    AccessRow(
      description: "READ CAPACITY, unregistered, EA", command: .readCapacity10, type: 3, isRegistered: false,
      passes: [true, false, true, true, true]),
    AccessRow(
      description: "READ CAPACITY, unregistered, WE", command: .readCapacity10, type: 1, isRegistered: false,
      passes: [true, true, true, true, true]),
    AccessRow(
      description: "MODE SENSE, unregistered, WE", command: modeSense, type: 1, isRegistered: false,
      passes: [true, true, true, true, false]),
    AccessRow(
      description: "MODE SENSE, unregistered, EA", command: modeSense, type: 3, isRegistered: false,
      passes: [false, false, false, false, false]),
    AccessRow(
      description: "MODE SELECT, registered, WE", command: modeSelect, type: 1, isRegistered: true,
      passes: [false, false, false, true, false]),
    AccessRow(
      description: "MODE SELECT, unregistered, WE", command: modeSelect, type: 1, isRegistered: false,
      passes: [false, false, false, false, false]),
    AccessRow(
      description: "READ, registered, WE", command: .read(someBlocks), type: 1, isRegistered: true,
      passes: [true, true, true, true, true]),
    AccessRow(
      description: "READ, unregistered, EA", command: .read(someBlocks), type: 3, isRegistered: false,
      passes: [false, false, false, false, false]),
    AccessRow(
      description: "WRITE, unregistered, WE", command: .write(someBlocks), type: 1, isRegistered: false,
      passes: [false, false, false, false, false]),
    AccessRow(
      description: "TEST UNIT READY, unregistered, EA", command: .testUnitReady, type: 3, isRegistered: false,
      passes: [true, true, true, true, true]),
  ]

  @Test("Row 'unregistered/non-holder table'", arguments: accessRows)
  func accessTable(_ row: AccessRow) {
    for (entry, passes) in zip(ReservationProfile.all, row.passes) {
      var bench = AccessBench(entry.profile)
      let (a, b) = (bench.login("a"), bench.login("b"))
      bench.register([(a, 0xA)], type: row.type)
      if row.isRegistered { bench.register([(b, 0xB)]) }
      #expect(bench.passes(row.command, b) == passes, "\(entry.name)")
      #expect(bench.passes(row.command, a), "\(entry.name): the holder")
    }
  }
}
