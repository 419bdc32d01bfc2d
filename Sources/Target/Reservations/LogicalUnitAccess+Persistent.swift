import SCSIWire

extension LogicalUnitAccess {
  /// PERSISTENT RESERVE OUT, once enabled: one indivisible step. `named` is what `NexusDirectory` says about it. Unit attentions
  /// are established; what else `effects` says is the caller's to do before it answers. While the
  /// unit is reserved by SPC-2 RESERVE it conflicts, from its holder too.
  public mutating func perform(
    _ command: PersistentReserveOut, naming named: NamedNexuses = NamedNexuses(), from nexus: NexusID,
    effects: inout ReservationEffects
  ) -> Completion {
    effects.removeAll()
    see(nexus)
    guard legacyHolder == nil else { return .reservationConflict }
    let completion = table.perform(command, naming: named, from: nexus, effects: &effects)
    let isSilent = command.serviceAction == .release && control.noUnitAttentionOnRelease || !profile.hasUnitAttentions
    if isSilent { effects.attentions.removeAll() }
    for entry in effects.attentions { establish(entry.attention, for: entry.nexus) }
    if !table.keys.isEmpty { see(NexusID(UInt32(table.keys.count - 1))) }
    classify()
    return completion
  }

  /// What `TaskSet.enable` must remember of a task that is enabled now; 0 unless the profile aborts by it.
  @inlinable public var holdersKeyForTasks: ReservationKey {
    table.rules.profile.abort == .underHoldersKey ? table.holdersKey : ReservationKey(0)
  }
}

extension ReservationTable {
  @usableFromInline var holdersKey: ReservationKey { reservation.map { self[singleHolder(of: $0)] } ?? ReservationKey(0) }
}
