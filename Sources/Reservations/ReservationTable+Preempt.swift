import SCSIWire

extension ReservationTable {
  /// PREEMPT AND ABORT (SPC-4 5.13.11.2.7): PREEMPT, and the commands of every nexus that was registered under the preempted
  /// key are aborted, whether it held the reservation or not, the caller's own other commands included.
  mutating func preemptAndAbort(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    let everyone = command.serviceActionReservationKey == .none
    for victim in registrants where everyone || self[victim] == command.serviceActionReservationKey {
      effects.aborted.append(victim)
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
      guard let reservation, reservation.type.isAllRegistrants else {
        return .checkCondition(.invalidFieldInParameterList)
      }
      return takeOver(command, from: nexus, effects: &effects)
    }
    guard keys.contains(key) else { return .reservationConflict }
    if held.contains(where: { isHeld($0, under: key) }) {
      return takeOver(command, from: nexus, effects: &effects)
    }
    removeRegistrations(effects: &effects, caller: nexus) { $1 == key }
    if registrantCount == 0 { reservation = nil }
    generation &+= 1
    return .good
  }

  /// The caller becomes the holder, of the type it asks for; it keeps its registration even if it preempts its own key.
  private mutating func takeOver(
    _ command: PersistentReserveOut, from nexus: NexusID, effects: inout ReservationEffects
  ) -> Completion {
    guard let wanted = reservation(asked: command, by: nexus) else { return .checkCondition(.invalidFieldInCDB) }
    let key = command.serviceActionReservationKey
    var successor = self
    let taken = held.filter { $0.holder == nil || isHeld($0, under: key) }
    successor.remove(taken)
    // Only where elements are reserved one by one can something remain that is in the way.
    guard !successor.conflicts(with: wanted) else { return .reservationConflict }
    successor.put(wanted)
    successor.removeRegistrations(effects: &effects, caller: nexus) { $0 != nexus && (key == .none || $1 == key) }
    if taken.contains(where: { $0.type != wanted.type || !$0.isOfSameExtent(as: wanted) }) {
      successor.establish(.reservationsReleased, except: nexus, effects: &effects)
    }
    successor.generation &+= 1
    self = successor
    return .good
  }

  /// Whether a nexus registered under this key is the reservation's single holder.
  private func isHeld(_ reservation: Reservation, under key: ReservationKey) -> Bool {
    reservation.holder.map { self[$0] == key } ?? false
  }

  private mutating func removeRegistrations(
    effects: inout ReservationEffects, caller: NexusID, where isVictim: (NexusID, ReservationKey) -> Bool
  ) {
    for nexus in registrants where isVictim(nexus, self[nexus]) {
      effects.preemptedRegistrations.append(.init(nexus, self[nexus]))
      if nexus != caller { effects.attentions.append(.init(nexus, .registrationsPreempted)) }
      self[nexus] = ReservationKey(0)
    }
  }
}
