/// What happens to the unit and its nexuses, and leaves a unit attention behind. Registrations and persistent reservations
/// outlive everything but a power loss (SPC-4 5.13.1).
extension LogicalUnitAccess {
  /// A session of this nexus of the directory began. A nexus seen for the first time will be told of the power on; one that
  /// comes back, of its loss.
  public mutating func loggedIn(_ nexus: NexusID, in directory: NexusDirectory) {
    see(nexus)
    if profile.nexusIdentity == .device { table.take(nexus, asOfDeviceOf: directory.firstOfDevice(nexus)) }
  }

  /// Logout, connection lost, or session reinstated.
  public mutating func nexusLost(_ nexus: NexusID) {
    if legacyHolder == nexus { legacyHolder = nil }
    establish(.nexusLoss, for: nexus)
  }

  /// LOGICAL UNIT RESET: every nexus is told, also the one that asked.
  public mutating func logicalUnitReset() { reset(.busDeviceReset) }

  /// TARGET RESET, or a hard reset, which resets every unit.
  public mutating func targetReset() { reset(.hardReset) }

  private mutating func reset(_ attention: UnitAttention) {
    legacyHolder = nil
    control = standardControl
    for index in attentions.indices { establish(attention, for: NexusID(UInt32(index))) }
  }

  /// Power failed and came back. With APTPL the unit is not ready until `restoreFinished` or `persistentInformationLost`.
  public mutating func powerLost() {
    legacyHolder = nil
    control = standardControl
    for index in attentions.indices {
      attentions[index].removeAll()
      establish(.powerOn, for: NexusID(UInt32(index)))
    }
    readiness = table.powerLost() ? .restoring : .ready
  }

  /// What persisted is there again.
  public mutating func restoreFinished() { readiness = .ready }

  /// What persisted cannot be read: nothing works until REPLACE LOST RESERVATION (SPC-4 5.13.5).
  public mutating func persistentInformationLost() {
    table.loseEverything()
    readiness = .ready
  }

  /// MODE SELECT changed what all nexuses share; each but the one that did it is told.
  public mutating func modeParametersChanged(by nexus: NexusID) {
    for index in attentions.indices where index != nexus.index {
      establish(.modeParametersChanged, for: NexusID(UInt32(index)))
    }
  }

  /// Another nexus aborted commands of these nexuses (PREEMPT AND ABORT, CLEAR TASK SET). Without TAS that is all they hear.
  public mutating func tasksCleared(of nexuses: some Sequence<NexusID>, by aborter: NexusID) {
    guard !control.taskAbortedStatus else { return }
    for nexus in nexuses where nexus != aborter { establish(.commandsCleared, for: nexus) }
  }
}

extension ReservationTable {
  /// Returns whether anything persists and must be restored. PRgeneration starts at 0 either way. What is lost stays lost.
  mutating func powerLost() -> Bool {
    if !persistsThroughPowerLoss { removeEverything() }
    generation = 0
    return persistsThroughPowerLoss && !isLost
  }

  /// Where REPLACE LOST RESERVATION is unknown, a lost table is an empty one.
  mutating func loseEverything() {
    removeEverything()
    generation = 0
    isLost = rules.replacesLostReservation
  }
}
