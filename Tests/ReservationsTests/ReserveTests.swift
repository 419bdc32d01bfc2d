import Reservations
import SCSIWire
import Testing

/// RESERVE and RELEASE: SPC-4 5.13.9 and 5.13.11.2.2.
@Suite struct ReserveTests {
  static let two = TableState([0: 0xA, 1: 0xB])

  static let reserve: [ServiceActionRow] =
    [
      .refused("unregistered, nothing held", given: two, from: 2, out(.reserve, type: 5), conflict),
      .refused("wrong key", given: two, out(.reserve, key: 0xB, type: 5), conflict),
      .refused("the key comes before scope and type", given: two, out(.reserve, key: 0xB, type: 0xF, scope: 9), conflict),
      .refused("element scope", given: two, out(.reserve, key: 0xA, type: 5, scope: 2), badCDB),
    ]
    + reservedTypes.map { .refused("type \($0)", given: two, out(.reserve, key: 0xA, type: $0), badCDB) }
    + reservedTypes.map {
      .refused(
        "type \($0) while reserved by another: table 66 comes before scope and type",
        given: TableState([0: 0xA, 1: 0xB], type: 5, holder: 1), out(.reserve, key: 0xA, type: $0), conflict)
    }
    + everyType.flatMap { type -> [ServiceActionRow] in
      let mine = TableState([0: 0xA, 1: 0xB], type: type, holder: 0)
      let other: UInt8 = type == 5 ? 6 : 5
      let byAnother: ServiceActionRow =
        type >= 7
        ? ServiceActionRow(
          name: "any registrant repeats type \(type)", given: mine, nexus: 1, command: out(.reserve, key: 0xB, type: type),
          answer: .good, then: mine)
        : .refused("held by another, type \(type)", given: mine, from: 1, out(.reserve, key: 0xB, type: type), conflict)
      return [
        ServiceActionRow(
          name: "takes type \(type)", given: two, command: out(.reserve, key: 0xA, type: type), answer: .good, then: mine),
        ServiceActionRow(
          name: "the holder repeats type \(type)", given: mine, command: out(.reserve, key: 0xA, type: type), answer: .good,
          then: mine),
        .refused("the holder of type \(type) asks for another", given: mine, out(.reserve, key: 0xA, type: other), conflict),
        .refused(
          "a non-holder asks for another than type \(type)", given: mine, from: 1, out(.reserve, key: 0xB, type: other),
          conflict),
        .refused("unregistered under type \(type)", given: mine, from: 2, out(.reserve, type: type), conflict),
        byAnother,
      ]
    }

  static let release: [ServiceActionRow] =
    [
      .refused("unregistered", given: two, from: 2, out(.release, type: 5), conflict),
      .refused("wrong key, though nothing is held", given: two, out(.release, key: 0xB, type: 5), conflict),
      ServiceActionRow(
        name: "nothing held", given: two, command: out(.release, key: 0xA, type: 5), answer: .good, then: two),
    ]
    + everyType.flatMap { type -> [ServiceActionRow] in
      let held = TableState([0: 0xA, 1: 0xB, 2: 0xC], type: type, holder: 0)
      return [
        .refused("wrong key, type \(type)", given: held, out(.release, key: 0xB, type: type), conflict),
        .refused("wrong type, type \(type)", given: held, out(.release, key: 0xA, type: type == 1 ? 3 : 1), badRelease),
        .refused("wrong scope, type \(type)", given: held, out(.release, key: 0xA, type: type, scope: 2), badRelease),
        ServiceActionRow(
          name: "the holder releases type \(type)", given: held, command: out(.release, key: 0xA, type: type), answer: .good,
          then: TableState([0: 0xA, 1: 0xB, 2: 0xC]),
          attentions: type >= 5 ? [1: [.reservationsReleased], 2: [.reservationsReleased]] : [:]),
      ]
    }
    + singleHolderTypes.map { type in
      let held = TableState([0: 0xA, 1: 0xB], type: type, holder: 0)
      return ServiceActionRow(
        name: "a registered non-holder, type \(type)", given: held, nexus: 1, command: out(.release, key: 0xB, type: 9),
        answer: .good, then: held)
    }
    + [UInt8(7), 8].map { type in
      ServiceActionRow(
        name: "any registrant releases type \(type)", given: TableState([0: 0xA, 1: 0xB, 2: 0xC], type: type), nexus: 2,
        command: out(.release, key: 0xC, type: type), answer: .good, then: TableState([0: 0xA, 1: 0xB, 2: 0xC]),
        attentions: [0: [.reservationsReleased], 1: [.reservationsReleased]])
    }

  @Test("RESERVE follows its rows", arguments: reserve) func reserveRow(_ row: ServiceActionRow) { row.check() }
  @Test("RELEASE follows its rows", arguments: release) func releaseRow(_ row: ServiceActionRow) { row.check() }

  @Test("READ RESERVATION shows the holder's present key, and key 0 when all registrants hold it")
  func readReservation() throws {
    var bench = Bench(TableState([0: 0xA, 1: 0xB], type: 5, holder: 0))
    #expect(bench.send(.register, from: 0, key: 0xA, newKey: 0xC) == .good)
    var held = try #require(bench.table.readReservation().held)
    #expect(held.key.value == 0xC && held.type == .writeExclusiveRegistrantsOnly && held.scope == 0)
    #expect(bench.table.holder == NexusID(0))
    bench = Bench(TableState([0: 0xA], type: 8))
    held = try #require(bench.table.readReservation().held)
    #expect(held.key == .none && held.type == .exclusiveAccessAllRegistrants)
    #expect(bench.table.holder == nil)
    #expect(Bench(Self.two).table.readReservation().held == nil)
  }

  @Test("READ KEYS lists a key once for each nexus that has it")
  func readKeys() {
    let data = Bench(TableState([0: 0xA, 2: 0xB, 4: 0xA])).table.readKeys()
    #expect(data.generation == 3)
    #expect(data.keys.map(\.value) == [0xA, 0xB, 0xA])
  }
}
