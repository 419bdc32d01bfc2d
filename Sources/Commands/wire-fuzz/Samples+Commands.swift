import SCSIWire

/// Valid inputs made of commands.
extension FuzzRandom {
  /// A CDB with all that is looked at drawn, and a parameter list that goes with it.
  mutating func command() -> [UInt8] {
    let (cdb, list) = flag() ? cdbAndList() : reserveOut()
    return cdb.asShortPiece + list
  }

  mutating func reservationSteps() -> [UInt8] {
    // Half of all units are by the standard.
    [flag() ? 0 : byte(), flag() ? 0 : byte()]
      + list(16) { random in
        if random.chance(20) { return [0x80 | random.byte()] }
        let (cdb, list) = random.chance(70) ? random.reserveOut() : random.cdbAndList()
        return [random.byte() & 0x7F] + cdb.asShortPiece + list.asPiece
      }.flatMap(\.self)
  }

  mutating func diskSteps() -> [UInt8] {
    [byte()]
      + list(8) { random in
        let (cdb, list) = random.cdbAndList()
        return [random.byte() & (random.chance(95) ? 0x0E : 0xFF)] + cdb.asShortPiece + list.asPiece
      }.flatMap(\.self)
  }

  /// Of any command that decodes.
  private mutating func cdbAndList() -> (cdb: [UInt8], list: [UInt8]) {
    let command = pick(SupportedCommand.all)
    if command.operationCode == .persistentReserveOut { return reserveOut() }
    // Where a bit is looked at it may be set; many bits must be zero, and small numbers are what a small medium has.
    let isDense = chance(20)
    var cdb = command.usage.map { mask in isDense ? mask & byte() : chance(15) ? mask & byte() & byte() : 0 }
    cdb[0] = command.operationCode.rawValue
    if let serviceAction = command.serviceAction { cdb[1] |= serviceAction }
    let last = command.usage.lastIndex { $0 != 0 } ?? 0
    if last > 1, chance(80) { cdb[last] = command.usage[last] & number() }
    switch command.operationCode {
    case .unmap: return (cdb, unmapList().encoded())
    case .modeSelect6: return (withListLength(cdb, at: 4), modeParameters().encodedList(.six))
    case .modeSelect10: return (withListLength(cdb, at: 8), modeParameters().encodedList(.ten))
    default: return (cdb, chance(10) ? bytes(below(64)) : [])
    }
  }

  /// PF is set, and the length mostly covers the list.
  private mutating func withListLength(_ cdb: [UInt8], at place: Int) -> [UInt8] {
    var cdb = cdb
    if chance(90) { cdb[1] = 0x10 }
    cdb[place] = byte()
    return cdb
  }

  private mutating func reserveOut() -> (cdb: [UInt8], list: [UInt8]) {
    var out = PersistentReserveOut(
      pick(ReserveOutServiceAction.allCases), reservationKey: key(), serviceActionReservationKey: key(),
      type: chance(90) ? pick(ReservationType.allCases) : nil, scope: chance(90) ? 0 : UInt8(below(16)))
    if chance(40) { out.serviceAction = .register }
    out.activatePersistThroughPowerLoss = chance(30)
    out.allTargetPorts = chance(10)
    out.specifyInitiatorPorts = chance(15)
    out.unregister = flag()
    out.relativeTargetPort = chance(90) ? UInt16(1 + below(2)) : number()
    if chance(10) { out.scopeSpecificAddress = number() }
    let ids =
      out.serviceAction == .registerAndMove ? [transportID()] : out.specifyInitiatorPorts ? list(4) { $0.transportID() } : []
    let command = Command.persistentReserveOut(out)
    return (command.encodedCDB(transportIDs: ids), command.encodedParameterList(transportIDs: ids))
  }

  /// Few, so that they meet.
  mutating func key() -> ReservationKey { ReservationKey(chance(95) ? UInt64(below(4)) : number()) }

  mutating func transportID() -> TransportID {
    switch below(6) {
    case 0: .fibreChannel(number())
    case 1: .sas(number())
    case 2: .iSCSI(name: "iqn.2026-11.org.example:" + text(40), isid: flag() ? nil : next() & 0xFFFF_FFFF_FFFF)
    default: pick(FuzzedUnit.ports)
    }
  }
}
