import SCSIWire

extension ReservationTable {
  /// Executes one PERSISTENT RESERVE OUT. `named` is what `NexusDirectory.nexuses(namedBy:transportIDs:from:)` says about it.
  /// `effects` is emptied first, and stays empty unless the answer is GOOD.
  public mutating func perform(
    _ command: PersistentReserveOut, naming named: NamedNexuses = NamedNexuses(), from nexus: NexusID,
    effects: inout ReservationEffects
  ) -> Completion {
    let completion = execute(command, naming: named, from: nexus, effects: &effects)
    assert(brokenInvariant == nil, "\(command.serviceAction) leaves a sound table: \(brokenInvariant ?? "")")
    assert(completion == .good || effects.isEmpty, "what is refused does nothing")
    return completion
  }

  private mutating func execute(
    _ command: PersistentReserveOut, naming named: NamedNexuses, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    effects.removeAll()
    guard supports(command.serviceAction) else { return .checkCondition(.invalidFieldInCDB) }
    if isLost && command.serviceAction != .replaceLostReservation {
      return .checkCondition(.persistentReservationInformationLost)
    }
    if let refusal = conflict(command, from: nexus) ?? refusal(ofBits: command) ?? keyRefusal(command, from: nexus) {
      return refusal
    }
    switch command.serviceAction {
    case .register: return register(command, naming: named, from: nexus, effects: &effects)
    case .registerAndIgnoreExistingKey:
      return setKey(command, of: named.siblings + [nexus], from: nexus, effects: &effects)
    case .reserve: return reserve(command, from: nexus)
    case .release: return release(command, from: nexus, effects: &effects)
    case .clear: return clear(from: nexus, effects: &effects)
    case .preempt: return preempt(command, from: nexus, effects: &effects)
    case .preemptAndAbort: return preemptAndAbort(command, from: nexus, effects: &effects)
    case .registerAndMove: return move(command, to: named.listed?.first, from: nexus)
    case .replaceLostReservation: return replaceLost(command, from: nexus)
    }
  }

  private func supports(_ action: ReserveOutServiceAction) -> Bool {
    switch action {
    case .registerAndMove: rules.dialect == .spc4 && rules.profile.move != .unsupported
    case .replaceLostReservation: rules.replacesLostReservation
    case .preemptAndAbort: rules.profile.abort != .unsupported
    default: true
    }
  }

  /// The conflicts of SPC-4 table 66, which come before any other look at the command; nil if it may go on.
  func conflict(_ command: PersistentReserveOut, from nexus: NexusID) -> Completion? {
    switch command.serviceAction {
    case .register, .registerAndIgnoreExistingKey, .replaceLostReservation: return nil
    case let action where !supports(action): return nil
    case _ where !isRegistered(nexus): return answerToUnregistered(command.serviceAction)
    case .reserve, .registerAndMove:
      guard let reservation, !isHeld(reservation, by: nexus) else { return nil }
      return command.serviceAction == .registerAndMove && rules.profile.move == .toRegistrant ? nil : .reservationConflict
    case .release, .clear, .preempt, .preemptAndAbort: return nil
    }
  }

  private func answerToUnregistered(_ action: ReserveOutServiceAction) -> Completion {
    guard reservation == nil else { return .reservationConflict }
    switch rules.profile.unregistered {
    case .communicationFailure: return .checkCondition(.communicationFailure)
    case .notReadyToReleaseOrClear where action == .release || action == .clear: return .checkCondition(.notReady)
    case .conflict, .notReadyToReleaseOrClear: return .reservationConflict
    }
  }

  /// SPEC_I_PT is for REGISTER only; ALL_TG_PT and APTPL count only when registering and are ignored elsewhere. SPC-2 knows
  /// neither SPEC_I_PT nor ALL_TG_PT: the bits are reserved there, and obeying half of a command would mislead its sender.
  private func refusal(ofBits command: PersistentReserveOut) -> Completion? {
    let action = command.serviceAction
    let registers = action == .register || action == .registerAndIgnoreExistingKey
    let setsPersistence = registers || action == .registerAndMove || action == .replaceLostReservation
    let persists = command.activatePersistThroughPowerLoss && setsPersistence
    if rules.profile.refusesOptionalBits,
      persists || command.specifyInitiatorPorts || registers && command.allTargetPorts
    {
      return .checkCondition(.invalidFieldInCDB)
    }
    let isIllegal =
      command.specifyInitiatorPorts && (action != .register || rules.dialect == .spc2)
      || registers && command.allTargetPorts && rules.dialect == .spc2
      || persists && !rules.supportsPersistence
    return isIllegal ? .checkCondition(.invalidFieldInParameterList) : nil
  }

  /// SPC-4 5.13.1: the key is verified whatever the service action and scope. REGISTER verifies it for each nexus that it is for.
  private func keyRefusal(_ command: PersistentReserveOut, from nexus: NexusID) -> Completion? {
    guard self[nexus] != command.reservationKey else { return nil }
    switch command.serviceAction {
    case .registerAndIgnoreExistingKey, .replaceLostReservation: return nil
    case .reserve where rules.profile.reserveIgnoresKey: return nil
    case .release: return releaseKeyRefusal(command, from: nexus)
    case .registerAndMove where rules.profile.move == .toRegistrant:
      let isHolder = reservation.map { isHeld($0, by: nexus) } ?? false
      return isHolder ? .reservationConflict : nil
    default: return .reservationConflict
    }
  }

  private func releaseKeyRefusal(_ command: PersistentReserveOut, from nexus: NexusID) -> Completion? {
    switch rules.profile.releaseKey {
    case .verified: .reservationConflict
    case .verifiedWhileReserved: held.isEmpty ? nil : .reservationConflict
    case .verifiedOfHolder: held.contains { isHeld($0, by: nexus) } ? .reservationConflict : nil
    case .holders: nil
    }
  }
}

extension Sense {
  /// 55/04.
  static var insufficientRegistrationResources: Sense { .illegalRequest(0x55, 0x04) }
  /// DATA PROTECT, 44/01.
  static var persistentReservationInformationLost: Sense { Sense(key: 7, code: 0x44, qualifier: 0x01) }
  /// NOT READY, logical unit communication failure (08/00).
  static var communicationFailure: Sense { Sense(key: 2, code: 0x08, qualifier: 0x00) }
  /// NOT READY, no additional sense information.
  static var notReady: Sense { Sense(key: 2, code: 0x00, qualifier: 0x00) }
}
