import Reservations
import SCSIWire
import Testing

/// PREEMPT and PREEMPT AND ABORT: SPC-4 5.13.11.2.4-7, table 72 and figure 9. Every row holds for both service actions;
/// `aborted` is what PREEMPT AND ABORT aborts.
@Suite struct PreemptTests {
  static let three = TableState([0: 0xA, 1: 0xB, 2: 0xC, 3: 0xB])
  static let lost = [UnitAttention.registrationsPreempted]
  static let changed = [UnitAttention.reservationsReleased]

  static func held(_ type: UInt8, by holder: UInt32? = nil) -> TableState {
    TableState(three.keys, type: type, holder: holder)
  }

  static func preempt(_ victim: UInt64, type: UInt8, scope: UInt8 = 0, key: UInt64 = 0xA) -> PersistentReserveOut {
    out(.preempt, key: key, newKey: victim, type: type, scope: scope)
  }

  static let refusals: [ServiceActionRow] =
    [
      .refused("unregistered", given: three, from: 4, preempt(0xB, type: 5, key: 0), conflict),
      .refused("wrong key", given: three, preempt(0xB, type: 5, key: 0xC), conflict),
      .refused("key 0, nothing held", given: three, preempt(0, type: 5), badList),
      .refused("unknown key, nothing held", given: three, preempt(0xD, type: 5), conflict),
    ]
    + singleHolderTypes.flatMap { type -> [ServiceActionRow] in
      [
        .refused("key 0 under type \(type)", given: held(type, by: 1), preempt(0, type: 5), badList),
        .refused("unknown key under type \(type)", given: held(type, by: 1), preempt(0xD, type: 5), conflict),
        .refused("holder's key, element scope", given: held(type, by: 1), preempt(0xB, type: 5, scope: 2), badCDB),
      ]
        + reservedTypes.map {
          .refused("holder's key, type \($0)", given: held(type, by: 1), preempt(0xB, type: $0), badCDB)
        }
    }
    + [UInt8(7), 8].flatMap { type -> [ServiceActionRow] in
      [
        .refused("unknown key under type \(type)", given: held(type), preempt(0xD, type: 5), conflict),
        .refused("key 0 under type \(type), bad type", given: held(type), preempt(0, type: 2), badCDB),
      ]
    }

  /// The holder's key: its reservation and every registration under that key go; the caller holds the new one.
  static let takeovers: [ServiceActionRow] = singleHolderTypes.flatMap { old in
    everyType.flatMap { new -> [ServiceActionRow] in
      let survivor: [UInt32: [UnitAttention]] = old == new ? [:] : [2: changed]
      return [
        ServiceActionRow(
          name: "type \(old) by type \(new)", given: held(old, by: 1), command: preempt(0xB, type: new), answer: .good,
          then: TableState([0: 0xA, 2: 0xC], type: new, holder: 0),
          attentions: survivor.merging([1: lost, 3: lost]) { a, _ in a }, aborted: [1, 3], preempted: [1: 0xB, 3: 0xB],
          generationIncrement: 1),
        ServiceActionRow(
          name: "type \(old) by type \(new), the caller sharing the holder's key", given: held(old, by: 1), nexus: 3,
          command: preempt(0xB, type: new, key: 0xB), answer: .good,
          then: TableState([0: 0xA, 2: 0xC, 3: 0xB], type: new, holder: 3),
          attentions: (old == new ? [:] : [0: changed, 2: changed]).merging([1: lost]) { a, _ in a }, aborted: [1, 3],
          preempted: [1: 0xB], generationIncrement: 1),
        ServiceActionRow(
          name: "type \(old) by type \(new), the holder preempting itself", given: held(old, by: 0),
          command: preempt(0xA, type: new), answer: .good, then: held(new, by: 0),
          attentions: old == new ? [:] : [1: changed, 2: changed, 3: changed], aborted: [0], generationIncrement: 1),
      ]
    }
  }

  /// Any other key: only registrations go; type and scope are ignored.
  static let removals: [ServiceActionRow] = ([nil] + singleHolderTypes).flatMap { (type: UInt8?) -> [ServiceActionRow] in
    let under = type.map { "under type \($0)" } ?? "nothing held"
    let given = TableState(three.keys, type: type, holder: 2)
    return [
      ServiceActionRow(
        name: "another's key, \(under)", given: given, command: preempt(0xB, type: 0xF, scope: 0xF), answer: .good,
        then: TableState([0: 0xA, 2: 0xC], type: type, holder: 2), attentions: [1: lost, 3: lost], aborted: [1, 3],
        preempted: [1: 0xB, 3: 0xB], generationIncrement: 1),
      ServiceActionRow(
        name: "the caller's own key, \(under)", given: given, nexus: 1, command: preempt(0xB, type: 0xF, key: 0xB),
        answer: .good, then: TableState([0: 0xA, 2: 0xC], type: type, holder: 2), attentions: [3: lost], aborted: [1, 3],
        preempted: [1: 0xB, 3: 0xB], generationIncrement: 1),
    ]
  }

  static let allRegistrants: [ServiceActionRow] = [UInt8(7), 8].flatMap { old -> [ServiceActionRow] in
    everyType.map { new in
      ServiceActionRow(
        name: "key 0 under type \(old) by type \(new)", given: held(old), command: preempt(0, type: new), answer: .good,
        then: TableState([0: 0xA], type: new, holder: 0), attentions: [1: lost, 2: lost, 3: lost], aborted: [0, 1, 2, 3],
        preempted: [1: 0xB, 2: 0xC, 3: 0xB], generationIncrement: 1)
    } + [
      ServiceActionRow(
        name: "a key under type \(old)", given: held(old), command: preempt(0xB, type: 0xF, scope: 0xF), answer: .good,
        then: TableState([0: 0xA, 2: 0xC], type: old), attentions: [1: lost, 3: lost], aborted: [1, 3],
        preempted: [1: 0xB, 3: 0xB], generationIncrement: 1),
      ServiceActionRow(
        name: "the caller's own key under type \(old)", given: held(old), command: preempt(0xA, type: 5), answer: .good,
        then: TableState([1: 0xB, 2: 0xC, 3: 0xB], type: old), aborted: [0], preempted: [0: 0xA], generationIncrement: 1),
      ServiceActionRow(
        name: "the last key under type \(old)", given: TableState([0: 0xA], type: old), command: preempt(0xA, type: 5),
        answer: .good, then: TableState(), aborted: [0], preempted: [0: 0xA], generationIncrement: 1),
    ]
  }

  static let rows = refusals + takeovers + removals + allRegistrants

  @Test("PREEMPT follows its rows and aborts nothing", arguments: rows)
  func preemptRow(_ row: ServiceActionRow) {
    var row = row
    row.aborted = []
    row.check()
  }

  @Test("PREEMPT AND ABORT follows the same rows and aborts every nexus that had the key", arguments: rows)
  func preemptAndAbortRow(_ row: ServiceActionRow) {
    var row = row
    row.command.serviceAction = .preemptAndAbort
    row.check()
  }

  @Test("A preempted node that registers again regains access, for exclusion lasts only as long as it stays away")
  func victimRegistersAgain() {
    var bench = Bench(Self.held(5, by: 0))
    #expect(bench.send(.preemptAndAbort, from: 0, key: 0xA, newKey: 0xB, type: 5) == .good)
    #expect(!bench.table.permits(.writeLike, from: NexusID(1)))
    #expect(bench.send(.register, from: 1, newKey: 0xB) == .good)
    #expect(bench.table.permits(.writeLike, from: NexusID(1)))
  }

  @Test("Without a reservation PREEMPT shuts nobody out")
  func noReservationNoExclusion() {
    var bench = Bench(Self.three)
    #expect(bench.send(.preempt, from: 0, key: 0xA, newKey: 0xB, type: 5) == .good)
    #expect(bench.table.permits(.writeLike, from: NexusID(1)))
  }
}
