import Reservations
import SCSIWire
import Testing

/// REGISTER, REGISTER AND IGNORE EXISTING KEY and CLEAR: SPC-4 5.13.7 and 5.13.11.2.
@Suite struct RegisterTests {
  static let two = TableState([0: 0xA, 1: 0xB])

  static let register: [ServiceActionRow] =
    [
      .refused("unregistered, key not 0", given: two, from: 2, out(.register, key: 0xA, newKey: 0xC), conflict),
      ServiceActionRow(
        name: "unregistered, nothing to do, counts", given: two, nexus: 2, command: out(.register), answer: .good,
        then: two, generationIncrement: 1),
      .refused("registered, wrong key", given: two, out(.register, key: 0xB, newKey: 0xC), conflict),
      .refused("registered, key 0", given: two, out(.register, newKey: 0xC), conflict),
      .refused("registered, wrong key, unregister", given: two, out(.register, key: 0xB), conflict),
      ServiceActionRow(
        name: "unregister, nothing held", given: two, command: out(.register, key: 0xA), answer: .good,
        then: TableState([1: 0xB]), generationIncrement: 1),
      ServiceActionRow(
        name: "a key need not be unique", given: two, nexus: 2, command: out(.register, newKey: 0xA), answer: .good,
        then: TableState([0: 0xA, 1: 0xB, 2: 0xA]), generationIncrement: 1),
      ServiceActionRow(
        name: "scope and type are ignored", given: two, nexus: 2,
        command: out(.register, newKey: 0xC, type: 0xF, scope: 0xF), answer: .good,
        then: TableState([0: 0xA, 1: 0xB, 2: 0xC]), generationIncrement: 1),
    ]
    + everyType.flatMap { type -> [ServiceActionRow] in
      let held = TableState([0: 0xA, 1: 0xB], type: type, holder: 1)
      return [
        ServiceActionRow(
          name: "register under type \(type)", given: held, nexus: 2, command: out(.register, newKey: 0xC), answer: .good,
          then: TableState([0: 0xA, 1: 0xB, 2: 0xC], type: type, holder: 1), generationIncrement: 1),
        ServiceActionRow(
          name: "the holder of type \(type) changes its key", given: held, nexus: 1,
          command: out(.register, key: 0xB, newKey: 0xC), answer: .good,
          then: TableState([0: 0xA, 1: 0xC], type: type, holder: 1), generationIncrement: 1),
        ServiceActionRow(
          name: "a non-holder unregisters under type \(type)", given: held, nexus: 0, command: out(.register, key: 0xA),
          answer: .good, then: TableState([1: 0xB], type: type, holder: 1), generationIncrement: 1),
      ]
    }

  static let unregistering: [ReserveOutServiceAction] = [.register, .registerAndIgnoreExistingKey]

  /// 2A/04 goes to the others only when a registrants-only reservation went.
  static let holderLeaves: [ServiceActionRow] = unregistering.flatMap { action in
    singleHolderTypes.map { type in
      ServiceActionRow(
        name: "the holder of type \(type) leaves by \(action)",
        given: TableState([0: 0xA, 1: 0xB, 3: 0xA], type: type, holder: 0), command: out(action, key: 0xA),
        answer: .good, then: TableState([1: 0xB, 3: 0xA]),
        attentions: type >= 5 ? [1: [.reservationsReleased], 3: [.reservationsReleased]] : [:], generationIncrement: 1)
    }
  }

  static let oneOfAllLeaves: [ServiceActionRow] = unregistering.flatMap { action in
    [7, 8].map { (type: UInt8) in
      ServiceActionRow(
        name: "one of two registrants under type \(type) leaves by \(action)",
        given: TableState([0: 0xA, 1: 0xB], type: type), command: out(action, key: 0xA), answer: .good,
        then: TableState([1: 0xB], type: type),
        generationIncrement: 1)
    }
  }

  static let lastOfAllLeaves: [ServiceActionRow] = unregistering.flatMap { action in
    [7, 8].map { (type: UInt8) in
      ServiceActionRow(
        name: "the last registrant under type \(type) leaves by \(action)", given: TableState([0: 0xA], type: type),
        command: out(action, key: 0xA), answer: .good, then: TableState(), generationIncrement: 1)
    }
  }

  static let ignoring: [ServiceActionRow] = [
    ServiceActionRow(
      name: "registers whatever the key says", given: two, nexus: 2,
      command: out(.registerAndIgnoreExistingKey, key: 0xDEAD, newKey: 0xC), answer: .good,
      then: TableState([0: 0xA, 1: 0xB, 2: 0xC]), generationIncrement: 1),
    ServiceActionRow(
      name: "changes the key whatever the key says", given: TableState([0: 0xA], type: 5, holder: 0),
      command: out(.registerAndIgnoreExistingKey, key: 0xDEAD, newKey: 0xC), answer: .good,
      then: TableState([0: 0xC], type: 5, holder: 0), generationIncrement: 1),
    ServiceActionRow(
      name: "unregistered and nothing to do counts", given: two, nexus: 2, command: out(.registerAndIgnoreExistingKey),
      answer: .good, then: two, generationIncrement: 1),
  ]

  static let clear: [ServiceActionRow] =
    [
      .refused("unregistered", given: two, from: 2, out(.clear), conflict),
      .refused("wrong key", given: two, out(.clear, key: 0xB), conflict),
      ServiceActionRow(
        name: "nothing held", given: two, command: out(.clear, key: 0xA), answer: .good, then: TableState(),
        attentions: [1: [.reservationsPreempted]], generationIncrement: 1),
    ]
    + everyType.map { type in
      ServiceActionRow(
        name: "a registered non-holder clears type \(type); scope and type are ignored",
        given: TableState([0: 0xA, 1: 0xB, 4: 0xB], type: type, holder: 1),
        command: out(.clear, key: 0xA, type: 0xF, scope: 0xF), answer: .good, then: TableState(),
        attentions: [1: [.reservationsPreempted], 4: [.reservationsPreempted]], generationIncrement: 1)
    }

  @Test("REGISTER follows its rows", arguments: register) func registerRow(_ row: ServiceActionRow) { row.check() }
  @Test("Unregistering releases by type", arguments: holderLeaves + oneOfAllLeaves + lastOfAllLeaves)
  func leavingRow(_ row: ServiceActionRow) { row.check() }
  @Test("REGISTER AND IGNORE EXISTING KEY follows its rows", arguments: ignoring)
  func ignoringRow(_ row: ServiceActionRow) { row.check() }
  @Test("CLEAR follows its rows", arguments: clear) func clearRow(_ row: ServiceActionRow) { row.check() }

  @Test(
    "SPEC_I_PT is for REGISTER alone, and refused before the key is looked at but behind the conflict of the unregistered",
    arguments: ReserveOutServiceAction.allCases)
  func specifyInitiatorPorts(_ action: ReserveOutServiceAction) {
    var command = out(action, key: 0xBAD, newKey: 0xB, type: 5)
    command.specifyInitiatorPorts = true
    let mayBeUnregistered = action == .registerAndIgnoreExistingKey || action == .replaceLostReservation
    let answer = action == .register ? conflict : badList
    ServiceActionRow.refused("SPEC_I_PT, registered", given: Self.two, command, answer).check()
    ServiceActionRow.refused(
      "SPEC_I_PT, unregistered", given: Self.two, from: 2, command, mayBeUnregistered ? badList : conflict
    ).check()
  }

  @Test("The last successful registration from any nexus decides whether state persists through power loss")
  func persistence() {
    var bench = Bench()
    var command = out(.register, newKey: 0xA)
    command.activatePersistThroughPowerLoss = true
    #expect(bench.send(command, from: 0) == .good)
    #expect(bench.table.persistsThroughPowerLoss)
    #expect(bench.send(.register, from: 1, key: 0xBAD, newKey: 0xB) == conflict)
    #expect(bench.send(.clear, from: 0, key: 0xA) == .good)
    #expect(bench.table.persistsThroughPowerLoss, "neither a refused REGISTER nor CLEAR changes it")
    #expect(bench.send(.registerAndIgnoreExistingKey, from: 1, newKey: 0xB) == .good)
    #expect(!bench.table.persistsThroughPowerLoss)
    command = out(.reserve, key: 0xB, type: 5)
    command.activatePersistThroughPowerLoss = true
    #expect(bench.send(command, from: 1) == .good)
    #expect(!bench.table.persistsThroughPowerLoss, "RESERVE does not count")
  }

  @Test("PRgeneration wraps at 32 bits")
  func generationWraps() {
    var bench = Bench()
    bench.table.wrapGenerationSoon()
    #expect(bench.send(.register, from: 0, newKey: 0xA) == .good)
    #expect(bench.table.readKeys().generation == 0)
  }
}
