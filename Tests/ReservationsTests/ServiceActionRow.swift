import Reservations
import SCSIWire
import Testing

/// One row of the rules: a state, a command, and everything that may be observed afterwards.
struct ServiceActionRow: CustomStringConvertible {
  var name: String
  var given: TableState
  var nexus: UInt32 = 0
  var command: PersistentReserveOut
  var answer: Completion
  var then: TableState
  var attentions: [UInt32: [UnitAttention]] = [:]
  var aborted: [UInt32] = []
  var preempted: [UInt32: UInt64] = [:]
  var generationIncrement: UInt32 = 0

  var description: String { name }

  /// A command that is refused and must leave no trace.
  static func refused(
    _ name: String, given: TableState, from nexus: UInt32 = 0, _ command: PersistentReserveOut, _ answer: Completion
  ) -> Self {
    Self(name: name, given: given, nexus: nexus, command: command, answer: answer, then: given)
  }

  func check() {
    var bench = Bench(given)
    let generation = bench.table.generation
    #expect(bench.send(command, from: nexus) == answer)
    #expect(bench.state == then)
    #expect(bench.attentions == attentions)
    #expect(bench.effects.aborted.map(\.index).sorted() == aborted)
    let lost = bench.effects.preemptedRegistrations.map { ($0.nexus.index, $0.key.value) }
    #expect(Dictionary(uniqueKeysWithValues: lost) == preempted)
    #expect(bench.table.generation == generation + generationIncrement)
    #expect(bench.table.brokenInvariant == nil)
  }
}

let conflict = Completion.reservationConflict
let badCDB = Completion.checkCondition(Sense(key: 5, code: 0x24, qualifier: 0))
let badList = Completion.checkCondition(Sense(key: 5, code: 0x26, qualifier: 0))
let badRelease = Completion.checkCondition(Sense(key: 5, code: 0x26, qualifier: 4))
let everyType: [UInt8] = [1, 3, 5, 6, 7, 8]
let singleHolderTypes: [UInt8] = [1, 3, 5, 6]
let reservedTypes: [UInt8] = [0, 2, 4, 9, 0xF]
