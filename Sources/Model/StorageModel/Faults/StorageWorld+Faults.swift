import EventEngine

/// Faults begin and end; all still active heal when the workload stops. One that begins while another acts on the same thing in
/// the same way only makes it last longer.
struct FaultState {
  let begin: Instant
  let end: Instant
  var isActive = false
}

extension StorageWorld {
  /// When each fault begins and ends in this run, unless the workload stops before; in the order of the configuration.
  public var faultTimes: [(begin: Instant, end: Instant)] { faults.map { ($0.begin, $0.end) } }

  mutating func faultBegan(_ index: Int, plan: Plan, turn: Turn) {
    // A fault that would begin after the workload stopped never happens.
    guard !isStopping else { return }
    let isNew = !isHeldByAnother(index, plan: plan)
    faults[index].isActive = true
    activeFaults += 1
    if firstFaultAt == nil { firstFaultAt = turn.now }
    lastFaultAt = turn.now
    trace(.faultBegan, entity: index, turn: turn)
    turn.schedule(.init(.faultEnded, index), at: max(turn.now, faults[index].end))
    guard isNew else { return }
    switch plan.configuration.faults[index].kind {
    case .linkDown(let name): linkWentDown(plan.topology.link(name), plan: plan, turn: turn)
    case .linkStall(let name): setStalled(plan.topology.link(name), true)
    case .portStall(let name, let stage): ports[plan.topology.port(name)].stalledAt = stage
    case .mediaSlow: setSlowdown(plan: plan)
    case .hostPause(let host, let takeoverAfter):
      hosts[host].pausedAt = turn.now
      pausedHosts += 1
      hosts[host].pauses += 1
      if let takeoverAfter {
        turn.schedule(.init(.takeoverDue, host, generation: hosts[host].pauses), after: takeoverAfter)
      }
    }
  }

  mutating func faultEnded(_ index: Int, plan: Plan, turn: Turn) {
    guard faults[index].isActive else { return }
    faults[index].isActive = false
    activeFaults -= 1
    // Before anything goes on: what was held up until now is answered in the phase that the fault made.
    noteCalm(turn: turn)
    trace(.faultEnded, entity: index, turn: turn)
    guard !isHeldByAnother(index, plan: plan) else { return }
    switch plan.configuration.faults[index].kind {
    case .linkDown(let name): linkCameUp(plan.topology.link(name), plan: plan, turn: turn)
    case .linkStall(let name):
      let link = plan.topology.link(name)
      setStalled(link, false)
      release(Self.directed(link, .toArray), plan: plan, turn: turn)
      release(Self.directed(link, .toHost), plan: plan, turn: turn)
    case .portStall(let name, _): portRecovered(plan.topology.port(name), plan: plan, turn: turn)
    case .mediaSlow: setSlowdown(plan: plan)
    case .hostPause(let host, _): hostResumed(host, plan: plan, turn: turn)
    }
  }

  private func isHeldByAnother(_ index: Int, plan: Plan) -> Bool {
    let kind = plan.configuration.faults[index].kind
    return faults.indices.contains {
      $0 != index && faults[$0].isActive && plan.configuration.faults[$0].kind.isSameState(as: kind)
    }
  }

  /// The product over the active faults, exactly 1 when there is none.
  private mutating func setSlowdown(plan: Plan) {
    media.slowdown = 1
    for index in faults.indices where faults[index].isActive {
      if case .mediaSlow(let factor) = plan.configuration.faults[index].kind { media.slowdown *= factor }
    }
  }

  mutating func workloadStopped(plan: Plan, turn: Turn) {
    isStopping = true
    for index in faults.indices where faults[index].isActive { faultEnded(index, plan: plan, turn: turn) }
    trace(.workloadStopped, entity: 0, turn: turn)
  }

  // MARK: Links

  private mutating func setStalled(_ link: Int, _ isStalled: Bool) {
    links[Self.directed(link, .toArray)].isStalled = isStalled
    links[Self.directed(link, .toHost)].isStalled = isStalled
  }

  /// What waited on a stalled link goes on in its order, but for what is too old by the rules of Fibre Channel.
  private mutating func release(_ link: Int, plan: Plan, turn: Turn) {
    let (arrivals, departures) = (links[link].heldArrivals, links[link].heldDepartures)
    links[link].heldArrivals = []
    links[link].heldDepartures = []
    for held in arrivals where !dropIfTooOld(held, plan: plan, turn: turn) {
      // At once, so that nothing else of this instant overtakes it.
      handle(held.event, plan: plan, turn: turn)
    }
    for held in departures where !dropIfTooOld(held, plan: plan, turn: turn) {
      depart(held.event, on: link, after: .zero, plan: plan, turn: turn)
    }
  }

  private mutating func dropIfTooOld(_ held: Link.HeldFrame, plan: Plan, turn: Turn) -> Bool {
    let waited = plan.link.hopMax.map { turn.now - held.since > $0 } ?? false
    let aged = plan.link.ageMax.map { turn.now - attempts[held.event.slot].frameSentAt > $0 } ?? false
    if waited || aged { drop(held.event, plan: plan, turn: turn) }
    return waited || aged
  }

  private mutating func linkWentDown(_ link: Int, plan: Plan, turn: Turn) {
    for direction in [Self.directed(link, .toArray), Self.directed(link, .toHost)] {
      links[direction].isDown = true
      links[direction].incarnation &+= 1
      let held = links[direction].heldArrivals + links[direction].heldDepartures
      links[direction].heldArrivals = []
      links[direction].heldDepartures = []
      for frame in held { drop(frame.event, plan: plan, turn: turn) }
    }
    linkChanged(link, plan: plan, turn: turn)
  }

  private mutating func linkCameUp(_ link: Int, plan: Plan, turn: Turn) {
    for direction in [Self.directed(link, .toArray), Self.directed(link, .toHost)] {
      links[direction].isDown = false
      links[direction].busyUntil = turn.now
    }
    linkChanged(link, plan: plan, turn: turn)
  }

  /// The host at the link sees loss of signal at once; of an array port's link, hosts hear later.
  private mutating func linkChanged(_ link: Int, plan: Plan, turn: Turn) {
    let delay = link < plan.topology.hbaCount ? Duration.zero : plan.configuration.fabric.stateChangeDelay
    let ownHost = link / plan.topology.hbasPerHost
    for host in link < plan.topology.hbaCount ? ownHost..<ownHost + 1 : 0..<plan.topology.hostCount {
      turn.schedule(
        .init(.linkStateKnown, link, generation: isDown(link) ? 1 : 0, extra: UInt32(host)), after: delay)
    }
  }

  private func isDown(_ link: Int) -> Bool { links[Self.directed(link, .toArray)].isDown }
}

extension FaultKind {
  /// Whether both put the same thing into the same state; slow media add up and are not a state.
  fileprivate func isSameState(as other: FaultKind) -> Bool {
    switch (self, other) {
    case (.linkDown(let a), .linkDown(let b)), (.linkStall(let a), .linkStall(let b)): a == b
    case (.portStall(let a, _), .portStall(let b, _)): a == b
    case (.hostPause(let a, _), .hostPause(let b, _)): a == b
    default: false
    }
  }
}
