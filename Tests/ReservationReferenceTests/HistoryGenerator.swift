import ReservationReference
import SCSIWire
import TestSupport

/// Random histories that get deep: it looks at the reference's state to send right keys often and wrong ones sometimes.
struct HistoryGenerator {
  var random: SeededGenerator
  let settings: ReferenceUnit.Settings
  private var nextTag: UInt64 = 1

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let isOld = random.chance(25)
    let hasElements = random.chance(60)
    settings = ReferenceUnit.Settings(
      dialect: isOld ? .spc2 : .spc4, targetPorts: Names.targetPorts, hasElements: isOld && hasElements,
      reportsTaskAborted: random.chance(50), releasesSilently: random.chance(30), handlesCompatibly: random.chance(50),
      persistsThroughPowerLoss: random.chance(85), registrationsMax: random.chance(15) ? 3 : nil)
    self.random = random
  }

  /// What happens next.
  mutating func step(after unit: ReferenceUnit) -> Step {
    let nexus = anyNexus(of: unit)
    guard let nexus, !(unit.knownNexuses.count < 4 && random.chance(50)) else {
      return .logIn(random.below(Names.nexuses.count))
    }
    if unit.phase == .restoring && random.chance(25) {
      return random.chance(30) ? .loseInformation : .finishRestore
    }
    switch random.below(1000) {
    case 0..<8: return .logIn(random.below(Names.nexuses.count))
    case 8..<16: return .loseNexus(nexus)
    case 16..<22: return .resetLogicalUnit(nexus)
    case 22..<26: return .resetTarget
    case 26..<33: return .losePower
    case 33..<35: return unit.phase == .lost ? .resetTarget : .restart
    case 35..<41: return .abortTaskSet(nexus)
    case 41..<49: return .clearTaskSet(nexus)
    case 49..<160: return .receive(tag: takeTag(), nexus)
    case 160..<290: return pendingStep(of: unit) ?? command(from: nexus, of: unit)
    default: return command(from: nexus, of: unit)
    }
  }

  private mutating func takeTag() -> UInt64 {
    nextTag += 1
    return nextTag
  }

  private mutating func anyNexus(of unit: ReferenceUnit) -> Int? {
    guard !unit.knownNexuses.isEmpty else { return nil }
    let nexus = random.pick(unit.knownNexuses)
    return Names.nexuses.firstIndex(of: nexus)
  }

  /// A received command begins, or one that has begun ends.
  private mutating func pendingStep(of unit: ReferenceUnit) -> Step? {
    guard !unit.commands.isEmpty else { return nil }
    let pending = random.pick(unit.commands)
    return pending.isDormant ? .begin(tag: pending.tag, cdb: mediumCommand()) : .finish(tag: pending.tag)
  }

  private mutating func command(from nexus: Int, of unit: ReferenceUnit) -> Step {
    let kind = random.below(100)
    if kind < 62 || (unit.phase == .lost && kind < 80) {
      let (cdb, list) = reserveOut(from: Names.nexuses[nexus], of: unit)
      return .command(nexus, cdb: cdb, list: list)
    }
    if kind < 72 { return .command(nexus, cdb: reserveIn(), list: []) }
    if kind < 78 { return .command(nexus, cdb: legacy(), list: []) }
    return .command(nexus, cdb: mediumCommand(), list: [])
  }

  /// RESERVE and RELEASE, (6) and (10).
  private mutating func legacy() -> [UInt8] {
    random.pick([
      [0x16, 0, 0, 0, 0, 0], [0x17, 0, 0, 0, 0, 0], [UInt8(0x56)] + [UInt8](repeating: 0, count: 9),
      [UInt8(0x57)] + [UInt8](repeating: 0, count: 9),
    ])
  }

  private mutating func reserveIn() -> [UInt8] {
    let action = UInt8(random.chance(95) ? random.below(4) : random.below(32))
    let length = random.chance(70) ? 4096 : random.below(80)
    return [0x5E, action, 0, 0, 0, 0, 0, UInt8(length >> 8), UInt8(length & 0xFF), 0]
  }

  private mutating func mediumCommand() -> [UInt8] { random.pick(weighted: MediumCommands.all) }
}
