import EventEngine
import Interconnect

/// Frames on their way: source link, switch, destination link. An event for each hop.
extension Fabric {
  /// Sends a frame from a port. Returns its slot, by which the sender may remember what it carries until it hears of its end.
  ///
  /// - Parameter delay: what the port itself needs before the first bit is on the wire.
  package mutating func send(
    from source: Int, to destination: Int, bytes: UInt64, after delay: Duration, at now: Instant, plan: FabricPlan
  ) -> UInt32 {
    assert(plan.switchOfPort[source] == plan.switchOfPort[destination], "no cable leads from one fabric to another")
    let frame = Frame(
      source: UInt32(truncatingIfNeeded: source), destination: UInt32(truncatingIfNeeded: destination), bytes: bytes,
      sequence: framesSent,
      sentAt: now)
    framesSent &+= 1
    let id = frames.insert(frame)
    if brokenStreams.isEmpty || !waitsInSocket(id, at: now) { sendFirstHop(id, after: delay, at: now, plan: plan) }
    return id.slot
  }

  @inline(__always)
  mutating func sendFirstHop(_ frame: FrameID, after delay: Duration, at now: Instant, plan: FabricPlan) {
    let link = LinkDirection.fromPort.link(of: Int(frames[frame.slot].source))
    depart(FabricEvent(.frameAtSwitch, frame, link: link), after: delay, at: now, plan: plan)
  }

  /// Puts a frame on the link of `event`; it arrives with that event when those before it have left.
  mutating func depart(_ event: FabricEvent, after delay: Duration, at now: Instant, plan: FabricPlan) {
    let link = event.link
    var transmission = plan.timing.transmission(bytes: frames[event.slot].bytes)
    if !links[link].isClear, !leaves(event, stretching: &transmission, at: now, plan: plan) { return }
    let left = max(now + delay, links[link].busyUntil) + transmission
    links[link].busyUntil = left
    let due =
      switch event.kind {
      case .frameAtSwitch: left + plan.timing.toSwitch
      default: left + (link >= plan.firstTargetLink ? plan.toTargetPort : plan.timing.propagation)
      }
    let incarnation = links[link].incarnation
    frames.update(event.slot) { frame in
      frame.link = event.extra
      frame.incarnation = incarnation
      frame.dueAt = due
    }
    emissions.schedule(event, at: due)
  }

  /// What the faults of its link do to a departing frame. Returns false if it is lost or waits.
  @inline(never)
  private mutating func leaves(
    _ event: FabricEvent, stretching transmission: inout Duration, at now: Instant, plan: FabricPlan
  ) -> Bool {
    let link = event.link
    if links[link].isDisabled {
      drop(event.frame)
      return false
    }
    if links[link].isDown {
      lose(event.frame, at: now, plan: plan)
      return false
    }
    if links[link].isStalled {
      links[link].heldDepartures.append(Link.HeldFrame(event: event, since: now))
      return false
    }
    if links[link].lossRatio > 0, isLostByChance(on: link) {
      lose(event.frame, at: now, plan: plan)
      return false
    }
    assert(links[link].heldDepartures.isEmpty, "nothing overtakes what waits on its link")
    if links[link].slowdown != 1 { transmission = Duration(seconds: transmission.seconds * links[link].slowdown) }
    return true
  }

  private mutating func isLostByChance(on link: Int) -> Bool {
    links[link].framesAtRisk += 1
    let uniform = random.uniform(
      entity: UInt32(link), purpose: RandomPurpose.frameLoss.rawValue, index: links[link].framesAtRisk)
    return uniform < links[link].lossRatio
  }

  /// Whether an arriving frame goes on; otherwise it was dropped or waits on the link.
  @inline(__always)
  private mutating func passes(_ event: FabricEvent, at now: Instant, plan: FabricPlan) -> Bool {
    assert(frames.isLive(event.frame), "a frame arrives that is gone")
    assert(frames[event.slot].link == event.extra, "a frame arrives by the link that it was put on")
    assert(frames[event.slot].dueAt <= now, "a frame arrives before its last bit")
    let link = event.link
    if links[link].incarnation != frames[event.slot].incarnation {
      if links[link].isDisabled { drop(event.frame) } else { lose(event.frame, at: now, plan: plan) }
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
    if !brokenStreams.isEmpty, waitsForEarlier(event.frame, at: now) { return }
    let port = frames[event.slot].destination
    frames.remove(event.frame)
    emissions.signal(.delivered(frame: event.slot, port: port))
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
  ///
  /// - Parameter wasCounted: TCP gives up what it had lost before.
  mutating func drop(_ frame: FrameID, wasCounted: Bool = false) {
    assert(frames.isLive(frame), "a frame is lost once")
    if !wasCounted { framesLost += 1 }
    frames.remove(frame)
    emissions.signal(.lost(frame: frame.slot))
  }
}
