import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// The device server: a command is checked once, when it is enabled (SPC-4 5.13.1), and then belongs to the task set.
extension StorageArray {
  mutating func enable(_ command: Command, _ arrived: InformationUnit, at now: Instant, plan: ArrayPlan) {
    let (unit, nexus) = (Int(arrived.unit), NexusID(arrived.nexus))
    if let refusal = units[unit].access.refusal(of: command, from: nexus) {
      return refuse(arrived, with: refusal)
    }
    let extent = command.mediaExtent
    let id = tasks.insert(ArrayTask(unit: arrived, isWrite: extent?.isWrite ?? false))
    enterTaskSet(id, unit: unit, nexus: nexus)
    guard arrived.verdict == .good else {
      tasks[id.slot].reply = arrived.verdict
      return end(id, at: now, plan: plan)
    }
    if extent != nil { return beginTransfer(id, at: now, plan: plan) }
    switch command {
    case .persistentReserveOut(let out): enqueue(id, out, at: now, plan: plan)
    case .reserve:
      execute(id, at: now, plan: plan) { $0.reserve(from: nexus) }
    case .release:
      execute(id, at: now, plan: plan) { $0.release(from: nexus) }
    default: execute(id, at: now, plan: plan) { _ in .good }
    }
  }

  private mutating func refuse(_ arrived: InformationUnit, with refusal: Completion) {
    let isConflict = refusal.status == .reservationConflict
    if isConflict { counts.reservationConflicts += 1 } else { counts.unitAttentions += 1 }
    namedPorts.removeAll { $0.exchange == arrived.exchange && $0.nexus == arrived.nexus }
    emissions.signal(.refused(label: arrived.label, isConflict: isConflict))
    var answer = arrived
    answer.content = .response(refusal)
    answer.dataLength = 0
    emissions.signal(.answered(label: arrived.label, refusal.status))
    send(answer)
  }

  /// A command for the media was enabled.
  private mutating func beginTransfer(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    emissions.signal(.enabled(label: tasks[id.slot].label))
    let port = port(of: id)
    if ports[port].stalledAt == .afterCheck {
      hold(id, at: port, .heldAfterCheck, .afterCheck)
    } else {
      transferData(id, at: now, plan: plan)
    }
  }

  private mutating func enqueue(_ id: TaskID, _ out: PersistentReserveOut, at now: Instant, plan: ArrayPlan) {
    let unit = tasks[id.slot].logicalUnit
    tasks[id.slot].stage = .reserveQueue
    units[unit].reserveOuts.append(id)
    if units[unit].reserveOuts.count == 1 { serveReserveOut(out, unit: unit, at: now, plan: plan) }
  }

  private mutating func enterTaskSet(_ id: TaskID, unit: Int, nexus: NexusID) {
    assert(tasks[id.slot].taskSlot < 0, "a command enters the task set once: when it is checked")
    let key = abortsByHoldersKey ? units[unit].access.holdersKeyForTasks : ReservationKey(0)
    let slot = units[unit].tasks.enable(id.word, nexus: nexus, holdersKey: key)
    tasks[id.slot].taskSlot = Int32(slot)
  }

  /// After the check: data moves, or the media is asked.
  mutating func transferData(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    guard tasks[id.slot].isWrite else { return enqueueForMedia(id, at: now, plan: plan) }
    tasks[id.slot].stage = .awaitingData
    if tasks[id.slot].unit.dataLength > 0 {
      dataArrived(id, at: now, plan: plan)
    } else {
      tasks[id.slot].timeMark = now
      // Who brings the data of commands outside the model also says when it will not come.
      if !plan.executesOutside { armTransferTimer(port(of: id), at: now, plan: plan) }
      var request = tasks[id.slot].unit
      request.content = .transferReady
      request.dataLength = 0
      request.task = id.word
      send(request)
    }
  }

  // MARK: Execution

  /// The command takes effect now. Outside the model that is somebody else's doing, who says so with `executed`.
  mutating func execute(
    _ id: TaskID, at now: Instant, plan: ArrayPlan, _ effect: (inout LogicalUnitAccess) -> Completion
  ) {
    assert(tasks[id.slot].taskSlot >= 0, "only what was checked takes effect")
    tasks[id.slot].stage = .executing
    tasks[id.slot].reply = effect(&units[tasks[id.slot].logicalUnit].access)
    if plan.executesOutside {
      emissions.signal(.executes(exchange: tasks[id.slot].unit.exchange, task: id.word))
    } else {
      end(id, at: now, plan: plan)
    }
  }

  mutating func executed(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    guard tasks.isLive(id), tasks[id.slot].stage == .executing else { return }
    if tasks[id.slot].reply == .good {
      noteMediaAccess(id)
    } else {
      emissions.signal(.notExecuted(label: tasks[id.slot].label))
    }
    end(id, at: now, plan: plan)
  }

  // MARK: The end

  /// The task is done: it leaves the task set and is answered with its reply.
  mutating func end(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    if tasks[id.slot].isAbortRequested { noteEnd(ofVictim: id) }
    leaveTaskSet(id, at: now, plan: plan)
    answer(id)
  }

  /// Sends the status in `reply`; the array end of the exchange is closed.
  mutating func answer(_ id: TaskID) {
    let task = tasks[id.slot]
    assert(task.taskSlot < 0, "what is answered is no longer in the task set: an abort could not find it")
    var response = task.unit
    response.dataLength = 0
    if let command = task.command {
      response.content = .response(task.reply)
      if task.reply.status == .good { addData(to: &response, command) }
    } else {
      response.content = .functionResponse(task.response)
    }
    tasks.remove(id)
    emissions.signal(.answered(label: task.label, task.reply.status))
    send(response)
  }

  /// What comes with GOOD.
  private mutating func addData(to response: inout InformationUnit, _ command: Command) {
    switch command {
    case .read: response.dataLength = command.transferLength
    case .persistentReserveIn(let request):
      guard let bytes = units[Int(response.unit)].access.reserveInData(request, in: directory) else { return }
      response.parameterData = served.insert(bytes).slot
      response.dataLength = UInt32(bytes.count)
    default: break
    }
  }

  /// Parameter data that a response brought, which is forgotten with that.
  package mutating func takeParameterData(_ handle: UInt32) -> [UInt8] {
    let bytes = served[handle]
    served[handle] = []
    served.remove(served.id(handle))
    return bytes
  }

  package func parameterData(_ handle: UInt32) -> [UInt8] { served[handle] }

  /// The task is over, and nobody will hear of it.
  mutating func endWithoutAnswer(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    leaveTaskSet(id, at: now, plan: plan)
    emissions.signal(.ended(label: tasks[id.slot].label, exchange: tasks[id.slot].unit.exchange))
    tasks.remove(id)
  }

  /// The task leaves the task set; aborts that waited for it alone are confirmed.
  mutating func leaveTaskSet(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    guard tasks[id.slot].taskSlot >= 0 else { return }
    let unit = tasks[id.slot].logicalUnit
    let slot = Int(tasks[id.slot].taskSlot)
    assert(units[unit].tasks.task(at: slot) == id.word, "the task set knows the task by this name")
    tasks[id.slot].taskSlot = -1
    units[unit].tasks.end(slot, quiesced: &quiesced)
    if !quiesced.isEmpty { confirmAborts(on: unit, at: now, plan: plan) }
  }

  private mutating func confirmAborts(on unit: Int, at now: Instant, plan: ArrayPlan) {
    let aborters = quiesced
    quiesced.removeAll(keepingCapacity: true)
    for aborter in aborters { confirmAbort(by: TaskID(word: aborter), unit: unit, at: now, plan: plan) }
  }
}
