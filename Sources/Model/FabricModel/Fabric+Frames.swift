import EventEngine
import Interconnect

/// Frames on their way: source link, switch, destination link. An event for each hop.
extension Fabric {
  /// Sends a frame from a port.
  ///
  /// - Parameter delay: what the port itself needs before the first bit is on the wire.
  package mutating func send(
    from source: Int, to destination: Int, bytes: UInt64, payload: UInt64, after delay: Duration, at now: Instant,
    plan: FabricPlan
  ) {
    assert(plan.switchOfPort[source] == plan.switchOfPort[destination], "no cable leads from one fabric to another")
    let frame = Frame(
      source: UInt32(truncatingIfNeeded: source), destination: UInt32(truncatingIfNeeded: destination), bytes: bytes,
      payload: payload, sentAt: now)
    let link = LinkDirection.fromPort.link(of: source)
    depart(FabricEvent(.frameAtSwitch, frames.insert(frame), link: link), after: delay, at: now, plan: plan)
  }

  /// Puts a frame on the link of `event`; it arrives with that event when those before it have left.
  mutating func depart(_ event: FabricEvent, after delay: Duration, at now: Instant, plan: FabricPlan) {
    let link = event.link
    if links[link].isDown || ports[link >> 1].isDisabled { return drop(event.frame) }
    if links[link].isStalled {
      links[link].heldDepartures.append(Link.HeldFrame(event: event, since: now))
      return
    }
    assert(links[link].heldDepartures.isEmpty, "nothing overtakes what waits on its link")
    if links[link].lossRatio > 0, isLostByChance(on: link) { return drop(event.frame) }
    let start = max(now + delay, links[link].busyUntil)
    var transmission = plan.timing.transmission(bytes: frames[event.frame.slot].bytes)
    if links[link].slowdown != 1 { transmission = Duration(seconds: transmission.seconds * links[link].slowdown) }
    let left = start + transmission
    links[link].busyUntil = left
    let due: Instant
    if event.kind == .frameAtSwitch {
      due = left + plan.timing.toSwitch
    } else if link >= LinkDirection.fromPort.link(of: plan.firstTargetPort) {
      due = left + plan.timing.propagation + plan.targetPortLatency
    } else {
      due = left + plan.timing.propagation
    }
    frames[event.slot].link = event.extra
    frames[event.slot].incarnation = links[link].incarnation
    frames[event.slot].dueAt = due
    emissions.schedule(event, at: due)
  }

  private mutating func isLostByChance(on link: Int) -> Bool {
    links[link].framesAtRisk += 1
    let uniform = random.uniform(
      entity: UInt32(link), purpose: RandomPurpose.frameLoss.rawValue, index: links[link].framesAtRisk)
    return uniform < links[link].lossRatio
  }

  /// Whether an arriving frame goes on; otherwise it was dropped or waits on the link.
  private mutating func passes(_ event: FabricEvent, at now: Instant, plan: FabricPlan) -> Bool {
    assert(frames.isLive(event.frame), "a frame arrives that is gone")
    assert(frames[event.slot].link == event.extra, "a frame arrives by the link that it was put on")
    assert(frames[event.slot].dueAt <= now, "a frame arrives before its last bit")
    let link = event.link
    if links[link].incarnation != frames[event.slot].incarnation {
      drop(event.frame)
      return false
    }
    if links[link].isStalled {
      links[link].heldArrivals.append(Link.HeldFrame(event: event, since: now))
      return false
    }
    if let ageMax = plan.timing.ageMax, now - frames[event.slot].sentAt > ageMax {
      drop(event.frame)
      return false
    }
    return true
  }

  mutating func frameReachedSwitch(_ event: FabricEvent, at now: Instant, plan: FabricPlan) {
    if staysInItsNode(event, at: now, plan: plan) { return }
    guard passes(event, at: now, plan: plan) else { return }
    let place = Int(plan.switchOfPort[Int(frames[event.slot].source)])
    if switches[place].stalls > 0 {
      switches[place].held.append(Link.HeldFrame(event: event, since: now))
      return
    }
    forward(event.frame, at: now, plan: plan)
  }

  /// The switch puts the frame on the link of its destination.
  mutating func forward(_ frame: FrameID, at now: Instant, plan: FabricPlan) {
    let link = LinkDirection.toPort.link(of: Int(frames[frame.slot].destination))
    depart(FabricEvent(.frameAtPort, frame, link: link), after: .zero, at: now, plan: plan)
  }

  mutating func frameReachedPort(_ event: FabricEvent, at now: Instant, plan: FabricPlan) {
    guard passes(event, at: now, plan: plan) else { return }
    let frame = frames[event.slot]
    frames.remove(event.frame)
    emissions.signal(.delivered(payload: frame.payload, port: frame.destination))
  }

  /// A node that stands still keeps what has not left it yet.
  @inline(__always)
  private mutating func staysInItsNode(_ event: FabricEvent, at now: Instant, plan: FabricPlan) -> Bool {
    let source = Int(frames[event.slot].source)
    guard let frozenAt = ports[source].frozenAt, now - plan.timing.toSwitch >= frozenAt else { return false }
    ports[source].held.append(event.frame)
    return true
  }

  /// A frame is gone. What follows from that depends on what it carried.
  mutating func drop(_ frame: FrameID) {
    assert(frames.isLive(frame), "a frame is lost once")
    framesLost += 1
    let payload = frames[frame.slot].payload
    frames.remove(frame)
    emissions.signal(.lost(payload: payload))
  }
}
