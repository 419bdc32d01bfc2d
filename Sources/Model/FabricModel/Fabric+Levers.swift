import EventEngine
import Interconnect

/// What faults move. Each lever is pulled and let go; it acts as long as anybody holds it.
extension Fabric {
  // MARK: Links

  /// Both directions of the link of a port: what is on it is lost, and so is what would be sent. An HBA sees loss of signal at
  /// once, and nobody else hears of it. Of a port of the array the HBAs of its fabric hear after a delay (registered state change
  /// notification), and the array never.
  package mutating func setDown(linkOf port: Int, _ isDown: Bool, at now: Instant, plan: FabricPlan) {
    let was = links[LinkDirection.fromPort.link(of: port)].isDown
    precondition(isDown || was, "the link is not down")
    for link in LinkDirection.allCases.map({ $0.link(of: port) }) {
      if isDown { links[link].downs += 1 } else { links[link].downs -= 1 }
      guard was != links[link].isDown else { continue }
      if isDown { loseSignal(on: link, at: now, plan: plan) } else { links[link].busyUntil = now }
    }
    if was != links[LinkDirection.fromPort.link(of: port)].isDown {
      announce(changeOf: port, isDown: isDown, at: now, plan: plan)
    }
  }

  private mutating func loseSignal(on link: Int, at now: Instant, plan: FabricPlan) {
    links[link].incarnation &+= 1
    let held = links[link].heldArrivals + links[link].heldDepartures
    links[link].heldArrivals = []
    links[link].heldDepartures = []
    for frame in held {
      if links[link].isDisabled { drop(frame.event.frame) } else { lose(frame.event.frame, at: now, plan: plan) }
    }
  }

  private mutating func announce(changeOf port: Int, isDown: Bool, at now: Instant, plan: FabricPlan) {
    guard port >= plan.firstTargetPort else {
      return emissions.schedule(FabricEvent(stateChangeOf: port, isDown: isDown, heardBy: port), at: now)
    }
    for other in 0..<plan.firstTargetPort where plan.switchOfPort[other] == plan.switchOfPort[port] {
      emissions.schedule(FabricEvent(stateChangeOf: port, isDown: isDown, heardBy: other), at: now + plan.stateChangeDelay)
    }
  }

  /// Both directions stand still: frames are kept, and go on in their order when nobody holds the link any more.
  package mutating func setStalled(linkOf port: Int, _ isStalled: Bool, at now: Instant, plan: FabricPlan) {
    precondition(isStalled || links[LinkDirection.fromPort.link(of: port)].isStalled, "the link does not stall")
    for link in LinkDirection.allCases.map({ $0.link(of: port) }) {
      if isStalled { links[link].stalls += 1 } else { links[link].stalls -= 1 }
    }
    guard !isStalled, !links[LinkDirection.fromPort.link(of: port)].isStalled else { return }
    for direction in LinkDirection.allCases { release(direction.link(of: port), at: now, plan: plan) }
  }

  /// What waited on a stalled link goes on in its order, but for what is too old by the rules of Fibre Channel.
  private mutating func release(_ link: Int, at now: Instant, plan: FabricPlan) {
    let (arrivals, departures) = (links[link].heldArrivals, links[link].heldDepartures)
    links[link].heldArrivals = []
    links[link].heldDepartures = []
    for held in arrivals where !dropIfTooOld(held, at: now, plan: plan) {
      // At once, so that nothing else of this instant overtakes it.
      handle(held.event, at: now, plan: plan)
    }
    for held in departures where !dropIfTooOld(held, at: now, plan: plan) {
      depart(held.event, after: .zero, at: now, plan: plan)
    }
  }

  private mutating func dropIfTooOld(_ held: Link.HeldFrame, at now: Instant, plan: FabricPlan) -> Bool {
    let waited = plan.timing.hopMax.map { now - held.since > $0 } ?? false
    let aged = plan.timing.ageMax.map { now - frames[held.event.slot].sentAt > $0 } ?? false
    if waited || aged { drop(held.event.frame) }
    return waited || aged
  }

  /// Transmission on the link takes `factor` times as long, in either direction, while the lever is pulled.
  package mutating func setSlow(linkOf port: Int, by factor: Double, _ isSlow: Bool) {
    precondition(factor >= 1 && factor.isFinite, "a link is not made faster")
    for link in LinkDirection.allCases.map({ $0.link(of: port) }) { links[link].slowdowns.set(factor, isSlow) }
  }

  /// Frames put on the link are lost with this probability, in either direction, while the lever is pulled.
  package mutating func setLossy(linkOf port: Int, ratio: Double, _ isLossy: Bool) {
    precondition((0...1).contains(ratio), "a probability")
    for link in LinkDirection.allCases.map({ $0.link(of: port) }) { links[link].lossRatios.set(ratio, isLossy) }
  }

  // MARK: Switches

  /// Its ports' links go down with it, and what it holds is lost.
  package mutating func setDown(switch place: Int, _ isDown: Bool, at now: Instant, plan: FabricPlan) {
    precondition(isDown || switches[place].downs > 0, "the switch is not down")
    if isDown { switches[place].downs += 1 } else { switches[place].downs -= 1 }
    let held = switches[place].held
    if isDown {
      switches[place].held = []
      for frame in held { lose(frame.event.frame, at: now, plan: plan) }
    }
    for port in plan.ports(ofSwitch: place) { setDown(linkOf: port, isDown, at: now, plan: plan) }
  }

  /// It takes frames and passes none on, until nobody holds it any more.
  package mutating func setStalled(switch place: Int, _ isStalled: Bool, at now: Instant, plan: FabricPlan) {
    precondition(isStalled || switches[place].stalls > 0, "the switch does not stall")
    if isStalled { switches[place].stalls += 1 } else { switches[place].stalls -= 1 }
    guard switches[place].stalls == 0 else { return }
    let held = switches[place].held
    switches[place].held = []
    for frame in held where !dropIfTooOld(frame, at: now, plan: plan) { forward(frame.event.frame, at: now, plan: plan) }
  }

  // MARK: Ports

  /// The switch disables the port: what its node sends from now on is dropped, and so is what is sent to it. What the switch has
  /// taken already goes on. The node sees loss of signal; nobody else hears of it.
  package mutating func disable(port: Int, at now: Instant, plan: FabricPlan) {
    guard !links[LinkDirection.fromPort.link(of: port)].isDisabled else { return }
    for direction in LinkDirection.allCases { links[direction.link(of: port)].isDisabled = true }
    let held = ports[port].held
    ports[port].held = []
    for frame in held { drop(frame) }
    for direction in LinkDirection.allCases { loseSignal(on: direction.link(of: port), at: now, plan: plan) }
    announce(changeOf: port, isDown: true, at: now, plan: plan)
  }

  /// The node behind the port stands still, or goes on. What it had not sent by then was never transmitted, so its age counts
  /// from the moment it goes on.
  package mutating func setFrozen(port: Int, _ isFrozen: Bool, at now: Instant, plan: FabricPlan) {
    guard !isFrozen else {
      ports[port].frozenAt = ports[port].frozenAt ?? now
      return
    }
    ports[port].frozenAt = nil
    let held = ports[port].held
    ports[port].held = []
    for frame in held {
      frames[frame.slot].sentAt = now
      let link = LinkDirection.fromPort.link(of: port)
      depart(FabricEvent(.frameAtSwitch, frame, link: link), after: .zero, at: now, plan: plan)
    }
  }
}

extension [Double] {
  /// Adds a factor, or takes one that is equal away again.
  fileprivate mutating func set(_ factor: Double, _ isPresent: Bool) {
    if isPresent { return append(factor) }
    guard let place = firstIndex(of: factor) else { preconditionFailure("nobody holds the lever at this factor") }
    remove(at: place)
  }
}
