import EventEngine
import Reservations
import SCSIWire

/// Aborts, whoever asks for them: PREEMPT AND ABORT, task management functions, the end of a session.
///
/// An aborted task that waits for data or for the media dies at once; one that the media works on finishes; one that a stalled
/// port holds is confirmed only when the port works again, behind what it held, or when the port is evicted. The answer waits
/// for all of them.
extension StorageWorld {
  mutating func manage(
    _ function: TaskManagementFunction, on task: AttemptID, by id: AttemptID, plan: Plan, turn: Turn
  ) {
    let unit = Int(attempts[id.slot].unit)
    switch function {
    case .abortTask: abort(.task(task.task), by: id, fencing: [], plan: plan, turn: turn)
    case .abortTaskSet: abort(.nexuses([NexusID(attempts[id.slot].nexus)]), by: id, fencing: [], plan: plan, turn: turn)
    case .clearTaskSet: abort(.everything, by: id, fencing: [], plan: plan, turn: turn)
    case .logicalUnitReset:
      reset(unit..<unit + 1, by: id, plan: plan, turn: turn)
      units[unit].access.logicalUnitReset()
    case .targetReset:
      reset(units.indices, by: id, plan: plan, turn: turn)
      for unit in units.indices { units[unit].access.targetReset() }
    }
  }

  /// The unit attentions and the control mode page, which says how victims end, change after it.
  private mutating func reset(_ indices: Range<Int>, by id: AttemptID, plan: Plan, turn: Turn) {
    attempts[id.slot].abortsLeft = UInt32(indices.count)
    for unit in indices {
      counts.logicalUnitResets += 1
      beginAbort(.everything, onUnit: unit, by: id, cause: .reset, fencing: [], plan: plan, turn: turn)
    }
  }

  /// Aborts on the unit that the aborter is about.
  mutating func abort(
    _ scope: TaskSet.Scope, by aborter: AttemptID, fencing fenced: [FencedRegistration], plan: Plan, turn: Turn
  ) {
    attempts[aborter.slot].abortsLeft = 1
    beginAbort(
      scope, onUnit: Int(attempts[aborter.slot].unit), by: aborter, cause: .request, fencing: fenced, plan: plan, turn: turn)
  }

  private enum AbortCause { case request, reset }

  private mutating func beginAbort(
    _ scope: TaskSet.Scope, onUnit unit: Int, by aborter: AttemptID, cause: AbortCause, fencing fenced: [FencedRegistration],
    plan: Plan, turn: Turn
  ) {
    attempts[aborter.slot].stage = .waitingForAborts
    var victims: [TaskSet.TaskID] = []
    let isQuiet = units[unit].tasks.abort(scope, by: aborter.task, victims: &victims)
    let answersEarly = hasDefect(.goodBeforeQuiesce) && !fenced.isEmpty
    if answersEarly {
      finishReserveOut(aborter, fencing: fenced, plan: plan, turn: turn)
    } else {
      units[unit].pendingAborts.append(PendingAbort(aborter: aborter, fenced: fenced))
      if isQuiet { confirmAbort(by: aborter, unit: unit, plan: plan, turn: turn) }
    }
    for task in victims {
      requestAbort(of: AttemptID(task: task), by: attempts[aborter.slot].nexus, cause: cause, plan: plan, turn: turn)
    }
    if !isQuiet, !answersEarly {
      var event = StorageEvent(.evictionDue, aborter)
      event.extra = UInt32(unit)
      turn.schedule(event, after: plan.configuration.array.evictionTimeout)
    }
  }

  /// SAM-5 5.3.1: who aborts its own commands gets no status for them. Another's are answered TASK ABORTED with TAS, and
  /// without it their nexus has a unit attention, which after a reset is that of the reset.
  private mutating func requestAbort(of victim: AttemptID, by nexus: UInt32, cause: AbortCause, plan: Plan, turn: Turn) {
    let (unit, owner) = (Int(attempts[victim.slot].unit), attempts[victim.slot].nexus)
    counts.aborts += 1
    attempts[victim.slot].isAbortRequested = true
    attempts[victim.slot].isSilent = owner == nexus || !units[unit].access.control.taskAbortedStatus
    if cause == .request { units[unit].access.tasksCleared(of: CollectionOfOne(NexusID(owner)), by: NexusID(nexus)) }
    trace(.abortRequested, attempt: victim, turn: turn)
    abort(victim, plan: plan, turn: turn)
  }

  /// The I_T nexus is gone (SAM-5 6.3.4): its commands are aborted, nobody waits for them, nobody is told.
  mutating func nexusLost(_ nexus: NexusID, plan: Plan, turn: Turn) {
    let port = nexuses[Int(nexus.index)].port
    // A stalled port notices behind what reached it before.
    if ports[port].stalledAt == nil { noteLoss(of: nexus) } else { ports[port].heldLosses.append(nexus) }
    for slot in attempts.liveSlots where attempts[slot].nexus == nexus.index && attempts[slot].taskSlot >= 0 {
      if !attempts[slot].isAbortRequested { counts.aborts += 1 }
      attempts[slot].isAbortRequested = true
      attempts[slot].isSilent = true
      abort(attempts.id(slot), plan: plan, turn: turn)
    }
  }

  mutating func noteLoss(of nexus: NexusID) {
    for unit in units.indices { units[unit].access.nexusLost(nexus) }
  }

  /// Stops a task if that can be done now.
  mutating func abort(_ id: AttemptID, plan: Plan, turn: Turn) {
    switch attempts[id.slot].stage {
    case .awaitingData, .mediaQueue: die(id, isAnswered: true, plan: plan, turn: turn)
    case .reserveQueue:
      let unit = Int(attempts[id.slot].unit)
      // The one in service runs to its end.
      guard let place = units[unit].reserveOuts.firstIndex(of: id), place > 0 else { return }
      units[unit].reserveOuts.remove(at: place)
      die(id, isAnswered: true, plan: plan, turn: turn)
    default: break
    }
  }

  /// The task will never apply. Its initiator hears of it if it may, and unless whoever would tell is gone.
  mutating func die(_ id: AttemptID, isAnswered: Bool, plan: Plan, turn: Turn) {
    settle(id, .aborted, turn: turn)
    endTask(id, plan: plan, turn: turn)
    if isAnswered && !attempts[id.slot].isSilent {
      attempts[id.slot].reply = Completion(.taskAborted)
      answer(id, plan: plan, turn: turn)
    } else {
      if attempts[id.slot].owner == .initiator { discard(id, turn: turn) }
      retireIfDone(id, plan: plan, turn: turn)
    }
  }

  /// Every victim on the unit is done or dead; the controllers take some time to agree.
  mutating func confirmAbort(by aborter: AttemptID, unit: Int, plan: Plan, turn: Turn) {
    var event = StorageEvent(.abortConfirmed, aborter)
    event.extra = UInt32(unit)
    turn.schedule(event, after: plan.configuration.array.abortTime)
  }

  mutating func abortConfirmed(_ event: StorageEvent, plan: Plan, turn: Turn) {
    let (aborter, unit) = (event.attempt, Int(event.extra))
    guard attempts.isLive(aborter) else { return }
    guard let place = units[unit].pendingAborts.firstIndex(where: { $0.aborter == aborter }) else { return }
    let pending = units[unit].pendingAborts.remove(at: place)
    attempts[aborter.slot].abortsLeft -= 1
    guard attempts[aborter.slot].abortsLeft == 0 else { return }
    if case .command = attempts[aborter.slot].request {
      finishReserveOut(aborter, fencing: pending.fenced, plan: plan, turn: turn)
    } else {
      answer(aborter, plan: plan, turn: turn)
    }
  }

  /// An abort has waited long enough: ports that hold its victims lose what they hold.
  mutating func evictionDue(_ event: StorageEvent, plan: Plan, turn: Turn) {
    let aborter = event.attempt
    guard attempts.isLive(aborter), attempts[aborter.slot].stage == .waitingForAborts else { return }
    for port in ports.indices {
      let holdsVictim = ports[port].heldTasks.contains {
        attempts[$0.slot].isAbortRequested && attempts[$0.slot].unit == event.extra
      }
      if holdsVictim { evict(port, plan: plan, turn: turn) }
    }
  }
}
