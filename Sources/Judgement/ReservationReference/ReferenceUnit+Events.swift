import SCSIWire

/// What happens to the logical unit besides commands.
extension ReferenceUnit {
  /// A command was received, and waits for its turn.
  public mutating func received(tag: UInt64, from nexus: Nexus) {
    commands.append(PendingCommand(tag: tag, nexus: nexus, isDormant: true))
  }

  /// A command that was received begins: its conflict is judged now and never again.
  public mutating func begun(tag: UInt64, cdb: [UInt8]) -> Outcome {
    guard let index = commands.firstIndex(where: { $0.tag == tag }) else { return Outcome() }
    let outcome = begin(cdb: cdb, from: commands[index].nexus)
    if outcome.completion == nil {
      commands[index].isDormant = false
    } else {
      commands.remove(at: index)
    }
    return outcome
  }

  /// A command has ended by itself.
  public mutating func finished(tag: UInt64) { commands.removeAll { $0.tag == tag } }

  /// The I_T nexus came into being: for the first time, or again (session reinstatement with the same ISID).
  public mutating func loggedIn(_ nexus: Nexus) -> Outcome {
    guard knownNexuses.contains(nexus) else {
      if knownNexuses.contains(where: { isOtherPort($0, ofTheDeviceOf: nexus) }) { apply(.newNexusUnregistered) }
      meet(nexus)
      return Outcome()
    }
    let isRegistered = isRegistered(nexus)
    let outcome = nexusLost(nexus)
    if isRegistered { apply(.reinstatementKeeps) }
    return outcome
  }

  /// A nexus becomes known: it is told of the power on that it did not see.
  mutating func meet(_ nexus: Nexus) {
    guard !knownNexuses.contains(nexus) else { return }
    knownNexuses.append(nexus)
    establish(.powerOnOrReset, for: nexus)
  }

  /// The same iSCSI name with another ISID.
  private func isOtherPort(_ known: Nexus, ofTheDeviceOf nexus: Nexus) -> Bool {
    guard case .iSCSI(let name, let isid) = nexus.initiatorPort, case .iSCSI(name, let other) = known.initiatorPort
    else { return false }
    return isid != other
  }

  /// I_T nexus loss; also a logout.
  public mutating func nexusLost(_ nexus: Nexus) -> Outcome {
    if isRegistered(nexus) { apply(.nexusLossKeeps) }
    if legacyHolder == nexus {
      apply(.nexusLossDropsLegacy)
      legacyHolder = nil
    }
    let outcome = endCommands(of: [nexus])
    establish(.nexusLoss, for: nexus)
    return outcome
  }

  /// LOGICAL UNIT RESET.
  public mutating func logicalUnitReset() -> Outcome {
    if !registrations.isEmpty { apply(.logicalUnitResetKeeps) }
    return reset(.deviceReset)
  }

  /// TARGET RESET, or a hard reset.
  public mutating func targetReset() -> Outcome {
    if !registrations.isEmpty { apply(.targetResetKeeps) }
    return reset(.hardReset)
  }

  private mutating func reset(_ attention: AttentionCode) -> Outcome {
    if legacyHolder != nil { apply(.resetDropsLegacy) }
    legacyHolder = nil
    let outcome = endCommands(of: knownNexuses)
    for nexus in knownNexuses { establish(attention, for: nexus) }
    return outcome
  }

  /// Power fails and comes back. Reservations that are kept are read back later: `restored`.
  public mutating func powerLost() -> Outcome {
    let outcome = endCommands(of: knownNexuses)
    legacyHolder = nil
    generation = 0
    attentions = []
    for nexus in knownNexuses { establish(.powerOn, for: nexus) }
    // What is lost stays lost until it is replaced.
    if phase == .lost { return outcome }
    if isPersistent {
      if !registrations.isEmpty { apply(.powerLossKeeps) }
      phase = .restoring
    } else {
      if !registrations.isEmpty { apply(.powerLossDrops) }
      registrations = []
      reservations = []
    }
    return outcome
  }

  /// A device server that remembers nothing begins with what was stored: nobody is known but by a registration that is kept.
  public mutating func restarted() -> Outcome {
    let outcome = powerLost()
    restored()
    knownNexuses = []
    attentions = []
    for registration in registrations { meet(registration.nexus) }
    return outcome
  }

  /// What was kept has been read back.
  public mutating func restored() {
    if phase == .restoring { phase = .ready }
  }

  /// What was kept cannot be read back.
  public mutating func informationLost() {
    guard phase == .restoring else { return }
    registrations = []
    reservations = []
    generation = 0
    // SPC-2 knows no REPLACE LOST RESERVATION: what is lost is gone.
    phase = settings.dialect == .spc2 ? .ready : .lost
  }

  /// CLEAR TASK SET, or ABORT TASK SET where the nexuses are the caller's own.
  public mutating func tasksCleared(of nexuses: [Nexus], by caller: Nexus) -> Outcome {
    abort(commandsOf: nexuses, by: caller)
  }

  /// Commands that a reset or the loss of the nexus ends: there is nobody to tell, or the reset's attention says it.
  private mutating func endCommands(of nexuses: [Nexus]) -> Outcome {
    var outcome = Outcome()
    outcome.aborted = commands.filter { nexuses.contains($0.nexus) }.map(\.tag)
    commands.removeAll { nexuses.contains($0.nexus) }
    return outcome
  }
}
