import SCSIWire

/// A PERSISTENT RESERVE OUT, picked from its bytes.
struct ReferenceOut {
  var action: UInt8
  var scope: UInt8
  var type: UInt8
  var key: UInt64
  var serviceActionKey: UInt64
  var address: UInt32
  var isPersistent: Bool
  var isAllTargetPorts: Bool
  var listsPorts: Bool
  /// Of REGISTER AND MOVE.
  var unregisters: Bool
  var targetPort: UInt16
  /// TransportIDs of SPEC_I_PT; the one of REGISTER AND MOVE.
  var ports: [TransportID]
}

extension ReferenceUnit {
  /// SPC-4 6.16. The order of checks: the list's length, SPEC_I_PT, registered, key, scope and type, state.
  mutating func reserveOut(cdb: [UInt8], list: [UInt8], from nexus: Nexus) -> Outcome {
    let before = generation
    var outcome = checkedReserveOut(cdb: cdb, list: list, from: nexus)
    if outcome.completion != .good {
      generation = before
      apply(.generationKeptOnError)
    }
    outcome.data = []
    return outcome
  }

  private mutating func checkedReserveOut(cdb: [UInt8], list: [UInt8], from nexus: Nexus) -> Outcome {
    let action = cdb[1] & 0x1F
    guard action <= 8 else {
      apply(.actionReserved)
      return Outcome(.invalidFieldInCDB)
    }
    let out: ReferenceOut
    switch parsed(cdb: cdb, list: list) {
    case .success(let parsed): out = parsed
    case .failure(let refusal):
      if list.count >= 8, key(of: nexus) != bigEndianNumber(list[0...7]) { apply(.listLengthBeforeKey) }
      return Outcome(refusal.completion)
    }
    guard isKnown(action) else {
      apply(.actionUnknownToSPC2)
      return Outcome(.invalidFieldInCDB)
    }
    if let refusal = refusedFlags(of: out, from: nexus) { return Outcome(refusal) }
    switch action {
    case 0, 6: return Outcome(register(out, from: nexus))
    case 1: return Outcome(reserve(out, from: nexus))
    case 2: return Outcome(release(out, from: nexus))
    case 3: return Outcome(clear(out, from: nexus))
    case 4, 5: return preempt(out, from: nexus)
    case 7: return Outcome(move(out, from: nexus))
    default: return Outcome(replaceLost(out, from: nexus))
    }
  }

  /// Whether the dialect has the service action.
  func isKnown(_ action: UInt8) -> Bool { action <= (settings.dialect == .spc2 ? 6 : 8) }

  struct Refusal: Error { var completion: Completion }

  mutating func parsed(cdb: [UInt8], list: [UInt8]) -> Result<ReferenceOut, Refusal> {
    let action = cdb[1] & 0x1F
    let length = Int(bigEndianNumber(cdb[5...8]))
    guard length >= 24, list.count >= length else {
      apply(.listLengthWrong)
      return .failure(Refusal(completion: .listLengthError))
    }
    let isMove = action == 7
    var out = ReferenceOut(
      action: action, scope: cdb[2] >> 4, type: cdb[2] & 0x0F, key: bigEndianNumber(list[0...7]),
      serviceActionKey: bigEndianNumber(list[8...15]), address: UInt32(bigEndianNumber(list[16...19])),
      isPersistent: list[isMove ? 17 : 20] & 0x01 != 0, isAllTargetPorts: !isMove && list[20] & 0x04 != 0,
      listsPorts: !isMove && list[20] & 0x08 != 0, unregisters: isMove && list[17] & 0x02 != 0,
      targetPort: isMove ? UInt16(bigEndianNumber(list[18...19])) : 0, ports: [])
    guard isMove || out.listsPorts || length == 24 else {
      apply(.listLengthWrong)
      return .failure(Refusal(completion: .listLengthError))
    }
    // With every other service action SPEC_I_PT is an error, whatever follows.
    guard isMove || (out.listsPorts && action == 0) else { return .success(out) }
    switch parsedPorts(Array(list.prefix(length)), isMove: isMove) {
    case .success(let ports): out.ports = ports
    case .failure(let refusal): return .failure(refusal)
    }
    return .success(out)
  }

  /// Flags that no state makes legal.
  private mutating func refusedFlags(of out: ReferenceOut, from nexus: Nexus) -> Completion? {
    if out.listsPorts && (out.action != 0 || settings.dialect == .spc2) {
      apply(out.action == 6 ? .registerIgnoringKeyWithPorts : .portListOnOtherAction)
      if !hasKey(nexus, out) { apply(.portListBeforeKey) }
      return .invalidFieldInList
    }
    let setsPersistence = [0, 6, 7, 8].contains(out.action)
    if out.isPersistent && setsPersistence && !settings.persistsThroughPowerLoss {
      apply(.persistenceUnsupported)
      return .invalidFieldInList
    }
    if out.isAllTargetPorts && settings.dialect == .spc2 && (out.action == 0 || out.action == 6) {
      return .invalidFieldInList
    }
    if out.isPersistent && !setsPersistence { apply(.persistenceIgnoredElsewhere) }
    return nil
  }

  /// Whether a new reservation may have this scope and type.
  mutating func isLegal(scope: UInt8, type: UInt8) -> Bool {
    let types: [UInt8] = settings.dialect == .spc2 ? [1, 3, 5, 6] : [1, 3, 5, 6, 7, 8]
    guard types.contains(type) else {
      apply(settings.dialect == .spc2 && (type == 7 || type == 8) ? .typeUnknownToSPC2 : .typeUnknown)
      return false
    }
    if scope == 0 { return true }
    if settings.dialect == .spc2 && scope == 2 {
      apply(settings.hasElements ? .elementScopeReserved : .elementScopeUnsupported)
      return settings.hasElements
    }
    apply(.reserveBadScope)
    return false
  }
}

/// A big-endian number.
func bigEndianNumber(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
