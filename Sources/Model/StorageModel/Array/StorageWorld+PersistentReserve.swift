import Barriers
import EventEngine
import Reservations
import SCSIWire

/// PERSISTENT RESERVE OUT: one at a time for each logical unit, each an indivisible step at the end of its service.
extension StorageWorld {
  mutating func serveReserveOut(_ out: PersistentReserveOut, unit: Int, plan: Plan, turn: Turn) {
    let costs = plan.configuration.array.reservations
    let sets = out.serviceAction.setsPersistence
    let persists = sets ? out.activatePersistThroughPowerLoss : units[unit].access.table.persistsThroughPowerLoss
    let time = persists ? costs.serviceTime + costs.persistTime : costs.serviceTime
    turn.schedule(.init(.reserveOutDone, unit), after: time)
  }

  mutating func reserveOutDone(unit: Int, plan: Plan, turn: Turn) {
    // A command that was aborted while it waited has left the queue; one in service is never aborted.
    let id = units[unit].reserveOuts.removeFirst()
    if let next = units[unit].reserveOuts.first, case .command(.persistentReserveOut(let out)) = attempts[next.slot].request {
      serveReserveOut(out, unit: unit, plan: plan, turn: turn)
    }
    guard case .command(.persistentReserveOut(let out)) = attempts[id.slot].request else { return }
    let nexus = NexusID(attempts[id.slot].nexus)
    perform(out, of: id, unit: unit, from: nexus)
    trace(.reserveOutPerformed, attempt: id, detail: UInt64(attempts[id.slot].reply.status.rawValue), turn: turn)
    guard attempts[id.slot].reply == .good else { return finishReserveOut(id, fencing: [], plan: plan, turn: turn) }
    let fenced = effects.preemptedRegistrations.map { fence($0, by: id, unit: unit) }
    if let scope = effects.abortScope, !hasDefect(.skipAbort) {
      // It is done but for its answer: two of one nexus that abort each other would wait for ever.
      endTask(id, plan: plan, turn: turn)
      abort(scope, by: id, fencing: fenced, plan: plan, turn: turn)
    } else {
      finishReserveOut(id, fencing: fenced, plan: plan, turn: turn)
    }
  }

  /// GOOD leaves the array: from here on no write of a registration that it fenced may reach the media.
  mutating func finishReserveOut(_ id: AttemptID, fencing fenced: [FencedRegistration], plan: Plan, turn: Turn) {
    let unit = attempts[id.slot].unit
    for registration in fenced {
      oracle.barrierGood(unit: unit, nexus: registration.nexus.index, epoch: registration.epoch, at: turn.now)
    }
    if attempts[id.slot].taskSlot >= 0 { endTask(id, plan: plan, turn: turn) }
    answer(id, plan: plan, turn: turn)
  }

  private mutating func perform(_ out: PersistentReserveOut, of id: AttemptID, unit: Int, from nexus: NexusID) {
    guard attempts[id.slot].owner == .initiator else {
      attempts[id.slot].reply = units[unit].access.perform(out, from: nexus, effects: &effects)
      return
    }
    let exchange = exchanges[attempts[id.slot].ticket]
    var learned = directory
    let named = learned.nexuses(namedBy: out, transportIDs: exchange.transportIDs, from: nexus)
    attempts[id.slot].reply = units[unit].access.perform(out, naming: named, from: nexus, effects: &effects)
    guard attempts[id.slot].reply == .good else { return }
    // A port becomes known by being registered, not by being named in vain.
    if out.serviceActionReservationKey != .none {
      directory = learned
      knowNexuses()
    }
    outputs.append(.execute(exchange.tag))
  }

  /// The number under which the oracle knows the registration. A simulated host counts in its keys.
  private mutating func fence(
    _ registration: ReservationEffects.PreemptedRegistration, by aborter: AttemptID, unit: Int
  ) -> FencedRegistration {
    defer { units[unit].registrationPreempted(of: registration.nexus) }
    let isSimulated = attempts[aborter.slot].owner != .initiator
    let epoch = isSimulated ? registration.key.incarnation : units[unit].epoch(of: registration.nexus)
    return FencedRegistration(nexus: registration.nexus, epoch: epoch)
  }
}

extension ReserveOutServiceAction {
  /// Its APTPL bit counts.
  fileprivate var setsPersistence: Bool {
    switch self {
    case .register, .registerAndIgnoreExistingKey, .registerAndMove, .replaceLostReservation: true
    case .reserve, .release, .clear, .preempt, .preemptAndAbort: false
    }
  }
}
