import Reservations
import SCSIWire
import Testing

/// PERSISTENT RESERVE IN: SPC-4 6.15.
@Suite struct ReserveInDataTests {
  var bench = AccessBench()
  let a: NexusID
  let b: NexusID

  init() {
    a = bench.login("a")
    b = bench.login("b", through: 2)
    bench.register([(a, 0xA), (b, 0xA)], type: 6)
  }

  @Test("READ KEYS lists duplicates, and its ADDITIONAL LENGTH counts what is cut off")
  func readKeys() {
    let key: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0xA]
    #expect(bench.data(.readKeys) == [0, 0, 0, 2, 0, 0, 0, 16] + key + key)
    #expect(bench.data(.readKeys, allocationLength: 8) == [0, 0, 0, 2, 0, 0, 0, 16])
    #expect(bench.data(.readKeys, allocationLength: 3) == [0, 0, 0])
  }

  @Test("READ RESERVATION shows key, scope and type of the holder; key 0 where all registrants hold it; nothing where nobody")
  mutating func readReservation() {
    let descriptor: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0xA, 0, 0, 0, 0, 0, 0x06, 0, 0]
    #expect(bench.data(.readReservation) == [0, 0, 0, 2, 0, 0, 0, 16] + descriptor)
    #expect(bench.send(.preempt, from: a, key: 0xA, newKey: 0xA, type: 7) == .good)
    #expect(bench.data(.readReservation) == [0, 0, 0, 3, 0, 0, 0, 16] + Array(repeating: 0, count: 13) + [0x07, 0, 0])
    #expect(bench.send(.release, from: a, key: 0xA, type: 7) == .good)
    #expect(bench.data(.readReservation) == [0, 0, 0, 3, 0, 0, 0, 0])
  }

  @Test("REPORT CAPABILITIES says what is supported and whether APTPL is active")
  mutating func reportCapabilities() {
    // RLR_C, SIP_C, ATP_C, PTPL_C; TMV, ALLOW COMMANDS 011b; the six types.
    #expect(bench.data(.reportCapabilities) == [0, 8, 0x8D, 0xB0, 0xEA, 0x01, 0, 0])
    var command = out(.register, key: 0xA, newKey: 0xA)
    command.activatePersistThroughPowerLoss = true
    #expect(bench.send(command, from: a) == .good)
    #expect(bench.data(.reportCapabilities)?[3] == 0xB1)
    let rules = ReservationRules(supportsPersistence: false, handlesCompatibleReservations: true)
    #expect(AccessBench(rules: rules).data(.reportCapabilities)?[2] == 0x9C)
  }

  @Test("READ FULL STATUS has a descriptor for each registered nexus, by name; only holders have a type")
  func readFullStatus() throws {
    let data = try FullStatusData.decode(try #require(bench.data(.readFullStatus)))
    #expect(
      data.descriptors == [
        FullStatusDescriptor(
          key: ReservationKey(0xA), isHolder: true, type: 6, relativeTargetPort: 1, transportID: AccessBench.port("a")),
        FullStatusDescriptor(key: ReservationKey(0xA), relativeTargetPort: 2, transportID: AccessBench.port("b")),
      ])
    #expect(data.generation == 2)
  }

  @Test("Under an All Registrants type READ FULL STATUS shows every registrant as a holder")
  mutating func readFullStatusOfAll() throws {
    #expect(bench.send(.preempt, from: a, key: 0xA, newKey: 0xA, type: 8) == .good)
    bench.register([(bench.login("c"), 0xC)])
    let data = try FullStatusData.decode(try #require(bench.data(.readFullStatus)))
    #expect(data.descriptors.map(\.isHolder) == [true, true] && data.descriptors.map(\.type) == [8, 8])
  }
}
