import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// PERSISTENT RESERVE OUT: one at a time for each logical unit, each an indivisible step at the end of its service.
extension StorageArray {
  mutating func serveReserveOut(_ out: PersistentReserveOut, unit: Int, at now: Instant, plan: ArrayPlan) {
    let costs = plan.configuration.reservations
    let sets = out.serviceAction.setsPersistence
    let persists = sets ? out.activatePersistThroughPowerLoss : units[unit].access.table.persistsThroughPowerLoss
    let time = persists ? costs.serviceTime + costs.persistTime : costs.serviceTime
    emissions.schedule(ArrayEvent(.reserveOutDone, unit), at: now + time)
  }

  mutating func reserveOutDone(unit: Int, at now: Instant, plan: ArrayPlan) {
    // A command that was aborted while it waited has left the queue; one in service is never aborted.
    let id = units[unit].reserveOuts.removeFirst()
    assert(tasks.isLive(id) && tasks[id.slot].stage == .reserveQueue, "what is in service has not ended")
    if let next = units[unit].reserveOuts.first, case .persistentReserveOut(let out) = tasks[next.slot].command {
      serveReserveOut(out, unit: unit, at: now, plan: plan)
    }
    guard case .persistentReserveOut(let out) = tasks[id.slot].command else { return }
    perform(out, of: id, unit: unit)
    let task = tasks[id.slot]
    emissions.signal(
      .reserveOutPerformed(label: task.label, exchange: task.unit.exchange, task.reply.status))
    guard task.reply == .good else { return finishReserveOut(id, fencing: [], at: now, plan: plan) }
    let fenced = effects.preemptedRegistrations.map { fence($0, unit: unit) }
    if let scope = effects.abortScope, !hasDefect(.skipAbort) {
      // It is done but for its answer: two of one nexus that abort each other would wait for ever.
      leaveTaskSet(id, at: now, plan: plan)
      abort(scope, by: id, fencing: fenced, at: now, plan: plan)
    } else {
      if out.serviceAction == .preempt { spareTasks(of: fenced, unit: unit) }
      finishReserveOut(id, fencing: fenced, at: now, plan: plan)
    }
  }

  /// PREEMPT promises nothing about what has passed its check already.
  private mutating func spareTasks(of fenced: [FencedRegistration], unit: Int) {
    guard !fenced.isEmpty else { return }
    for slot in tasks.liveSlots where tasks[slot].logicalUnit == unit && tasks[slot].taskSlot >= 0 {
      if fenced.contains(where: { $0.nexus == tasks[slot].nexus }) { emissions.signal(.spared(label: tasks[slot].label)) }
    }
  }

  /// GOOD leaves the array: from here on no write of a registration that it fenced may reach the media.
  mutating func finishReserveOut(_ id: TaskID, fencing fenced: [FencedRegistration], at now: Instant, plan: ArrayPlan) {
    let unit = tasks[id.slot].unit.unit
    for registration in fenced {
      emissions.signal(
        .fenced(unit: unit, nexus: registration.nexus.index, key: registration.key, epoch: registration.epoch))
    }
    end(id, at: now, plan: plan)
  }

  private mutating func perform(_ out: PersistentReserveOut, of id: TaskID, unit: Int) {
    let arrived = tasks[id.slot].unit
    let nexus = NexusID(arrived.nexus)
    var transportIDs: [TransportID] = []
    if let place = namedPorts.firstIndex(where: { $0.exchange == arrived.exchange && $0.nexus == arrived.nexus }) {
      transportIDs = namedPorts.remove(at: place).transportIDs
    }
    var learned = directory
    let named = learned.nexuses(namedBy: out, transportIDs: transportIDs, from: nexus)
    let reply = units[unit].access.perform(out, naming: named, from: nexus, effects: &effects)
    tasks[id.slot].reply = reply
    guard reply == .good else { return }
    // A port becomes known by being registered, not by being named in vain.
    if out.serviceActionReservationKey != .none {
      directory = learned
      knowNexuses()
    }
    if out.serviceAction == .register || out.serviceAction == .registerAndIgnoreExistingKey,
      out.serviceActionReservationKey != .none
    {
      emissions.signal(
        .registered(unit: arrived.unit, nexus: arrived.nexus, key: out.serviceActionReservationKey.value))
    }
  }

  private mutating func fence(
    _ registration: ReservationEffects.PreemptedRegistration, unit: Int
  ) -> FencedRegistration {
    defer { units[unit].registrationPreempted(of: registration.nexus) }
    return FencedRegistration(
      nexus: registration.nexus, key: registration.key.value, epoch: units[unit].epoch(of: registration.nexus))
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
