import Reservations
import SCSIWire
import Testing

/// The dialect of SPC-2: scope ELEMENT with its address, several reservations side by side, nothing that came later.
@Suite struct ElementTests {
  var bench = AccessBench(rules: ReservationRules(dialect: .spc2, hasElements: true))
  let a: NexusID
  let b: NexusID

  init() {
    a = bench.login("a")
    b = bench.login("b")
    bench.register([(a, 0xA), (b, 0xB)])
  }

  private func element(
    _ action: ReserveOutServiceAction, _ address: UInt32, key: UInt64, newKey: UInt64 = 0, type: UInt8 = 1
  ) -> PersistentReserveOut {
    var command = out(action, key: key, newKey: newKey, type: type, scope: 2)
    command.scopeSpecificAddress = address
    return command
  }

  private var reservations: [[UInt64]] {
    bench.access.table.reservationDescriptors.map {
      [$0.key.value, UInt64($0.scopeSpecificAddress), UInt64($0.scope), UInt64($0.type)]
    }
  }

  @Test("Elements are reserved one by one, beside each other and beside the unit; each has its descriptor")
  mutating func coexisting() {
    #expect(bench.send(element(.reserve, 9, key: 0xA, type: 3), from: a) == .good)
    #expect(bench.send(element(.reserve, 4, key: 0xB), from: b) == .good)
    #expect(bench.send(element(.reserve, 5, key: 0xA), from: a) == .good)
    #expect(reservations == [[0xB, 4, 2, 1], [0xA, 5, 2, 1], [0xA, 9, 2, 3]])
    #expect(bench.send(element(.release, 4, key: 0xB), from: b) == .good)
    #expect(bench.send(.reserve, from: a, key: 0xA, type: 5) == .good, "nobody else holds anything of the unit")
    #expect(reservations == [[0xA, 0, 0, 5], [0xA, 5, 2, 1], [0xA, 9, 2, 3]])
    #expect(bench.access.table.generation == 2 && bench.access.brokenInvariant == nil)
  }

  @Test("An element's reservation is repeated, not changed, nor taken by another; the unit contains its elements")
  mutating func conflicts() {
    #expect(bench.send(element(.reserve, 4, key: 0xA), from: a) == .good)
    #expect(bench.send(element(.reserve, 4, key: 0xA), from: a) == .good)
    #expect(bench.send(element(.reserve, 4, key: 0xA, type: 3), from: a) == conflict)
    #expect(bench.send(element(.reserve, 4, key: 0xB), from: b) == conflict)
    #expect(bench.send(.reserve, from: b, key: 0xB, type: 1) == conflict)
    #expect(bench.send(.reserve, from: a, key: 0xA, type: 1) == .good)
    #expect(bench.send(element(.reserve, 5, key: 0xB), from: b) == conflict)
  }

  @Test("RELEASE names the element; another type or address of a holder is an invalid release, a non-holder's does nothing")
  mutating func releasing() {
    #expect(bench.send(element(.reserve, 4, key: 0xA, type: 5), from: a) == .good)
    #expect(bench.send(element(.release, 5, key: 0xA, type: 5), from: a) == badRelease)
    #expect(bench.send(element(.release, 4, key: 0xA, type: 6), from: a) == badRelease)
    #expect(bench.send(.release, from: a, key: 0xA, type: 5) == badRelease)
    #expect(bench.send(element(.release, 4, key: 0xB, type: 5), from: b) == .good)
    #expect(reservations == [[0xA, 4, 2, 5]])
    #expect(bench.send(element(.release, 4, key: 0xA, type: 5), from: a) == .good)
    #expect(reservations.isEmpty && bench.pending(b) == ["2A/04"])
  }

  @Test("PREEMPT takes everything that the victim held, and reserves what it asks for")
  mutating func preempting() {
    #expect(bench.send(element(.reserve, 4, key: 0xB), from: b) == .good)
    #expect(bench.send(element(.reserve, 5, key: 0xB), from: b) == .good)
    #expect(bench.send(element(.reserve, 6, key: 0xA), from: a) == .good)
    #expect(bench.send(element(.preempt, 4, key: 0xA, newKey: 0xB, type: 3), from: a) == .good)
    #expect(reservations == [[0xA, 4, 2, 3], [0xA, 6, 2, 1]])
    #expect(bench.keys == [0xA] && bench.pending(b) == ["2A/05"])
  }

  @Test("PREEMPT conflicts, and changes nothing, where what it asks for overlaps the reservation of a third nexus")
  mutating func preemptingOverThird() {
    let c = bench.login("c")
    bench.register([(c, 0xC)])
    #expect(bench.send(element(.reserve, 4, key: 0xB), from: b) == .good)
    #expect(bench.send(element(.reserve, 5, key: 0xC), from: c) == .good)
    let before = bench.access
    #expect(bench.send(.preempt, from: a, key: 0xA, newKey: 0xB, type: 1) == conflict)
    #expect(bench.access == before)
  }

  @Test("A holder that unregisters releases all it held; CLEAR releases everything")
  mutating func leaving() {
    #expect(bench.send(element(.reserve, 4, key: 0xA, type: 6), from: a) == .good)
    #expect(bench.send(element(.reserve, 5, key: 0xA), from: a) == .good)
    #expect(bench.send(element(.reserve, 6, key: 0xB), from: b) == .good)
    #expect(bench.send(.register, from: a, key: 0xA) == .good)
    #expect(reservations == [[0xB, 6, 2, 1]] && bench.pending(b) == ["2A/04"])
    #expect(bench.refusal(.testUnitReady, b)?.status == .checkCondition)
    #expect(bench.send(.clear, from: b, key: 0xB) == .good)
    #expect(reservations.isEmpty && bench.keys.isEmpty)
  }

  @Test("Reservations of elements say nothing about commands to the unit")
  mutating func access() {
    #expect(bench.send(element(.reserve, 4, key: 0xA, type: 3), from: a) == .good)
    #expect(bench.passes(.write(someBlocks), b))
  }

  @Test("Types 7 and 8, later service actions and bits are unknown to SPC-2; without elements so is their scope")
  mutating func unknown() {
    for type: UInt8 in [7, 8] { #expect(bench.send(.reserve, from: a, key: 0xA, type: type) == badCDB) }
    for scope: UInt8 in [1, 3, 0xF] { #expect(bench.send(.reserve, from: a, key: 0xA, type: 1, scope: scope) == badCDB) }
    #expect(bench.send(.registerAndMove, from: a, key: 0xA, newKey: 1) == badCDB)
    #expect(bench.send(.replaceLostReservation, from: a, newKey: 1, type: 1) == badCDB)
    var command = out(.registerAndIgnoreExistingKey, newKey: 1)
    command.allTargetPorts = true
    #expect(bench.send(command, from: a) == badList)
    command = out(.register, key: 0xA, newKey: 1)
    command.specifyInitiatorPorts = true
    #expect(bench.send(command, from: a) == badList)
    #expect(bench.data(.reportCapabilities) == nil && bench.data(.readFullStatus) == nil)
    bench = AccessBench(rules: ReservationRules(dialect: .spc2))
    let lone = bench.login("a")
    bench.register([(lone, 0xA)])
    #expect(bench.send(element(.reserve, 4, key: 0xA), from: lone) == badCDB)
  }

  @Test("Lost information is an empty table in SPC-2, which cannot replace it")
  mutating func lost() {
    bench.access.persistentInformationLost()
    #expect(bench.keys.isEmpty)
    #expect(bench.passes(.write(someBlocks), a))
    #expect(bench.access.brokenInvariant == nil)
  }
}
