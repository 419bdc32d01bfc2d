import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// Aborts, whoever asks for them: PREEMPT AND ABORT, task management functions, the end of a session.
///
/// An aborted task that waits for data or for the media dies at once; one that the media works on finishes; one that a stalled
/// port or a hanging server holds is confirmed only when that works again, behind what it held, or when it is evicted. The answer
/// waits for all of them.
extension StorageArray {
  mutating func manage(
    _ function: TaskManagementFunction, on referenced: UInt64, _ arrived: InformationUnit, at now: Instant, plan: ArrayPlan
  ) {
    // The command of a task management request is never looked at.
    var task = ArrayTask(unit: arrived, isWrite: false)
    task.stage = .waitingForAborts
    let id = tasks.insert(task)
    let unit = Int(arrived.unit)
    switch function {
    case .abortTask:
      let victim = self.task(referenced, nexus: arrived.nexus)
      if victim == TaskID.none.word { tasks[id.slot].response = .taskDoesNotExist }
      abort(.task(victim), by: id, fencing: [], at: now, plan: plan)
    case .abortTaskSet: abort(.nexuses([NexusID(arrived.nexus)]), by: id, fencing: [], at: now, plan: plan)
    case .clearTaskSet: abort(.everything, by: id, fencing: [], at: now, plan: plan)
    case .logicalUnitReset:
      reset(unit..<unit + 1, by: id, at: now, plan: plan)
      units[unit].access.logicalUnitReset()
    case .targetReset:
      reset(units.indices, by: id, at: now, plan: plan)
      for unit in units.indices { units[unit].access.targetReset() }
    }
  }

  /// The task that an initiator calls `exchange`; a name that no task has if there is none.
  private func task(_ exchange: UInt64, nexus: UInt32) -> TaskSet.TaskID {
    let slot = tasks.liveSlots.first { tasks[$0].unit.exchange == exchange && tasks[$0].unit.nexus == nexus }
    return slot.map { tasks.id($0).word } ?? TaskID.none.word
  }

  /// A command is about to be answered although its abort was asked for: whoever asked for that alone has come too late.
  mutating func noteEnd(ofVictim id: TaskID) {
    let victim = tasks[id.slot].unit
    for pending in units[Int(victim.unit)].pendingAborts where tasks.isLive(pending.aborter) {
      let aborter = tasks[pending.aborter.slot].unit
      if case .taskManagement(.abortTask, victim.exchange) = aborter.content, aborter.nexus == victim.nexus {
        tasks[pending.aborter.slot].response = .taskDoesNotExist
      }
    }
  }

  /// The unit attentions and the control mode page, which says how victims end, change after it.
  private mutating func reset(_ indices: Range<Int>, by id: TaskID, at now: Instant, plan: ArrayPlan) {
    tasks[id.slot].abortsLeft = UInt32(indices.count)
    for unit in indices {
      counts.logicalUnitResets += 1
      beginAbort(.everything, onUnit: unit, by: id, cause: .reset, fencing: [], at: now, plan: plan)
    }
  }

  /// Aborts on the unit that the aborter is about.
  mutating func abort(
    _ scope: TaskSet.Scope, by aborter: TaskID, fencing fenced: [FencedRegistration], at now: Instant, plan: ArrayPlan
  ) {
    tasks[aborter.slot].abortsLeft = 1
    beginAbort(
      scope, onUnit: tasks[aborter.slot].logicalUnit, by: aborter, cause: .request, fencing: fenced, at: now, plan: plan)
  }

  private enum AbortCause { case request, reset }

  private mutating func beginAbort(
    _ scope: TaskSet.Scope, onUnit unit: Int, by aborter: TaskID, cause: AbortCause, fencing fenced: [FencedRegistration],
    at now: Instant, plan: ArrayPlan
  ) {
    tasks[aborter.slot].stage = .waitingForAborts
    let nexus = tasks[aborter.slot].unit.nexus
    var victims: [TaskSet.TaskID] = []
    let isQuiet = units[unit].tasks.abort(scope, by: aborter.word, victims: &victims)
    let answersEarly = hasDefect(.goodBeforeQuiesce) && !fenced.isEmpty
    if answersEarly {
      finishReserveOut(aborter, fencing: fenced, at: now, plan: plan)
    } else {
      units[unit].pendingAborts.append(PendingAbort(aborter: aborter, fenced: fenced))
      if isQuiet { confirmAbort(by: aborter, unit: unit, at: now, plan: plan) }
    }
    for task in victims { requestAbort(of: TaskID(word: task), by: nexus, cause: cause, at: now, plan: plan) }
    if !isQuiet, !answersEarly {
      emissions.schedule(ArrayEvent(.evictionDue, aborter, unit: unit), at: now + plan.configuration.evictionTimeout)
    }
  }

  /// SAM-5 5.3.1: who aborts its own commands gets no status for them. Another's are answered TASK ABORTED with TAS, and
  /// without it their nexus has a unit attention, which after a reset is that of the reset.
  private mutating func requestAbort(
    of victim: TaskID, by nexus: UInt32, cause: AbortCause, at now: Instant, plan: ArrayPlan
  ) {
    let (unit, owner) = (tasks[victim.slot].logicalUnit, tasks[victim.slot].unit.nexus)
    assert(tasks.isLive(victim), "a victim is in the task set, so it has not ended")
    counts.aborts += 1
    tasks[victim.slot].isAbortRequested = true
    tasks[victim.slot].isSilent = owner == nexus || !units[unit].access.control.taskAbortedStatus
    if cause == .request { units[unit].access.tasksCleared(of: CollectionOfOne(NexusID(owner)), by: NexusID(nexus)) }
    emissions.signal(.abortRequested(label: tasks[victim.slot].label))
    abort(victim, at: now, plan: plan)
  }

  /// Stops a task if that can be done now.
  mutating func abort(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    switch tasks[id.slot].stage {
    case .awaitingData, .mediaQueue: die(id, isAnswered: true, at: now, plan: plan)
    case .reserveQueue:
      let unit = tasks[id.slot].logicalUnit
      // The one in service runs to its end.
      guard let place = units[unit].reserveOuts.firstIndex(of: id), place > 0 else { return }
      units[unit].reserveOuts.remove(at: place)
      die(id, isAnswered: true, at: now, plan: plan)
    case .heldAfterCheck, .heldAfterData, .mediaService, .executing, .waitingForAborts: break
    }
  }

  /// The task will never apply. Its initiator hears of it if it may, and unless whoever would tell is gone.
  mutating func die(_ id: TaskID, isAnswered: Bool, at now: Instant, plan: ArrayPlan) {
    assert(tasks.isLive(id), "a task dies once")
    emissions.signal(.died(label: tasks[id.slot].label))
    if isAnswered && !tasks[id.slot].isSilent {
      tasks[id.slot].reply = Completion(.taskAborted)
      end(id, at: now, plan: plan)
    } else {
      endWithoutAnswer(id, at: now, plan: plan)
    }
  }

  /// Every victim on the unit is done or dead; the controllers take some time to agree.
  mutating func confirmAbort(by aborter: TaskID, unit: Int, at now: Instant, plan: ArrayPlan) {
    emissions.schedule(ArrayEvent(.abortConfirmed, aborter, unit: unit), at: now + plan.configuration.abortTime)
  }

  mutating func abortConfirmed(_ event: ArrayEvent, at now: Instant, plan: ArrayPlan) {
    let (aborter, unit) = (event.task, Int(event.extra))
    guard tasks.isLive(aborter) else { return }
    guard let place = units[unit].pendingAborts.firstIndex(where: { $0.aborter == aborter }) else { return }
    let pending = units[unit].pendingAborts.remove(at: place)
    precondition(tasks[aborter.slot].abortsLeft > 0, "an abort is confirmed once on each unit")
    tasks[aborter.slot].abortsLeft -= 1
    guard tasks[aborter.slot].abortsLeft == 0 else { return }
    if case .taskManagement = tasks[aborter.slot].unit.content {
      answer(aborter)
    } else {
      finishReserveOut(aborter, fencing: pending.fenced, at: now, plan: plan)
    }
  }

  /// An abort has waited long enough: ports and servers that hold its victims lose what they hold.
  mutating func evictionDue(_ event: ArrayEvent, at now: Instant, plan: ArrayPlan) {
    let aborter = event.task
    guard tasks.isLive(aborter), tasks[aborter.slot].stage == .waitingForAborts else { return }
    for port in ports.indices {
      let holdsVictim = ports[port].heldTasks.contains {
        tasks[$0.slot].isAbortRequested && tasks[$0.slot].unit.unit == event.extra
      }
      if holdsVictim { evict(port, at: now, plan: plan) }
    }
    evictHungMedia(unit: event.extra, at: now, plan: plan)
  }
}
