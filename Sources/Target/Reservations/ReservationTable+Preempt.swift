import SCSIWire

extension ReservationTable {
  /// PREEMPT AND ABORT (SPC-4 5.13.11.2.7): PREEMPT, and the commands of every nexus that was registered under the preempted
  /// key are aborted, whether it held the reservation or not, the caller's own other commands included.
  mutating func preemptAndAbort(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    let key = command.serviceActionReservationKey
    for victim in registrants where key == .none || self[victim] == key {
      if rules.profile.abort == .underHoldersKey {
        if !effects.abortedKeys.contains(self[victim]) { effects.abortedKeys.append(self[victim]) }
      } else if !(rules.profile.abort == .victimsButCaller && key == .none && victim == nexus) {
        effects.aborted.append(victim)
      }
    }
    let completion = preempt(command, from: nexus, effects: &effects)
    if completion != .good { effects.removeAll() }
    return completion
  }

  /// PREEMPT (SPC-4 5.13.11.2.4-6, table 72) by a nexus whose key is verified.
  mutating func preempt(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    let key = command.serviceActionReservationKey
    if key == .none {
      // Only a reservation that everybody holds can be taken from everybody.
      guard let reservation, reservation.type.isAllRegistrants else { return preemptNobody() }
      return takeOver(command, from: nexus, effects: &effects)
    }
    guard rules.profile.preemptsUnknownKeys || keys.contains(key) else { return .reservationConflict }
    if held.contains(where: { isHeld($0, under: key) }) {
      return takeOver(command, from: nexus, effects: &effects)
    }
    let keepsCaller = keepsOwnKey
    let removed = removeRegistrations(caller: nexus, effects: &effects) { $1 == key && !(keepsCaller && $0 == nexus) }
    if registrantCount == 0 { reservation = nil }
    count(.preempted(removed))
    return .good
  }

  private var keepsOwnKey: Bool {
    switch rules.profile.ownKey {
    case .removed: false
    case .keptUnderAllRegistrants: reservation?.type.isAllRegistrants ?? false
    case .kept: true
    }
  }

  private mutating func preemptNobody() -> Completion {
    switch (rules.profile.preemptNobody, held.isEmpty) {
    case (.invalidFieldInParameterList, _), (.conflictUnlessReserved, false):
      return .checkCondition(.invalidFieldInParameterList)
    case (.conflictUnlessReserved, true): return .reservationConflict
    case (.goodUnlessReserved, false): return .checkCondition(.invalidFieldInCDB)
    case (.goodUnlessReserved, true):
      count(.preempted(0))
      return .good
    }
  }

  /// The caller becomes the holder, of the type it asks for; it keeps its registration even if it preempts its own key.
  private mutating func takeOver(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    let wanted: Reservation
    switch reservation(asked: command, by: nexus) {
    case .success(let asked): wanted = asked
    case .failure(let refusal): return .checkCondition(refusal.sense)
    }
    let key = command.serviceActionReservationKey
    var successor = self
    let taken = held.filter { $0.holder == nil || isHeld($0, under: key) }
    successor.remove(taken)
    // Only where elements are reserved one by one can something remain that is in the way.
    guard !successor.conflicts(with: wanted) else { return .reservationConflict }
    successor.put(wanted, by: nexus)
    let removed = successor.removeRegistrations(caller: nexus, effects: &effects) {
      $0 != nexus && (key == .none || $1 == key)
    }
    if taken.contains(where: { $0.type != wanted.type || !$0.isOfSameExtent(as: wanted) }) {
      successor.establish(.reservationsReleased, except: nexus, effects: &effects)
    }
    successor.count(.preempted(removed))
    self = successor
    return .good
  }

  /// Whether a nexus registered under this key is the reservation's holder, and the only one.
  private func isHeld(_ reservation: Reservation, under key: ReservationKey) -> Bool {
    (reservation.holder != nil || rules.profile.allRegistrantsHaveHolder) && self[singleHolder(of: reservation)] == key
  }

  /// Returns how many were removed.
  private mutating func removeRegistrations(
    caller: NexusID, effects: inout ReservationEffects, where isVictim: (NexusID, ReservationKey) -> Bool
  ) -> Int {
    let attention: UnitAttention =
      rules.profile.preemptTellsReservationsPreempted ? .reservationsPreempted : .registrationsPreempted
    let before = registrantCount
    for nexus in registrants where isVictim(nexus, self[nexus]) {
      effects.preemptedRegistrations.append(.init(nexus, self[nexus]))
      if nexus != caller { effects.attentions.append(.init(nexus, attention)) }
      self[nexus] = ReservationKey(0)
    }
    return before - registrantCount
  }
}
