import EventEngine
import Reservations
import SCSIWire

/// PERSISTENT RESERVE OUT: one at a time for each logical unit, each an indivisible step at the end of its service.
extension StorageWorld {
  mutating func serveReserveOut(_ out: PersistentReserveOut, unit: Int, plan: Plan, turn: Turn) {
    let costs = plan.configuration.array.reservations
    let registers = out.serviceAction == .register || out.serviceAction == .registerAndIgnoreExistingKey
    let persists = registers ? out.activatePersistThroughPowerLoss : units[unit].access.table.persistsThroughPowerLoss
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
    attempts[id.slot].reply = units[unit].access.perform(out, naming: named(by: id), from: nexus, effects: &effects)
    trace(.reserveOutPerformed, attempt: id, detail: UInt64(attempts[id.slot].reply.status.rawValue), turn: turn)
    guard attempts[id.slot].reply == .good else { return finishReserveOut(id, fencing: [], plan: plan, turn: turn) }
    let fenced = effects.preemptedRegistrations.map { fence($0, unit: unit) }
    if let scope = effects.abortScope, !hasDefect(.skipAbort) {
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

  /// The other nexuses that it names; only real initiators name any.
  private func named(by id: AttemptID) -> NamedNexuses {
    attempts[id.slot].owner == .initiator ? exchanges[attempts[id.slot].ticket].named : NamedNexuses()
  }

  /// The number under which the oracle knows the registration. A simulated host counts in its keys.
  private mutating func fence(
    _ registration: ReservationEffects.PreemptedRegistration, unit: Int
  ) -> FencedRegistration {
    defer { units[unit].registrationPreempted(of: registration.nexus) }
    let isSimulated = nexuses[Int(registration.nexus.index)].host >= 0
    let epoch = isSimulated ? registration.key.incarnation : units[unit].epoch(of: registration.nexus)
    return FencedRegistration(nexus: registration.nexus, epoch: epoch)
  }
}
