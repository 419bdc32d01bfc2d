import EventEngine
import Reservations
import SCSIWire

/// PERSISTENT RESERVE OUT: one at a time for each logical unit, each an indivisible step at the end of its service.
extension StorageWorld {
  mutating func serveReserveOut(_ out: PersistentReserveOut, unit: Int, plan: Plan, turn: Turn) {
    let costs = plan.configuration.array.reservations
    let registers = out.serviceAction == .register || out.serviceAction == .registerAndIgnoreExistingKey
    let persists = registers ? out.activatePersistThroughPowerLoss : units[unit].reservations.persistsThroughPowerLoss
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
    let nexus = NexusID(paths[Int(attempts[id.slot].path)].nexus)
    attempts[id.slot].reply = units[unit].reservations.perform(out, from: nexus, effects: &effects)
    for entry in effects.attentions { units[unit].attentions[Int(entry.nexus.index)].establish(entry.attention) }
    trace(.reserveOutPerformed, attempt: id, detail: UInt64(attempts[id.slot].reply.status.rawValue), turn: turn)
    guard attempts[id.slot].reply == .good else { return finishReserveOut(id, fencing: [], plan: plan, turn: turn) }
    let fenced = effects.preemptedRegistrations
    if out.serviceAction == .preemptAndAbort, !hasDefect(.skipAbort) {
      abort(.nexuses(effects.aborted), by: id, fencing: fenced, plan: plan, turn: turn)
    } else {
      finishReserveOut(id, fencing: fenced, plan: plan, turn: turn)
    }
  }

  /// GOOD leaves the array: from here on no write of a registration that it fenced may reach the media.
  mutating func finishReserveOut(
    _ id: AttemptID, fencing fenced: [ReservationEffects.PreemptedRegistration], plan: Plan, turn: Turn
  ) {
    let unit = paths[Int(attempts[id.slot].path)].unit
    for registration in fenced {
      oracle.barrierGood(
        unit: unit, nexus: registration.nexus.index, epoch: registration.key.incarnation, at: turn.now)
    }
    if attempts[id.slot].taskSlot >= 0 { endTask(id, plan: plan, turn: turn) }
    answer(id, plan: plan, turn: turn)
  }
}
