import ArrayModel
import ClusterModel
import EventEngine
import FabricModel
import HostModel
import Interconnect

/// Carries what the parts say to whom it concerns, in order, until none has anything to say. The judge hears everything on the
/// way.
///
/// Whoever is further down the line is served first, so that what a signal leads to is over before the next one is looked at.
extension StorageWorld {
  mutating func route(plan: Plan, turn: Turn) {
    while true {
      if !fabric.emissions.isEmpty {
        switch fabric.emissions.takeFirst() {
        case .event(let event, let instant): turn.schedule(.fabric(event), at: instant)
        case .signal(let signal): carry(signal, plan: plan, turn: turn)
        }
      } else if !array.emissions.isEmpty {
        switch array.emissions.takeFirst() {
        case .event(let event, let instant): turn.schedule(.array(event), at: instant)
        case .signal(let signal): carry(signal, plan: plan, turn: turn)
        }
      } else if !cluster.emissions.isEmpty {
        switch cluster.emissions.takeFirst() {
        case .event(let event, let instant): turn.schedule(.cluster(event), at: instant)
        case .signal(let signal): carry(signal, plan: plan, turn: turn)
        }
      } else if !hosts.emissions.isEmpty {
        switch hosts.emissions.takeFirst() {
        case .event(let event, let instant): turn.schedule(.host(event), at: instant)
        case .signal(let signal): carry(signal, plan: plan, turn: turn)
        }
      } else {
        return
      }
    }
  }

  // MARK: The fabric

  private mutating func carry(_ signal: FabricSignal, plan: Plan, turn: Turn) {
    switch signal {
    case .delivered(let frame, let port): delivered(frame, to: Int(port), plan: plan, turn: turn)
    case .lost(let frame): lost(frame, turn: turn)
    case .linkState(let port, let isDown, let hba):
      hosts.linkStateKnown(port: Int(port), isDown: isDown, hba: Int(hba), at: turn.now, plan: plan.hosts)
    }
  }

  private mutating func delivered(_ frame: UInt32, to port: Int, plan: Plan, turn: Turn) {
    let unit = wire[Int(frame)]
    judge.frameIsOver(unit.label)
    if port >= plan.topology.hbaCount {
      capture(unit, turn: turn)
      array.receive(unit, at: turn.now, plan: plan.array)
    } else if unit.parameterData == .max {
      hosts.receive(unit, parameterData: [], at: turn.now, plan: plan.hosts)
    } else {
      let data = array.takeParameterData(unit.parameterData)
      hosts.receive(unit, parameterData: data, at: turn.now, plan: plan.hosts)
    }
  }

  /// A frame is gone. What follows from that depends on what it carried.
  private mutating func lost(_ frame: UInt32, turn: Turn) {
    let unit = wire[Int(frame)]
    recordLoss(of: unit, turn: turn)
    if unit.parameterData != .max { _ = array.takeParameterData(unit.parameterData) }
    switch unit.content {
    case .command, .taskManagement:
      decideFate(unit.label, .droppedInFabric, turn: turn)
      judge.arrayEndClosed(unit.label)
    // The array waits for it in vain, unless it has dropped the command already.
    case .data: decideFate(unit.label, .droppedInFabric, turn: turn)
    case .transferReady: decideFate(unit.label, .noDataSent, turn: turn)
    case .abort, .response, .functionResponse: break
    }
    judge.frameIsOver(unit.label)
  }

  /// Puts an information unit on its way, from an HBA or from a target port.
  private mutating func send(_ unit: InformationUnit, plan: Plan, turn: Turn) {
    judge.frameLeft(unit.label)
    let route = plan.routes[Int(unit.nexus)]
    let (hba, port) = (Int(route.hba), Int(route.targetPort))
    assert(fabric.emissions.isEmpty, "a frame might reuse the slot of one whose end has not been heard of")
    let (bytes, now) = (unit.wireBytes, turn.now)
    let frame = Int(
      unit.isTowardsArray
        ? fabric.send(from: hba, to: port, bytes: bytes, after: plan.hbaLatency, at: now, plan: plan.fabric)
        : fabric.send(from: port, to: hba, bytes: bytes, after: .zero, at: now, plan: plan.fabric))
    if frame < wire.count { wire[frame] = unit } else { wire.append(unit) }
  }

  // MARK: The array

  private mutating func carry(_ signal: ArraySignal, plan: Plan, turn: Turn) {
    switch signal {
    case .transmit(let unit):
      capture(unit, turn: turn)
      send(unit, plan: plan, turn: turn)
    case .answered(let label, let status):
      record(.answered, label, detail: UInt64(status.rawValue), turn: turn)
      judge.arrayEndCloses(label)
    case .enabled(let label): record(.enabled, label, turn: turn)
    case .applied(let label, let blocks):
      judge.applied(label, blocks.range, at: turn.now)
      captureMediaAccess(label, turn: turn)
      record(.applied, label, turn: turn)
      decideFate(label, judge.isOrphan(label) ? .landedLate : .landedBefore, turn: turn)
    case .sampled(let label):
      judge.sampled(label, at: turn.now)
      captureMediaAccess(label, turn: turn)
      decideFate(label, judge.isOrphan(label) ? .landedLate : .landedBefore, turn: turn)
    case .refused(let label, let isConflict): decideFate(label, isConflict ? .conflict : .unitAttention, turn: turn)
    case .notExecuted(let label): decideFate(label, .unitAttention, turn: turn)
    case .died(let label): decideFate(label, .aborted, turn: turn)
    case .ended(let label, _): judge.arrayEndClosed(label)
    case .heldAtPort(let label, let stage): record(.heldAtPort, label, detail: stage.traceCode, turn: turn)
    case .releasedByPort(let label): record(.releasedByPort, label, turn: turn)
    case .abortRequested(let label): record(.abortRequested, label, turn: turn)
    case .reserveOutPerformed(let label, _, let status):
      record(.reserveOutPerformed, label, detail: UInt64(status.rawValue), turn: turn)
    case .registered(let unit, let nexus, let key): judge.registered(unit: unit, nexus: nexus, key: key, plan: plan)
    case .spared(let label): judge.spared(label)
    case .fenced(let unit, let nexus, let key, _):
      // A simulated host numbers its registrations in its keys.
      judge.fenced(unit: unit, nexus: nexus, epoch: UInt32(truncatingIfNeeded: key), at: turn.now)
    case .portEvicted(let port): record(.portEvicted, entity: Int(port), turn: turn)
    case .executes: preconditionFailure("the array of a simulated run carries its commands out itself")
    }
  }

  // MARK: The hosts

  private mutating func carry(_ signal: HostSignal, plan: Plan, turn: Turn) {
    switch signal {
    case .began(let facts, var unit):
      unit.label = judge.began(facts, unit, at: turn.now, observer: turn.observer)
      record(.sent, unit.label, turn: turn)
      send(unit, plan: plan, turn: turn)
    case .transmit(let unit):
      if case .abort = unit.content { decideFate(unit.label, .noDataSent, turn: turn) }
      send(unit, plan: plan, turn: turn)
    case .issued(let facts):
      judge.issued(facts, at: turn.now)
      record(.issued, operation: facts.operation, turn: turn)
    case .answered(let exchange, let status, let operation):
      record(.completed, judge.label(ofExchange: exchange), detail: UInt64(status.rawValue), turn: turn)
      if operation != .max { acknowledged(operation, by: exchange, plan: plan, turn: turn) }
      judge.hostEndClosed(exchange)
    case .failed(let operation):
      record(.failed, operation: operation, turn: turn)
      judge.failed(operation, at: turn.now)
      leaveFailover(operation, turn: turn)
    case .timedOut(let exchange): record(.timedOut, judge.label(ofExchange: exchange), turn: turn)
    case .gaveUp(let exchange):
      judge.markOrphan(judge.label(ofExchange: exchange))
      record(.givenUp, judge.label(ofExchange: exchange), turn: turn)
      judge.hostEndClosed(exchange)
    case .joinedFailover, .pathFailed, .failoverListed, .pathAlive, .pathJoined: carryPath(signal, plan: plan, turn: turn)
    case .barrierRaised, .barrierDone, .barrierAbandoned, .disablePort, .powerOff: carryBarrier(signal, plan: plan, turn: turn)
    case .connectionClosed(let nexus):
      let route = plan.routes[Int(nexus)]
      fabric.closeConnection(from: Int(route.hba), to: Int(route.targetPort))
    case .stopped(let host, let failedPaths):
      record(.hostStopped, entity: Int(host), turn: turn)
      judge.failedPaths -= Int(failedPaths)
      assert(judge.failedPaths >= 0, "a stopped host takes its own failed paths along")
      cluster.wentOut(Int(host), at: turn.now)
      noteCalm(turn: turn)
    case .recovered(let victim, let unit, let epoch):
      cluster.recovered(victim: Int(victim), unit: Int(unit), epoch: epoch)
    }
  }

  private mutating func acknowledged(_ operation: UInt32, by exchange: UInt32, plan: Plan, turn: Turn) {
    record(.acknowledged, operation: operation, turn: turn)
    judge.acknowledged(operation, by: exchange, at: turn.now)
    recordLatency(of: operation, plan: plan, turn: turn)
    leaveFailover(operation, turn: turn)
  }

  private mutating func carryPath(_ signal: HostSignal, plan: Plan, turn: Turn) {
    switch signal {
    case .joinedFailover(let operation): judge.joinFailover(operation)
    case .pathFailed(let path, let since, let oldest):
      record(.pathFailed, entity: Int(path), turn: turn)
      judge.failedPaths += 1
      guard let since else { return }
      let nexus = Int(path) % plan.topology.nexusCount
      let met = faults.begin(ofFaultMetBy: nexus, sentAt: oldest, now: turn.now, plan: plan)
      judge.beginFailover(at: max(met ?? oldest, since))
    case .failoverListed: closeFailoverIfDone(judge.failovers.count - 1, turn: turn)
    case .pathAlive(let path): record(.pathAlive, entity: Int(path), turn: turn)
    case .pathJoined(let path, let again):
      record(.pathJoined, entity: Int(path), turn: turn)
      if again { judge.failedPaths -= 1 }
      assert(judge.failedPaths >= 0, "a path comes back as often as it failed")
      noteCalm(turn: turn)
    default: preconditionFailure("no signal about a path")
    }
  }

  private mutating func carryBarrier(_ signal: HostSignal, plan: Plan, turn: Turn) {
    switch signal {
    case .barrierRaised(let path, let host):
      judge.barrierRaised(path, by: host, hosts.paths[Int(path)], at: turn.now)
      record(.barrierRaised, entity: Int(path), turn: turn)
    case .barrierDone(let path, let survivor):
      let victim = hosts.paths[Int(path)]
      let raised = judge.barrierDone(path, by: survivor, victim, at: turn.now)
      turn.observer.pointee.barrierTimes.append(turn.now - raised)
      record(.barrierDone, entity: Int(path), turn: turn)
      let host = Int(plan.topology.nexuses[Int(victim.nexus)].host)
      if host != Int(survivor) {
        judge.shutOut(Int(path))
        cluster.barrierDone(against: host, by: Int(survivor), unit: Int(victim.unit))
      }
      noteCalm(turn: turn)
    case .barrierAbandoned(let path, let host):
      judge.barrierEnded(path, by: host)
      noteCalm(turn: turn)
    case .disablePort(let path, let device):
      fence(host: host(ofPath: path, plan), plan: plan, at: turn.now)
      hosts.shutOut(victimPath: path, askedBy: Int(device), at: turn.now, plan: plan.hosts)
    case .powerOff(let path, let device):
      let victim = host(ofPath: path, plan)
      fence(host: victim, plan: plan, at: turn.now)
      hosts.powerOff(victim, at: turn.now)
      hosts.shutOut(victimPath: path, askedBy: Int(device), at: turn.now, plan: plan.hosts)
    default: preconditionFailure("no signal about a barrier")
    }
  }

  private func host(ofPath path: UInt32, _ plan: Plan) -> Int {
    Int(plan.topology.nexuses[Int(path) % plan.topology.nexusCount].host)
  }

  /// The host's ports are disabled for good, once: what it has not sent never leaves it. What has left is on its way.
  private mutating func fence(host: Int, plan: Plan, at now: Instant) {
    guard !fencedHosts.contains(UInt32(host)) else { return }
    fencedHosts.append(UInt32(host))
    for hba in host * plan.topology.hbasPerHost..<(host + 1) * plan.topology.hbasPerHost {
      fabric.disable(port: hba, at: now, plan: plan.fabric)
    }
  }

  // MARK: The cluster

  private mutating func carry(_ signal: ClusterSignal, plan: Plan, turn: Turn) {
    switch signal {
    case .removed(let victim):
      record(.takeoverBegan, entity: Int(victim), turn: turn)
      judge.memberRemoved(Int(victim), plan: plan)
      hosts.removed(Int(victim))
    case .raiseBarrier(let victim, let survivor, let unit):
      hosts.raiseBarriers(
        against: Int(victim), by: Int(survivor), unit: Int(unit), at: turn.now, plan: plan.hosts)
    case .rely(let victim, let survivor, let unit, let epoch):
      judge.takeoverBegan(victim: victim, unit: unit, at: turn.now)
      hosts.recover(
        victim: Int(victim), unit: Int(unit), by: Int(survivor), epoch: epoch, at: turn.now, plan: plan.hosts)
    case .takeoverDone(let victim, let survivor, let since):
      record(.takeoverDone, entity: Int(survivor), turn: turn)
      turn.observer.pointee.takeoverTimes.append(turn.now - since)
      hosts.adoptWorkloads(of: Int(victim), by: Int(survivor), at: turn.now, plan: plan.hosts)
    case .release(let host, let unit): hosts.releaseFailures(of: Int(host), unit: Int(unit), plan: plan.hosts)
    }
  }
}
