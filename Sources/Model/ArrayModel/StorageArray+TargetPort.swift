import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// A target port looks at what arrives.
extension StorageArray {
  /// The same for a PERSISTENT RESERVE OUT whose parameter list names initiator ports.
  package mutating func receive(
    _ unit: InformationUnit, naming named: [TransportID], at now: Instant, plan: ArrayPlan
  ) {
    if !named.isEmpty { namedPorts.append(NamedPorts(exchange: unit.exchange, nexus: unit.nexus, transportIDs: named)) }
    receive(unit, at: now, plan: plan)
  }

  /// Something arrived at the target port of its nexus.
  package mutating func receive(_ unit: InformationUnit, at now: Instant, plan: ArrayPlan) {
    let port = Int(portOfNexus[Int(unit.nexus)])
    if ports[port].stalledAt == .ingress {
      ports[port].heldArrivals.append(unit)
      switch unit.content {
      case .command, .taskManagement: emissions.signal(.heldAtPort(label: unit.label, .ingress))
      default: break
      }
      return
    }
    lookAt(unit, at: now, plan: plan)
  }

  private mutating func lookAt(_ unit: InformationUnit, at now: Instant, plan: ArrayPlan) {
    switch unit.content {
    case .command(let command): enable(command, unit, at: now, plan: plan)
    case .taskManagement(let function, let referenced): manage(function, on: referenced, unit, at: now, plan: plan)
    case .data: dataArrived(TaskID(word: unit.task), at: now, plan: plan)
    case .abort: dataRefused(TaskID(word: unit.task), at: now, plan: plan)
    case .transferReady, .response, .functionResponse: preconditionFailure("a target got what is for an initiator")
    }
  }

  /// A write's data is complete.
  mutating func dataArrived(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    // An aborted command's data finds nobody.
    guard tasks.isLive(id), tasks[id.slot].stage == .awaitingData else { return }
    let port = port(of: id)
    if ports[port].stalledAt == .afterData {
      hold(id, at: port, .heldAfterData, .afterData)
    } else {
      enqueueForMedia(id, at: now, plan: plan)
    }
  }

  /// The initiator knows nothing of this exchange any more: its data will never come.
  private mutating func dataRefused(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    guard tasks.isLive(id), tasks[id.slot].stage == .awaitingData else { return }
    endWithoutAnswer(id, at: now, plan: plan)
  }

  mutating func hold(_ id: TaskID, at port: Int, _ stage: ArrayTask.Stage, _ place: PortStage) {
    assert(ports[port].stalledAt == place, "a port holds what reaches the stage at which it stalls, and nothing else")
    tasks[id.slot].stage = stage
    ports[port].heldTasks.append(id)
    emissions.signal(.heldAtPort(label: tasks[id.slot].label, place))
  }

  /// Sends something from the port of its nexus.
  @inline(__always) mutating func send(_ unit: InformationUnit) {
    let port = Int(portOfNexus[Int(unit.nexus)])
    if ports[port].stalledAt == .egress {
      ports[port].heldAnswers.append(unit)
    } else {
      emissions.signal(.transmit(unit))
    }
  }

  // MARK: Data that does not come

  /// The array asked for data: it will not wait for ever.
  @inline(__always) mutating func armTransferTimer(_ port: Int, at now: Instant, plan: ArrayPlan) {
    guard !ports[port].isTransferTimerArmed else { return }
    ports[port].isTransferTimerArmed = true
    emissions.schedule(ArrayEvent(.transferTimer, port), at: now + plan.configuration.transferTimeout)
  }

  /// One timer a port, armed lazily: it may find that all who wait have begun to wait later. While the port stalls its clock
  /// stands.
  mutating func transferTimerFired(_ port: Int, at now: Instant, plan: ArrayPlan) {
    ports[port].isTransferTimerArmed = false
    let waiting = tasks.liveSlots.filter { tasks[$0].stage == .awaitingData && self.port(of: tasks.id($0)) == port }
    let timeout = plan.configuration.transferTimeout
    if ports[port].stalledAt == nil {
      for slot in waiting where now - tasks[slot].timeMark >= timeout {
        transferDeadlinePassed(tasks.id(slot), at: now, plan: plan)
      }
    }
    let left = waiting.filter { tasks[$0].stage == .awaitingData }.map { tasks[$0].timeMark + timeout }.min()
    guard let left, !ports[port].isTransferTimerArmed else { return }
    ports[port].isTransferTimerArmed = true
    emissions.schedule(ArrayEvent(.transferTimer, port), at: left > now ? left : now + timeout)
  }

  private mutating func transferDeadlinePassed(_ id: TaskID, at now: Instant, plan: ArrayPlan) {
    emissions.signal(.died(label: tasks[id.slot].label))
    endWithoutAnswer(id, at: now, plan: plan)
  }
}
