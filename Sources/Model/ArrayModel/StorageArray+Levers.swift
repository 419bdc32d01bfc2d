import EventEngine
import Interconnect
import Reservations

/// What faults move. Each lever is pulled and let go; it acts as long as anybody holds it.
extension StorageArray {
  // MARK: Ports

  package mutating func setStalled(
    port: Int, at stage: PortStage, _ isStalled: Bool, at now: Instant, plan: ArrayPlan
  ) {
    guard !isStalled else {
      ports[port].stalls += 1
      ports[port].stalledAt = ports[port].stalledAt ?? stage
      return
    }
    precondition(ports[port].stalls > 0, "the port does not stall")
    ports[port].stalls -= 1
    if ports[port].stalls == 0 { recover(port, at: now, plan: plan) }
  }

  /// Where it stalls; nil: it works.
  package func stage(ofStalledPort port: Int) -> PortStage? { ports[port].stalledAt }

  /// All ports of a controller.
  package mutating func setStalled(
    controller: Int, at stage: PortStage, _ isStalled: Bool, at now: Instant, plan: ArrayPlan
  ) {
    for port in controllers[controller].ports { setStalled(port: port, at: stage, isStalled, at: now, plan: plan) }
  }

  /// The stall is over: what waited goes on in its order, and after it the aborts that waited for the port.
  private mutating func recover(_ port: Int, at now: Instant, plan: ArrayPlan) {
    let held = ports[port]
    precondition(held.stalledAt != nil, "a port that recovers has stalled")
    ports[port].stalledAt = nil
    ports[port].refusesSessions = false
    ports[port].heldLosses = []
    ports[port].heldArrivals = []
    ports[port].heldTasks = []
    ports[port].heldAnswers = []
    for slot in tasks.liveSlots where tasks[slot].stage == .awaitingData && self.port(of: tasks.id(slot)) == port {
      tasks[slot].timeMark = now
    }
    for unit in held.heldAnswers { emissions.signal(.transmit(unit)) }
    for id in held.heldTasks {
      emissions.signal(.releasedByPort(label: tasks[id.slot].label))
      if tasks[id.slot].stage == .heldAfterCheck {
        transferData(id, at: now, plan: plan)
      } else {
        enqueueForMedia(id, at: now, plan: plan)
      }
    }
    for id in held.heldTasks where tasks.isLive(id) && tasks[id.slot].isAbortRequested { abort(id, at: now, plan: plan) }
    for unit in held.heldArrivals {
      emissions.signal(.releasedByPort(label: unit.label))
      receive(unit, at: now, plan: plan)
    }
    for nexus in held.heldLosses { noteLoss(of: nexus) }
  }

  /// The array gives the port up: whatever it holds is discarded, and its sessions end unless the array does otherwise. The stall
  /// itself lasts.
  mutating func evict(_ port: Int, at now: Instant, plan: ArrayPlan) {
    let tasks = ports[port].heldTasks
    precondition(
      tasks.isEmpty || ports[port].heldArrivals.isEmpty && ports[port].heldAnswers.isEmpty,
      "a port that holds tasks holds no frames: it stalls at one stage")
    ports[port].heldTasks = []
    counts.portEvictions += 1
    emissions.signal(.portEvicted(port: UInt32(port)))
    for id in tasks {
      self.tasks[id.slot].isAbortRequested = true
      die(id, isAnswered: false, at: now, plan: plan)
    }
    if plan.endsEvictedSessions { endSessions(through: port, at: now, plan: plan) }
  }

  // MARK: Media

  /// Service that begins from now on takes `factor` times as long, while the lever is pulled.
  package mutating func setMediaSlow(by factor: Double, _ isSlow: Bool) {
    precondition(factor >= 1 && factor.isFinite, "media are not made faster")
    if isSlow {
      media.slowdowns.append(factor)
    } else {
      guard let place = media.slowdowns.firstIndex(of: factor) else {
        preconditionFailure("nobody holds the lever at this factor")
      }
      media.slowdowns.remove(at: place)
    }
  }

  /// So many servers take a command and do not end it; when they work again, what they had taken ends.
  package mutating func setMediaHung(servers: Int, _ isHung: Bool, at now: Instant) {
    guard !isHung else {
      media.hangs += servers
      return
    }
    let evicted = min(servers, media.evicted)
    media.evicted -= evicted
    media.busy -= evicted
    media.hangs -= servers - evicted
    precondition(media.busy >= 0 && media.hangs >= 0, "no more servers work again than hung")
    while media.hung.count > media.hangs, !media.hung.isEmpty {
      let id = media.hung.removeFirst()
      tasks[id.slot].timeMark = now
      emissions.schedule(ArrayEvent(.mediaDone, id), at: now)
    }
  }
}
