import Reservations
import SCSIWire
import Testing

/// REGISTER AND MOVE (SPC-4 5.13.8) and REPLACE LOST RESERVATION (5.13.11.3).
@Suite struct MoveTests {
  var bench = AccessBench()
  let a: NexusID
  let b: NexusID
  let portB = AccessBench.port("b")

  init() {
    a = bench.login("a")
    b = bench.login("b")
  }

  private func move(
    key: UInt64 = 0xA, newKey: UInt64 = 0xD, to targetPort: UInt16 = 1, unregister: Bool = false, persist: Bool = false
  ) -> PersistentReserveOut {
    var command = out(.registerAndMove, key: key, newKey: newKey)
    command.relativeTargetPort = targetPort
    command.unregister = unregister
    command.activatePersistThroughPowerLoss = persist
    return command
  }

  @Test(
    "A reservation of one holder moves with its type; the destination gets the key, whatever it had", arguments: singleHolderTypes
  )
  mutating func moves(_ type: UInt8) {
    bench.register([(a, 0xA), (b, 0xB)], type: type)
    #expect(bench.send(move(persist: true), from: a, transportIDs: [portB]) == .good)
    #expect(bench.access.table.holder == b && bench.held == type && bench.keys == [0xA, 0xD])
    #expect(bench.access.table.persistsThroughPowerLoss && bench.access.table.generation == 3)
    #expect(bench.effects.attentions.isEmpty && bench.access.brokenInvariant == nil)
  }

  @Test("UNREG takes the caller's registration; a destination that never logged in is registered")
  mutating func movesAway() throws {
    bench.register([(a, 0xA)], type: 5)
    #expect(bench.send(move(to: 2, unregister: true), from: a, transportIDs: [AccessBench.port("c")]) == .good)
    let c = try #require(bench.directory.find(AccessBench.port("c"), targetPort: 2))
    #expect(bench.access.table.holder == c && bench.keys == [0xD])
    #expect(!bench.passes(.write(someBlocks), a))
  }

  @Test("Conflicts come first: unregistered, wrong key, not the holder, all registrants; then no reservation (24/00)")
  mutating func conflicts() {
    #expect(bench.send(move(key: 0), from: a, transportIDs: [portB]) == conflict)
    bench.register([(a, 0xA), (b, 0xB)])
    #expect(bench.send(move(key: 0xB), from: a, transportIDs: [portB]) == conflict)
    #expect(bench.send(move(newKey: 0), from: a) == badCDB)
    #expect(bench.send(.reserve, from: b, key: 0xB, type: 1) == .good)
    #expect(bench.send(move(), from: a, transportIDs: [AccessBench.port("c")]) == conflict)
    #expect(bench.send(.release, from: b, key: 0xB, type: 1) == .good)
    #expect(bench.send(.reserve, from: b, key: 0xB, type: 7) == .good)
    #expect(bench.send(move(), from: a, transportIDs: [portB]) == conflict)
    #expect(bench.keys == [0xA, 0xB] && bench.access.table.generation == 2)
  }

  @Test("Key 0 and a destination that is nobody, or the caller itself, are invalid fields of the list")
  mutating func badLists() {
    bench.register([(a, 0xA)], type: 1)
    #expect(bench.send(move(newKey: 0), from: a, transportIDs: [portB]) == badList)
    #expect(bench.send(move(), from: a, transportIDs: [AccessBench.port("a")]) == badList)
    #expect(bench.send(move(to: 2), from: a, transportIDs: [AccessBench.port("a")]) == badList)
    #expect(bench.send(move(to: 3), from: a, transportIDs: [portB]) == badList)
    #expect(bench.access.table.holder == a && bench.keys == [0xA])
  }

  @Test("A destination beyond the limit has no room, unless the caller makes it")
  func limit() {
    var bench = AccessBench(rules: ReservationRules(registrationLimit: 1))
    let a = bench.login("a")
    bench.register([(a, 0xA)], type: 3)
    #expect(bench.send(move(), from: a, transportIDs: [portB]) == check(5, 0x55, 0x04))
    #expect(bench.send(move(unregister: true), from: a, transportIDs: [portB]) == .good)
  }

  @Test("REPLACE LOST RESERVATION where nothing is lost is an invalid release, whoever asks")
  mutating func nothingLost() {
    #expect(bench.send(.replaceLostReservation, from: a, newKey: 0xA, type: 5) == badRelease)
    bench.register([(a, 0xA)], type: 5)
    #expect(bench.send(.replaceLostReservation, from: b, newKey: 0xB, type: 5) == badRelease)
  }

  @Test("While information is lost only REPLACE LOST RESERVATION and commands that ask nothing of it work")
  mutating func lost() {
    bench.register([(a, 0xA), (b, 0xB)], type: 5)
    bench.access.persistentInformationLost()
    let lost = check(7, 0x44, 0x01)
    for command: Command in [.testUnitReady, .read(someBlocks), .write(someBlocks), .reserve, .release] {
      #expect(bench.refusal(command, a) == lost)
    }
    #expect(bench.passes(.inquiry(page: nil, allocationLength: 36), a))
    #expect(bench.passes(.reportLuns(selectReport: 0, allocationLength: 16), a))
    #expect(bench.passes(.requestSense(descriptorFormat: false, allocationLength: 18), a))
    #expect(bench.send(.register, from: a, newKey: 0xA) == lost)
    #expect(bench.send(.replaceLostReservation, from: b, key: 1, newKey: 0xB, type: 5) == badList)
    #expect(bench.send(.replaceLostReservation, from: b, type: 5) == badList)
    #expect(bench.send(.replaceLostReservation, from: b, key: 1, newKey: 0xB, type: 2) == badList, "keys before the type")
    #expect(bench.send(.replaceLostReservation, from: b, newKey: 0xB, type: 2) == badCDB)
    #expect(bench.send(.replaceLostReservation, from: b, newKey: 0xE, type: 6) == .good)
    #expect(bench.keys == [0xE] && bench.access.table.holder == b && bench.held == 6)
    #expect(bench.access.table.generation == 0 && bench.effects.attentions.isEmpty)
    #expect(bench.refusal(.read(someBlocks), a) == conflict)
    #expect(bench.passes(.read(someBlocks), b))
    #expect(bench.access.brokenInvariant == nil)
  }

  @Test("What is lost stays lost through another power loss")
  mutating func lostTwice() {
    bench.access.persistentInformationLost()
    bench.access.powerLost()
    #expect(bench.access.brokenInvariant == nil)
    #expect(bench.refusal(.testUnitReady, a) == check(6, 0x29, 0x01))
    #expect(bench.refusal(.testUnitReady, a) == check(7, 0x44, 0x01))
  }
}
