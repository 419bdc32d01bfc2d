import EventEngine

/// Frames on their way. Towards the array: HBA link, switch, port link; towards the host: the reverse. An event for each hop.
extension StorageWorld {
  enum Direction: Int { case toArray = 0, toHost = 1 }

  static func directed(_ link: Int, _ direction: Direction) -> Int { link * 2 + direction.rawValue }

  /// Sends a frame of an exchange from one of its ends.
  mutating func send(_ frame: StorageEvent.Frame, of id: AttemptID, plan: Plan, turn: Turn) {
    attempts[id.slot].frameLeft(at: turn.now)
    let nexus = nexuses[Int(attempts[id.slot].nexus)]
    let isTowardsArray = frame.isTowardsArray
    var event = StorageEvent(.frameAtSwitch, id)
    event.frame = frame
    if isTowardsArray {
      depart(event, on: Self.directed(nexus.hba, .toArray), after: plan.configuration.hosts.hbaLatency, plan: plan, turn: turn)
    } else if ports[nexus.port].stalledAt == .egress {
      ports[nexus.port].heldAnswers.append(event)
    } else {
      leave(event, from: nexus.port, plan: plan, turn: turn)
    }
  }

  /// What a target port sends goes over its link, or to an initiator outside the model.
  mutating func leave(_ event: StorageEvent, from port: Int, plan: Plan, turn: Turn) {
    capture(event, turn: turn)
    if attempts[event.slot].owner == .initiator {
      deliver(event, plan: plan, turn: turn)
    } else {
      depart(event, on: portLink(port, .toHost, plan), after: .zero, plan: plan, turn: turn)
    }
  }

  @inline(__always) func portLink(_ port: Int, _ direction: Direction, _ plan: Plan) -> Int {
    Self.directed(plan.topology.hbaCount + port, direction)
  }

  /// Puts a frame on a link; it arrives with `event` when those before it have left.
  mutating func depart(_ event: StorageEvent, on link: Int, after delay: Duration, plan: Plan, turn: Turn) {
    if links[link].isDown { return drop(event, plan: plan, turn: turn) }
    if links[link].isStalled {
      links[link].heldDepartures.append(Link.HeldFrame(event: event, since: turn.now))
      return
    }
    let ready = turn.now + delay
    let start = max(ready, links[link].busyUntil)
    let left = start + plan.link.transmission(bytes: bytes(of: event))
    links[link].busyUntil = left
    var arrival = event
    arrival.tag = links[link].incarnation
    arrival.extra = UInt32(link)
    switch event.kind {
    case .frameAtSwitch: turn.schedule(arrival, at: left + plan.link.toSwitch)
    case .frameAtPort: turn.schedule(arrival, at: left + plan.link.propagation + plan.configuration.array.portLatency)
    default: turn.schedule(arrival, at: left + plan.link.propagation)
    }
  }

  /// Whether an arriving frame goes on; otherwise it was dropped or waits on the link.
  private mutating func passes(_ event: StorageEvent, plan: Plan, turn: Turn) -> Bool {
    let link = Int(event.extra)
    if links[link].incarnation != event.tag {
      drop(event, plan: plan, turn: turn)
      return false
    }
    if links[link].isStalled {
      links[link].heldArrivals.append(Link.HeldFrame(event: event, since: turn.now))
      return false
    }
    if let ageMax = plan.link.ageMax, turn.now - attempts[event.slot].frameSentAt > ageMax {
      drop(event, plan: plan, turn: turn)
      return false
    }
    return true
  }

  mutating func frameReachedSwitch(_ event: StorageEvent, plan: Plan, turn: Turn) {
    guard passes(event, plan: plan, turn: turn) else { return }
    let nexus = nexuses[Int(attempts[event.slot].nexus)]
    var onward = event
    if event.frame.isTowardsArray {
      onward.kind = .frameAtPort
      depart(onward, on: portLink(nexus.port, .toArray, plan), after: .zero, plan: plan, turn: turn)
    } else {
      onward.kind = .frameAtHost
      depart(onward, on: Self.directed(nexus.hba, .toHost), after: .zero, plan: plan, turn: turn)
    }
  }

  mutating func frameReachedPort(_ event: StorageEvent, plan: Plan, turn: Turn) {
    guard passes(event, plan: plan, turn: turn) else { return }
    enter(event, plan: plan, turn: turn)
  }

  /// A target port got a frame.
  mutating func enter(_ event: StorageEvent, plan: Plan, turn: Turn) {
    capture(event, turn: turn)
    let port = nexuses[Int(attempts[event.slot].nexus)].port
    if ports[port].stalledAt == .ingress {
      ports[port].heldFrames.append(event)
      if event.frame == .command {
        attempts[event.slot].stage = .heldAtIngress
        trace(.heldAtPort, attempt: event.attempt, turn: turn)
      }
      return
    }
    receive(event, plan: plan, turn: turn)
  }

  mutating func frameReachedHost(_ event: StorageEvent, plan: Plan, turn: Turn) {
    guard passes(event, plan: plan, turn: turn) else { return }
    if pausedHosts > 0, keepsForLater(event) { return }
    receiveAtHost(event, plan: plan, turn: turn)
  }

  mutating func receiveAtHost(_ event: StorageEvent, plan: Plan, turn: Turn) {
    let id = event.attempt
    attempts[id.slot].frames -= 1
    switch event.frame {
    case .transferReady: transferReadyArrived(id, plan: plan, turn: turn)
    default: statusArrived(id, plan: plan, turn: turn)
    }
  }

  /// A frame is gone. What follows from that depends on what it carried.
  mutating func drop(_ event: StorageEvent, plan: Plan, turn: Turn) {
    let id = event.attempt
    counts.framesDropped += 1
    attempts[id.slot].frames -= 1
    trace(.frameDropped, attempt: id, detail: UInt64(event.frame.rawValue), turn: turn)
    switch event.frame {
    case .command:
      attempts[id.slot].stage = .closed
      settle(id, .droppedInFabric, turn: turn)
    case .data:
      // The array waits for it in vain, unless it has dropped the command already.
      settle(id, .droppedInFabric, turn: turn)
    case .transferReady: settle(id, .noDataSent, turn: turn)
    case .status, .abort, .none: break
    }
    retireIfDone(id, plan: plan, turn: turn)
  }

  @inline(__always) func bytes(of event: StorageEvent) -> UInt64 {
    switch event.frame {
    case .transferReady: FrameSize.transferReady
    case .abort, .none: FrameSize.abort
    case .data: FrameSize.data(attempts[event.slot].transferLength)
    case .command:
      FrameSize.command
        + (transfersImmediately && attempts[event.slot].isWrite ? FrameSize.data(attempts[event.slot].transferLength) : 0)
    case .status:
      FrameSize.response + (returnsData(event.slot) ? FrameSize.data(attempts[event.slot].transferLength) : 0)
    }
  }

  @inline(__always) private func returnsData(_ slot: UInt32) -> Bool {
    !attempts[slot].isWrite && attempts[slot].reply.status == .good
  }
}

extension StorageEvent.Frame {
  var isTowardsArray: Bool { rawValue <= Self.abort.rawValue }
}
