import SCSIWire

extension LogicalUnitAccess {
  /// PERSISTENT RESERVE OUT, once enabled: one indivisible step. `named` is what `NexusDirectory` says about it. Unit attentions
  /// are established; what else `effects` says is the caller's to do before it answers.
  public mutating func perform(
    _ command: PersistentReserveOut, naming named: [NexusID]? = [], from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    let completion = table.perform(command, naming: named, from: nexus, effects: &effects)
    if command.serviceAction == .release && control.noUnitAttentionOnRelease { effects.attentions.removeAll() }
    seeRegistrants()
    for entry in effects.attentions { establish(entry.attention, for: entry.nexus) }
    classify()
    return completion
  }
}
