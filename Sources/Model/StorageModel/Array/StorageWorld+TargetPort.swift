import EventEngine
import SCSIWire

/// A target port looks at what the fabric brought.
extension StorageWorld {
  mutating func receive(_ event: StorageEvent, plan: Plan, turn: Turn) {
    let id = event.attempt
    attempts[id.slot].frames -= 1
    switch event.frame {
    case .command: commandArrived(id, plan: plan, turn: turn)
    case .data: dataArrived(id, plan: plan, turn: turn)
    // ABTS in answer to XFER_RDY: the host knows nothing of this exchange any more.
    default: retireIfDone(id, plan: plan, turn: turn)
    }
  }

  private mutating func commandArrived(_ id: AttemptID, plan: Plan, turn: Turn) {
    switch attempts[id.slot].request {
    case .command(let command): enable(id, command, plan: plan, turn: turn)
    case .taskManagement(let function, let task):
      manage(function, on: task, by: id, plan: plan, turn: turn)
    }
  }

  /// A write's data is complete.
  mutating func dataArrived(_ id: AttemptID, plan: Plan, turn: Turn) {
    // An aborted command's data finds nobody.
    guard attempts[id.slot].stage == .awaitingData else { return retireIfDone(id, plan: plan, turn: turn) }
    let port = port(of: id)
    if ports[port].stalledAt == .afterData {
      hold(id, at: port, .heldAfterData, turn: turn)
    } else {
      enqueueForMedia(id, plan: plan, turn: turn)
    }
  }

  mutating func hold(_ id: AttemptID, at port: Int, _ stage: Attempt.Stage, turn: Turn) {
    attempts[id.slot].stage = stage
    ports[port].heldTasks.append(id)
    trace(.heldAtPort, attempt: id, detail: UInt64(stage.rawValue), turn: turn)
  }

  @inline(__always) func port(of id: AttemptID) -> Int { nexuses[Int(attempts[id.slot].nexus)].port }

  /// The stall is over: what waited goes on in its order, and after it the aborts that waited for the port.
  mutating func portRecovered(_ port: Int, plan: Plan, turn: Turn) {
    let (frames, tasks, answers) = (ports[port].heldFrames, ports[port].heldTasks, ports[port].heldAnswers)
    let losses = ports[port].heldLosses
    ports[port].stalledAt = nil
    ports[port].heldLosses = []
    ports[port].heldFrames = []
    ports[port].heldTasks = []
    ports[port].heldAnswers = []
    for event in answers {
      attempts[event.slot].frameSentAt = turn.now
      leave(event, from: port, plan: plan, turn: turn)
    }
    for id in tasks {
      trace(.releasedByPort, attempt: id, turn: turn)
      if attempts[id.slot].stage == .heldAfterCheck {
        transferData(id, plan: plan, turn: turn)
      } else {
        enqueueForMedia(id, plan: plan, turn: turn)
      }
    }
    for id in tasks where attempts.isLive(id) && attempts[id.slot].isAbortRequested {
      abort(id, plan: plan, turn: turn)
    }
    for event in frames {
      trace(.releasedByPort, attempt: event.attempt, turn: turn)
      receive(event, plan: plan, turn: turn)
    }
    for nexus in losses { noteLoss(of: nexus) }
  }

  /// The array gives the port up: whatever it holds is discarded. The stall itself lasts.
  mutating func evict(_ port: Int, plan: Plan, turn: Turn) {
    // A port that holds tasks holds no frames: it stalls at one stage.
    let tasks = ports[port].heldTasks
    ports[port].heldTasks = []
    counts.portEvictions += 1
    trace(.portEvicted, entity: port, turn: turn)
    for id in tasks {
      attempts[id.slot].isAbortRequested = true
      die(id, isAnswered: false, plan: plan, turn: turn)
    }
  }
}
