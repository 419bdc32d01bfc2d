import SCSIWire

extension LogicalUnitAccess {
  /// Why a command that arrives now must not be enabled; nil: enable it. Asked once for each command (SPC-4 5.13.1).
  ///
  /// A unit attention that is answered is thereby cleared. PERSISTENT RESERVE OUT and RESERVE conflict only when performed.
  /// O(1) without allocation for a nexus that was seen before and owes no unit attention.
  @inlinable public mutating func refusal(of command: Command, from nexus: NexusID) -> Completion? {
    let index = Int(nexus.index)
    guard isPlain, index < attentions.count, attentions[index].isEmpty else { return judge(command, from: nexus) }
    return table.permits(AccessClass(of: command), from: nexus) ? nil : Completion(.reservationConflict)
  }

  /// In order: not ready, unit attentions 29h, RESERVATION CONFLICT, other unit attentions (SAM-5 5.3.3).
  @usableFromInline mutating func judge(_ command: Command, from nexus: NexusID) -> Completion? {
    see(nexus)
    if let unavailable = unavailability(for: command) { return unavailable }
    let attention = command.reportsUnitAttention ? attentions[Int(nexus.index)].next : nil
    if attention?.outranksConflict ?? false { return report(to: nexus) }
    if conflicts(command, from: nexus, decides: attention != nil) { return Completion(.reservationConflict) }
    return attention == nil ? nil : report(to: nexus)
  }

  private mutating func report(to nexus: NexusID) -> Completion? {
    attentions[Int(nexus.index)].report().map { .checkCondition($0.sense) }
  }

  /// SPC-4 5.13.5: while what persisted is not there, only commands that cannot depend on it work.
  private func unavailability(for command: Command) -> Completion? {
    switch command {
    case .inquiry, .reportLuns, .requestSense: return nil
    case .persistentReserveOut(let out) where table.isLost && out.serviceAction == .replaceLostReservation: return nil
    default: break
    }
    if readiness == .restoring { return .checkCondition(.becomingReady) }
    return table.isLost ? .checkCondition(.persistentReservationInformationLost) : nil
  }

  /// Whether the command conflicts with a reservation. PERSISTENT RESERVE OUT is only judged here if that `decides` whether a
  /// pending unit attention is reported: it is tried, and conflicts again when it is performed.
  private func conflicts(_ command: Command, from nexus: NexusID, decides: Bool) -> Bool {
    if let legacyHolder {
      switch command {
      case .persistentReserveIn, .persistentReserveOut: return true
      default: return legacyHolder != nexus && !command.worksUnderLegacyReservation
      }
    }
    if case .persistentReserveOut(let out) = command {
      guard decides else { return false }
      var (trial, effects) = (table, ReservationEffects())
      return trial.perform(out, from: nexus, effects: &effects) == .reservationConflict
    }
    return !table.permits(AccessClass(of: command), from: nexus)
  }
}

extension Command {
  /// SAM-5 5.14: every command does but INQUIRY, REPORT LUNS and REQUEST SENSE.
  var reportsUnitAttention: Bool {
    switch self {
    case .inquiry, .reportLuns, .requestSense: false
    default: true
    }
  }
}

extension Sense {
  /// 04/01: the logical unit is in the process of becoming ready.
  static var becomingReady: Sense { Sense(key: 2, code: 0x04, qualifier: 0x01) }
}
