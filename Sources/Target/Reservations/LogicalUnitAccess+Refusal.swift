import SCSIWire

extension LogicalUnitAccess {
  /// Why a command that arrives now must not be enabled; nil: enable it. Asked once for each command (SPC-4 5.13.1).
  ///
  /// A unit attention that is answered is thereby cleared. PERSISTENT RESERVE OUT, RESERVE and RELEASE conflict only when
  /// performed. O(1) without allocation for a nexus that was seen before and owes no unit attention.
  @inlinable public mutating func refusal(of command: Command, from nexus: NexusID) -> Completion? {
    let index = Int(nexus.index)
    guard isPlain, index < attentions.count, attentions[index].isEmpty else { return judge(command, from: nexus) }
    if hasOwnAccessTable {
      switch command {
      case .read, .write: break
      default: return judge(command, from: nexus)
      }
    }
    return table.permits(AccessClass(of: command), from: nexus) ? nil : Completion(.reservationConflict)
  }

  /// In order: unit attentions 29h, not ready, RESERVATION CONFLICT, other unit attentions (SAM-5 5.3.3), as the profile has it.
  @usableFromInline mutating func judge(_ command: Command, from nexus: NexusID) -> Completion? {
    see(nexus)
    let attention = command.reportsUnitAttention ? attentions[Int(nexus.index)].next : nil
    let isFirst: Bool
    switch profile.attentionOrder {
    case .resetsBeforeConflict: isFirst = attention?.outranksConflict ?? false
    case .attentionsFirst: isFirst = attention != nil
    case .conflictFirst: isFirst = false
    }
    if isFirst { return report(to: nexus) }
    if let unavailable = unavailability(for: command) { return unavailable }
    if conflicts(command, from: nexus, decides: attention != nil) { return Completion(.reservationConflict) }
    return attention == nil ? nil : report(to: nexus)
  }

  /// REQUEST SENSE: what is pending for the nexus, which is thereby cleared (SPC-4 6.39); no sense if nothing is.
  public mutating func pendingSense(of nexus: NexusID) -> Sense {
    see(nexus)
    return report(to: nexus)?.sense ?? .none
  }

  private mutating func report(to nexus: NexusID) -> Completion? {
    let index = Int(nexus.index)
    let reported = attentions[index].report()
    if profile.reportDropsOtherAttentions { attentions[index].removeAll() }
    return reported.map { .checkCondition($0.sense) }
  }

  /// SPC-4 5.13.5: while what persisted is not there, only commands that cannot depend on it work.
  private func unavailability(for command: Command) -> Completion? {
    if readiness == .ready && !table.isLost { return nil }
    switch command {
    case .inquiry, .reportLuns, .requestSense, .reportTargetPortGroups: return nil
    case .startStopUnit(let request) where request.start && request.powerCondition == 0: return nil
    case .persistentReserveOut(let out) where table.isLost && out.serviceAction == .replaceLostReservation: return nil
    default: break
    }
    return .checkCondition(table.isLost ? .persistentReservationInformationLost : .becomingReady)
  }

  /// Whether the command conflicts with a reservation. Those that change reservations conflict when they are performed, unless
  /// that `decides` whether a pending unit attention is reported instead.
  private func conflicts(_ command: Command, from nexus: NexusID, decides: Bool) -> Bool {
    switch command {
    case .persistentReserveIn where legacyHolder != nil: return true
    case .persistentReserveOut(let out):
      return decides && (legacyHolder != nil || table.conflict(out, from: nexus) == .reservationConflict)
    case .reserve: return decides && legacyConflict(nexus, reserves: true) == .reservationConflict
    case .release: return decides && legacyConflict(nexus, reserves: false) == .reservationConflict
    default: break
    }
    if let legacyHolder { return legacyHolder != nexus && !command.worksUnderLegacyReservation }
    return !table.permits(command, from: nexus)
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
