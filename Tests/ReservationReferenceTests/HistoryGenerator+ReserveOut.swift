import ReservationReference
import SCSIWire

extension HistoryGenerator {
  /// PERSISTENT RESERVE OUT as bytes: mostly one that does something in this state.
  mutating func reserveOut(
    from nexus: ReferenceUnit.Nexus, of unit: ReferenceUnit
  ) -> (cdb: [UInt8], list: [UInt8]) {
    let action = serviceAction(of: unit)
    let (scope, type) = scopeAndType(for: action, from: nexus, of: unit)
    var list = bigEndian(key(of: nexus, for: action, of: unit), count: 8)
    list += bigEndian(serviceActionKey(for: action, from: nexus, of: unit), count: 8)
    if action == 7 {
      list += [0, UInt8(random.below(4))]
      list += bigEndian(UInt64(random.chance(92) ? random.pick(Names.targetPorts) : UInt16(random.below(9))), count: 2)
      let port = anyPort().encoded()
      list += bigEndian(UInt64(port.count), count: 4) + port
    } else {
      let listsPorts = random.chance(action == 0 ? 12 : 2)
      let isAllTargetPorts = random.chance(action == 0 || action == 6 ? 12 : 4)
      let isPersistent = random.chance(40)
      list += bigEndian(scope == 2 ? UInt64(random.below(3)) : 0, count: 4)
      list.append((listsPorts ? 8 : 0) | (isAllTargetPorts ? 4 : 0) | (isPersistent ? 1 : 0))
      list += [0, 0, 0]
      if listsPorts && random.chance(95) {
        let ports = (0..<random.below(3)).flatMap { _ in anyPort().encoded() }
        list += bigEndian(UInt64(ports.count), count: 4) + ports
      }
    }
    var cdb: [UInt8] = [0x5F, action, scope << 4 | type, 0, 0] + bigEndian(UInt64(list.count), count: 4) + [0]
    if random.chance(3) { damage(&cdb, &list) }
    return (cdb, list)
  }

  private mutating func serviceAction(of unit: ReferenceUnit) -> UInt8 {
    if unit.phase == .lost && random.chance(30) { return 8 }
    let registering = unit.registrations.count < 2 ? 60 : 20
    let any = UInt8(random.below(32))
    let choices: [(Int, UInt8)] = [
      (registering, 0), (registering / 4, 6), (22, 1), (8, 2), (1, 3), (12, 4), (10, 5), (7, 7), (1, 8), (1, any),
    ]
    return random.pick(weighted: choices)
  }

  /// RESERVATION KEY.
  private mutating func key(of nexus: ReferenceUnit.Nexus, for action: UInt8, of unit: ReferenceUnit) -> UInt64 {
    if action == 8 { return random.chance(90) ? 0 : 1 }
    let right = unit.registrations.first { $0.nexus == nexus }?.key ?? 0
    return random.chance(92) ? right : anyKey()
  }

  /// SERVICE ACTION RESERVATION KEY.
  private mutating func serviceActionKey(
    for action: UInt8, from nexus: ReferenceUnit.Nexus, of unit: ReferenceUnit
  ) -> UInt64 {
    guard action == 4 || action == 5, !unit.registrations.isEmpty else {
      return random.chance(85) ? UInt64(1 + random.below(4)) : anyKey()
    }
    let own = unit.registrations.first { $0.nexus == nexus }?.key ?? 0
    let holder = unit.reservations.first?.holder
    let holders = unit.registrations.first { $0.nexus == holder }?.key ?? 0
    let somebodys = random.pick(unit.registrations).key
    let other = anyKey()
    return random.pick(weighted: [(35, holders), (30, somebodys), (15, own), (10, 0), (10, other)])
  }

  private mutating func anyKey() -> UInt64 {
    random.pick(weighted: [(30, 0), (60, UInt64(1 + random.below(4))), (10, random.next())])
  }

  private mutating func scopeAndType(
    for action: UInt8, from nexus: ReferenceUnit.Nexus, of unit: ReferenceUnit
  ) -> (UInt8, UInt8) {
    if action == 2 || random.chance(15), let held = unit.reservations.last, random.chance(75) {
      return (held.scope, held.type)
    }
    let scope: UInt8 =
      settings.dialect == .spc2
      ? random.pick(weighted: [(70, 0), (27, 2), (3, 5)]) : random.pick(weighted: [(95, 0), (5, UInt8(random.below(16)))])
    let types: [UInt8] = [1, 3, 5, 6, 7, 8]
    return (scope, random.chance(94) ? random.pick(types) : UInt8(random.below(16)))
  }

  private mutating func anyPort() -> TransportID {
    random.chance(88) ? random.pick(Names.initiatorPorts) : random.pick(Names.initiatorDevices)
  }

  /// A few wrong bytes, or a wrong length. The operation code and the service action stay.
  private mutating func damage(_ cdb: inout [UInt8], _ list: inout [UInt8]) {
    switch random.below(4) {
    case 0: cdb[8] = UInt8(random.below(64))
    case 1: list = Array(list.prefix(random.below(list.count + 1)))
    case 2: list[random.below(list.count)] = UInt8(random.below(256))
    default:
      let index = min(20 + random.below(12), list.count - 1)
      list[index] = UInt8(random.below(256))
    }
  }
}

func bigEndian(_ number: UInt64, count: Int) -> [UInt8] {
  (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
}
