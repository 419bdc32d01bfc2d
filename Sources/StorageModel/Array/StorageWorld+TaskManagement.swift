import EventEngine
import Reservations
import SCSIWire

/// Aborts, whoever asks for them: PREEMPT AND ABORT, ABORT TASK, LOGICAL UNIT RESET.
///
/// An aborted task that waits for data or for the media dies at once; one that the media works on finishes; one that a stalled
/// port holds is confirmed only when the port works again, behind what it held, or when the port is evicted. The answer waits
/// for all of them.
extension StorageWorld {
  mutating func manage(
    _ function: TaskManagementFunction, on task: AttemptID, by id: AttemptID, plan: Plan, turn: Turn
  ) {
    let unit = Int(paths[Int(attempts[id.slot].path)].unit)
    if function == .abortTask {
      abort(.task(task.task), by: id, fencing: [], plan: plan, turn: turn)
    } else {
      counts.logicalUnitResets += 1
      for nexus in units[unit].attentions.indices { units[unit].attentions[nexus].establish(.busDeviceReset) }
      abort(.everything, by: id, fencing: [], plan: plan, turn: turn)
    }
  }

  mutating func abort(
    _ scope: TaskSet.Scope, by aborter: AttemptID, fencing fenced: [ReservationEffects.PreemptedRegistration], plan: Plan,
    turn: Turn
  ) {
    let unit = Int(paths[Int(attempts[aborter.slot].path)].unit)
    attempts[aborter.slot].stage = .waitingForAborts
    var victims: [TaskSet.TaskID] = []
    let isQuiet = units[unit].tasks.abort(scope, by: aborter.task, victims: &victims)
    let answersEarly = hasDefect(.goodBeforeQuiesce) && !fenced.isEmpty
    if answersEarly {
      finishReserveOut(aborter, fencing: fenced, plan: plan, turn: turn)
    } else {
      units[unit].pendingAborts.append(PendingAbort(aborter: aborter, fenced: fenced))
      if isQuiet { turn.schedule(.init(.abortConfirmed, aborter), after: plan.configuration.array.abortTime) }
    }
    for task in victims {
      let victim = AttemptID(task: task)
      counts.aborts += 1
      attempts[victim.slot].isAbortRequested = true
      trace(.abortRequested, attempt: victim, turn: turn)
      abort(victim, plan: plan, turn: turn)
    }
    if !isQuiet, !answersEarly {
      turn.schedule(.init(.evictionDue, aborter), after: plan.configuration.array.evictionTimeout)
    }
  }

  /// Stops a task if that can be done now.
  mutating func abort(_ id: AttemptID, plan: Plan, turn: Turn) {
    switch attempts[id.slot].stage {
    case .awaitingData, .mediaQueue: die(id, isAnswered: true, plan: plan, turn: turn)
    case .reserveQueue:
      let unit = Int(paths[Int(attempts[id.slot].path)].unit)
      // The one in service runs to its end.
      guard let place = units[unit].reserveOuts.firstIndex(of: id), place > 0 else { return }
      units[unit].reserveOuts.remove(at: place)
      die(id, isAnswered: true, plan: plan, turn: turn)
    default: break
    }
  }

  /// The task will never apply. With TAS its initiator hears of it, unless whoever would tell is gone.
  mutating func die(_ id: AttemptID, isAnswered: Bool, plan: Plan, turn: Turn) {
    settle(id, .aborted, turn: turn)
    endTask(id, plan: plan, turn: turn)
    if isAnswered && plan.configuration.array.taskAbortedStatus {
      attempts[id.slot].reply = Completion(.taskAborted)
      answer(id, plan: plan, turn: turn)
    } else {
      retireIfDone(id, plan: plan, turn: turn)
    }
  }

  /// Every victim is done or dead and the controllers agree.
  mutating func abortConfirmed(_ aborter: AttemptID, plan: Plan, turn: Turn) {
    guard attempts.isLive(aborter) else { return }
    let unit = Int(paths[Int(attempts[aborter.slot].path)].unit)
    guard let place = units[unit].pendingAborts.firstIndex(where: { $0.aborter == aborter }) else { return }
    let pending = units[unit].pendingAborts.remove(at: place)
    if case .command = attempts[aborter.slot].request {
      finishReserveOut(aborter, fencing: pending.fenced, plan: plan, turn: turn)
    } else {
      answer(aborter, plan: plan, turn: turn)
    }
  }

  /// An abort has waited long enough: ports that hold its victims lose what they hold.
  mutating func evictionDue(_ aborter: AttemptID, plan: Plan, turn: Turn) {
    guard attempts.isLive(aborter), attempts[aborter.slot].stage == .waitingForAborts else { return }
    let unit = paths[Int(attempts[aborter.slot].path)].unit
    for port in ports.indices {
      let holdsVictim = ports[port].heldTasks.contains {
        attempts[$0.slot].isAbortRequested && paths[Int(attempts[$0.slot].path)].unit == unit
      }
      if holdsVictim { evict(port, plan: plan, turn: turn) }
    }
  }
}
