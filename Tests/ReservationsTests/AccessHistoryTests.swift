import Reservations
import SCSIWire
import TestSupport
import Testing

/// Random histories of a logical unit under every profile and dialect: what must hold after each step, whoever is right.
@Suite struct AccessHistoryTests {
  struct Setting: CustomStringConvertible, Sendable {
    var name: String
    var rules: ReservationRules
    var description: String { name }
  }

  static let settings: [Setting] =
    ReservationProfile.all.map { Setting(name: $0.name, rules: ReservationRules(profile: $0.profile)) }
    + [
      Setting(name: "SPC-2", rules: ReservationRules(dialect: .spc2)),
      Setting(name: "SPC-2 with elements", rules: ReservationRules(dialect: .spc2, hasElements: true)),
      Setting(name: "CRH", rules: ReservationRules(registrationLimit: 3, handlesCompatibleReservations: true)),
    ]

  @Test("No history breaks an invariant, and no refused command leaves a trace", arguments: settings)
  func invariants(_ setting: Setting) {
    for seed in seeds(60) {
      var history = AccessHistory(seed: seed, rules: setting.rules)
      for step in 0..<80 {
        if let broken = history.step() {
          Issue.record("\(setting) seed \(seed) step \(step): \(broken)")
          return
        }
      }
    }
  }
}

/// One history.
struct AccessHistory {
  private var random: SeededGenerator
  private var bench: AccessBench
  private var nexuses: [NexusID] = []

  init(seed: UInt64, rules: ReservationRules) {
    random = SeededGenerator(seed: seed)
    bench = AccessBench(rules: rules)
    for host in ["a", "b", "c"] { nexuses.append(bench.login(host, through: UInt16(1 + random.below(2)))) }
  }

  /// What the step broke, in words.
  mutating func step() -> String? {
    switch random.below(20) {
    case 0: event()
    case 1..<3: legacy()
    case 3..<6: if let broken = readAndWrite() { return broken }
    default: if let broken = reserveOut() { return broken }
    }
    return bench.access.brokenInvariant
  }

  private mutating func event() {
    switch random.below(9) {
    case 0: bench.access.logicalUnitReset()
    case 1: bench.access.targetReset()
    case 2: bench.access.nexusLost(random.pick(nexuses))
    case 3: bench.access.powerLost()
    case 4 where bench.access.readiness == .restoring: bench.access.persistentInformationLost()
    case 5: bench.access.tasksCleared(of: nexuses, by: random.pick(nexuses))
    case 6:
      let (host, isid) = (random.pick(["a", "b", "c"]), UInt64(random.below(3)))
      nexuses.append(bench.login(host, isid: isid, through: UInt16(1 + random.below(2))))
    default: bench.access.restoreFinished()
    }
  }

  private mutating func legacy() {
    let (nexus, before) = (random.pick(nexuses), bench.access)
    let isReserve = random.chance(50)
    let answer = isReserve ? bench.access.reserve(from: nexus) : bench.access.release(from: nexus)
    if answer != .good { precondition(bench.access == before) }
  }

  /// A command that passes once passes again, and what passes depends on nothing but state.
  private mutating func readAndWrite() -> String? {
    let nexus = random.pick(nexuses)
    let (reads, writes) = (bench.passes(.read(someBlocks), nexus), bench.passes(.write(someBlocks), nexus))
    if writes && !reads { return "nexus \(nexus.index) may write, but not read" }
    let before = bench.access
    for command in [Command.read(someBlocks), .inquiry(page: nil, allocationLength: 36)] {
      if bench.refusal(command, nexus) == nil && bench.access != before { return "an enabled command left a trace" }
      bench.access = before
    }
    return nil
  }

  private mutating func reserveOut() -> String? {
    let nexus = random.pick(nexuses)
    let (command, ports) = command(from: nexus)
    while bench.refusal(.testUnitReady, nexus)?.sense.key == 6 {}
    let before = bench.access
    let answer = bench.send(command, from: nexus, transportIDs: ports)
    if answer == .good {
      return Set(bench.effects.aborted).count == bench.effects.aborted.count ? nil : "a nexus is aborted twice"
    }
    if !bench.effects.attentions.isEmpty || bench.effects.abortScope != nil { return "\(command): effects of a refusal" }
    return bench.access.table.isSame(as: before.table) ? nil : "\(command) was refused, but changed the table"
  }

  private mutating func command(from nexus: NexusID) -> (PersistentReserveOut, [TransportID]) {
    let table = bench.access.table
    let own = table.key(of: nexus)?.value ?? 0
    let mostlyRegister: [ReserveOutServiceAction] = [.register, .register, .registerAndIgnoreExistingKey, .reserve, .reserve]
    var command = out(
      random.pick(mostlyRegister + ReserveOutServiceAction.allCases), key: random.chance(85) ? own : UInt64(random.below(4)),
      newKey: UInt64(random.below(4)), type: random.chance(40) ? table.reservation?.type.rawValue ?? 5 : UInt8(random.below(10)),
      scope: random.chance(80) ? 0 : 2)
    if command.serviceAction == .replaceLostReservation && random.chance(80) { command.reservationKey = .none }
    command.scopeSpecificAddress = UInt32(random.below(3))
    command.activatePersistThroughPowerLoss = random.chance(50)
    command.allTargetPorts = random.chance(20)
    command.specifyInitiatorPorts = command.serviceAction == .register && random.chance(20)
    command.unregister = random.chance(50)
    command.relativeTargetPort = UInt16(random.below(4))
    let ports = (0...random.below(2)).map { _ in AccessBench.port(random.pick(["a", "b", "c", "d"])) }
    return (command, ports)
  }
}

extension ReservationTable {
  /// Equal but for room made for nexuses without a registration.
  fileprivate func isSame(as other: ReservationTable) -> Bool {
    readKeys().keys == other.readKeys().keys && readKeys().generation == other.readKeys().generation
      && Array(registrants) == Array(other.registrants) && reservationDescriptors == other.reservationDescriptors
      && holder == other.holder && persistsThroughPowerLoss == other.persistsThroughPowerLoss && isLost == other.isLost
  }
}
