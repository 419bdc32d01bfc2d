import Reservations
import SCSIWire
import Testing

/// REGISTER with SPEC_I_PT and ALL_TG_PT: SPC-4 5.13.7 and 6.16.3.
@Suite struct NamedRegistrationTests {
  var bench = AccessBench()
  let a: NexusID
  let b: NexusID
  let portC = AccessBench.port("c")

  init() {
    a = bench.login("a")
    b = bench.login("b")
  }

  private func registering(newKey: UInt64, key: UInt64 = 0, lists: Bool = false, all: Bool = false) -> PersistentReserveOut {
    var command = out(.register, key: key, newKey: newKey)
    command.specifyInitiatorPorts = lists
    command.allTargetPorts = all
    return command
  }

  @Test("SPEC_I_PT registers every listed port, also one that never logged in, and counts as one command")
  mutating func listed() throws {
    let ports = [AccessBench.port("b"), portC]
    #expect(bench.send(registering(newKey: 0xA, lists: true), from: a, transportIDs: ports) == .good)
    let c = try #require(bench.directory.find(portC, targetPort: 1))
    for nexus in [a, b, c] { #expect(bench.access.table.key(of: nexus)?.value == 0xA) }
    #expect(bench.access.table.generation == 1 && bench.effects.attentions.isEmpty)
    #expect(bench.pending(c) == ["29/00"], "it will hear of the power on when it logs in")
    #expect(bench.access.brokenInvariant == nil)
  }

  @Test("SPEC_I_PT with a listed port that is registered already registers nobody")
  mutating func listedRegistrant() {
    bench.register([(b, 0xB)])
    let command = registering(newKey: 0xA, lists: true)
    #expect(bench.send(command, from: a, transportIDs: [portC, AccessBench.port("b")]) == badList)
    #expect(bench.keys == [0xB] && bench.access.table.generation == 1)
  }

  @Test("SPEC_I_PT with a name that means nobody registers nobody")
  mutating func listedNobody() {
    let device = TransportID.iSCSI(name: "iqn.example:nobody", isid: nil)
    #expect(bench.send(registering(newKey: 0xA, lists: true), from: a, transportIDs: [portC, device]) == badList)
    #expect(bench.keys.isEmpty)
  }

  @Test("SPEC_I_PT from a registered nexus is refused once its key is right, and with key 0 nothing is registered")
  mutating func listingRegistrant() {
    #expect(bench.send(registering(newKey: 0, lists: true), from: a, transportIDs: [portC]) == .good)
    #expect(bench.keys.isEmpty && bench.access.table.generation == 1)
    bench.register([(a, 0xA)])
    #expect(bench.send(registering(newKey: 0xB, key: 0xA, lists: true), from: a, transportIDs: [portC]) == badList)
    #expect(bench.send(registering(newKey: 0xB, key: 0xC, lists: true), from: a, transportIDs: [portC]) == conflict)
  }

  @Test("ALL_TG_PT registers through every target port, changes all keys and unregisters all")
  mutating func allTargetPorts() throws {
    #expect(bench.send(registering(newKey: 0xA, all: true), from: a) == .good)
    let sibling = try #require(bench.directory.find(AccessBench.port("a"), targetPort: 2))
    #expect(bench.access.table.key(of: sibling)?.value == 0xA && bench.keys.count == 2)
    #expect(bench.send(registering(newKey: 0xC, key: 0xA, all: true), from: a) == .good)
    #expect(bench.keys == [0xC, 0xC])
    #expect(bench.send(registering(newKey: 0, key: 0xC, all: true), from: a) == .good)
    #expect(bench.keys.isEmpty && bench.access.table.generation == 3)
  }

  @Test("ALL_TG_PT where a sibling has another key is a conflict, and changes nothing; ignoring keys it changes all")
  mutating func siblingWithOtherKey() {
    let sibling = bench.login("a", through: 2)
    bench.register([(sibling, 0xD)])
    #expect(bench.send(registering(newKey: 0xA, all: true), from: a) == conflict)
    #expect(bench.keys == [0xD])
    var command = out(.registerAndIgnoreExistingKey, newKey: 0xA)
    command.allTargetPorts = true
    #expect(bench.send(command, from: a) == .good)
    #expect(bench.keys == [0xA, 0xA])
  }

  @Test("A reservation released by an unregistration through all target ports is told to those who stay, once")
  mutating func releaseThroughAll() {
    let sibling = bench.login("a", through: 2)
    bench.register([(a, 0xA), (sibling, 0xA), (b, 0xB)], type: 5)
    #expect(bench.send(registering(newKey: 0, key: 0xA, all: true), from: sibling) == .good)
    #expect(bench.held == nil && bench.pending(b) == ["2A/04"])
    #expect(bench.pending(a).isEmpty && bench.pending(sibling).isEmpty)
  }

  @Test("Without room for all there is room for none (55/04)")
  func limit() {
    var bench = AccessBench(rules: ReservationRules(registrationLimit: 2))
    let (a, b) = (bench.login("a"), bench.login("b"))
    let ports = [AccessBench.port("b"), portC]
    let full = check(5, 0x55, 0x04)
    #expect(bench.send(registering(newKey: 0xA, lists: true), from: a, transportIDs: ports) == full)
    #expect(bench.keys.isEmpty && bench.access.table.generation == 0)
    bench.register([(a, 0xA), (b, 0xB)])
    #expect(bench.send(registering(newKey: 0xC), from: bench.login("c")) == full)
    #expect(bench.send(registering(newKey: 0xC, key: 0xA), from: a) == .good, "a new key needs no room")
  }
}
