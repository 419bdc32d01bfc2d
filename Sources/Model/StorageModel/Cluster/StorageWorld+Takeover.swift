import Barriers
import EventEngine
import Reservations

/// A host that stands still is removed after a while, and another takes its blocks over: barrier against every path of the
/// silent host on every logical unit, then recovery (read what it may have been writing, write it anew), then its workload.
extension StorageWorld {
  mutating func takeoverDue(_ victim: Int, serial: UInt32, plan: Plan, turn: Turn) {
    guard hosts[victim].pausedAt != nil, hosts[victim].pauses == serial, !isStopping else { return }
    guard !hosts[victim].isRemoved else { return }
    guard let survivor = survivor(of: victim) else { return }
    hosts[victim].isRemoved = true
    hosts[victim].recoveriesLeft = plan.topology.unitCount
    counts.takeovers += 1
    trace(.takeoverBegan, entity: victim, turn: turn)
    markOrphans(of: victim, plan: plan, turn: turn)
    for unit in 0..<plan.topology.unitCount {
      let device = plan.topology.device(unit: unit, host: survivor)
      let victimDevice = plan.topology.device(unit: unit, host: victim)
      devices[victimDevice].takeover = Takeover(survivor: survivor, barriersPending: plan.topology.nexusesPerHost)
      for ordinal in 0..<plan.topology.nexusesPerHost {
        let path = devices[victimDevice].firstPath + ordinal
        actions.removeAll(keepingCapacity: true)
        devices[device].barrier.raise(against: .foreignKey(keyOfVictim(path), token: UInt32(path)), into: &actions)
        perform(device, plan: plan, turn: turn)
      }
    }
  }

  private func survivor(of victim: Int) -> Int? {
    (1..<hosts.count).map { (victim + $0) % hosts.count }
      .first { hosts[$0].pausedAt == nil && !hosts[$0].isRemoved && !hosts[$0].isStopped }
  }

  private mutating func markOrphans(of victim: Int, plan: Plan, turn: Turn) {
    for path in paths.indices where Int(devices[Int(paths[path].device)].host) == victim {
      var slot = paths[path].oldest
      while slot != .max {
        markOrphan(attempts.id(slot))
        slot = attempts[slot].next
      }
    }
  }

  /// The barrier against one path of the victim is done; after the last of this unit the survivor relies on it.
  mutating func victimShutOut(_ victimDevice: Int, plan: Plan, turn: Turn) {
    guard let takeover = devices[victimDevice].takeover else { return }
    devices[victimDevice].takeover?.barriersPending -= 1
    guard takeover.barriersPending == 1 else { return }
    let (unit, victim) = (Int(devices[victimDevice].unit), Int(devices[victimDevice].host))
    oracle.takeoverBegan(victimHost: UInt32(victim), unit: UInt32(unit), blocks: 0..<UInt64.max, at: turn.now)
    // The survivor redoes what the journal shows as unfinished.
    let unfinished = devices[victimDevice].writes.operations
    devices[victimDevice].takeover?.recoveriesPending = unfinished.count
    for id in unfinished {
      let operation = operations[id.slot]
      let io = IORequest(
        isWrite: false, unit: unit, firstBlock: operation.firstBlock, blockCount: operation.blockCount)
      issue(
        io, host: takeover.survivor, workload: victim, stream: Int(operation.stream), index: operation.index | 1 << 63,
        purpose: .recoveryRead, plan: plan, turn: turn)
    }
    if unfinished.isEmpty { unitRecovered(victimDevice, plan: plan, turn: turn) }
  }

  mutating func recoveryWentOn(_ operation: Operation, succeeded: Bool, plan: Plan, turn: Turn) {
    let device = Int(operation.device)
    if operation.purpose == .recoveryRead, succeeded {
      let io = IORequest(
        isWrite: true, unit: Int(devices[device].unit), firstBlock: operation.firstBlock, blockCount: operation.blockCount)
      return issue(
        io, host: Int(devices[device].host), workload: Int(operation.workload), stream: Int(operation.stream),
        index: operation.index, purpose: .recoveryWrite, plan: plan, turn: turn)
    }
    let victimDevice = plan.topology.device(unit: Int(devices[device].unit), host: Int(operation.workload))
    devices[victimDevice].takeover?.recoveriesPending -= 1
    if devices[victimDevice].takeover?.recoveriesPending == 0 { unitRecovered(victimDevice, plan: plan, turn: turn) }
  }

  private mutating func unitRecovered(_ victimDevice: Int, plan: Plan, turn: Turn) {
    let victim = Int(devices[victimDevice].host)
    hosts[victim].recoveriesLeft -= 1
    guard hosts[victim].recoveriesLeft == 0, let survivor = devices[victimDevice].takeover?.survivor else { return }
    trace(.takeoverDone, entity: survivor, turn: turn)
    for workload in workloads.indices where workloads[workload].host == victim && isWanted(workload, plan: plan) {
      if !workloads[workload].isRunning {
        // Its host was silent before it could begin.
        workloads[workload].isRunning = true
        workloads[workload].startedAt = turn.now
      }
      workloads[workload].host = survivor
      workloads[workload].epoch &+= 1
      scheduleFirst(workload, at: turn.now, plan: plan, turn: turn)
    }
  }

  // MARK: The silent host

  /// It runs on where it stood: what was in its HBAs leaves, what had reached it is looked at, and only then does it hear that
  /// it is no longer a member.
  mutating func hostResumed(_ host: Int, plan: Plan, turn: Turn) {
    let deferred = hosts[host].deferred
    hosts[host].deferred = []
    hosts[host].pausedAt = nil
    pausedHosts -= 1
    for event in deferred {
      if event.kind == .frameAtSwitch {
        // It was never transmitted, so its age counts from now.
        attempts[event.slot].frameSentAt = turn.now
        depart(event, on: Int(event.extra), after: .zero, plan: plan, turn: turn)
      } else {
        // At once, so that nothing else of this instant overtakes it.
        handle(event, plan: plan, turn: turn)
      }
    }
    if hosts[host].isRemoved { turn.schedule(.init(.membershipLearned, host), at: turn.now) }
  }

  /// Keeps an event for later if its host stands still: everything that happens in the host, and what has not left it yet.
  mutating func isDeferred(_ event: StorageEvent, plan: Plan, turn: Turn) -> Bool {
    guard let host = host(of: event), let pausedAt = hosts[host].pausedAt else { return false }
    if event.kind == .frameAtSwitch {
      let left = turn.now - plan.link.toSwitch
      if left < pausedAt { return false }
    }
    hosts[host].deferred.append(event)
    return true
  }

  /// Whether an arrived frame has to wait because its host stands still. It has left the fabric, so it has no age limit.
  mutating func keepsForLater(_ event: StorageEvent) -> Bool {
    let host = host(ofAttempt: event.slot)
    guard hosts[host].pausedAt != nil else { return false }
    var later = event
    later.kind = .frameLookedAt
    hosts[host].deferred.append(later)
    return true
  }

  /// The host in which an event takes place, if it does so in one.
  private func host(of event: StorageEvent) -> Int? {
    switch event.kind {
    case .streamReady, .arrival: workloads[event.index].host
    case .frameLookedAt, .checkerTimer: host(ofAttempt: event.slot)
    case .frameAtSwitch: event.frame.isTowardsArray ? host(ofAttempt: event.slot) : nil
    case .commandTimer, .checker, .errorHandlerTimer: Int(devices[Int(paths[event.index].device)].host)
    case .holdOver, .deviceStarted: Int(devices[event.index].host)
    case .fastIOFail: nexuses[event.index].host
    case .linkStateKnown: Int(event.extra)
    default: nil
    }
  }

  private func host(ofAttempt slot: UInt32) -> Int { nexuses[Int(attempts[slot].nexus)].host }

  /// It stops: nothing it had going is repeated, no new I/O is issued.
  mutating func hostWasFenced(_ host: Int, plan: Plan, turn: Turn) {
    guard !hosts[host].isStopped else { return }
    hosts[host].isStopped = true
    counts.hostsStopped += 1
    trace(.hostStopped, entity: host, turn: turn)
    for path in paths.indices where Int(devices[Int(paths[path].device)].host) == host {
      paths[path].errorHandler = .idle
      paths[path].errorHandlerSerial &+= 1
      while paths[path].oldest != .max { giveUp(attempts.id(paths[path].oldest), plan: plan, turn: turn) }
    }
    for slot in operations.liveSlots where Int(devices[Int(operations[slot].device)].host) == host {
      counts.failed += 1
      trace(.failed, operation: operations.id(slot), turn: turn)
      if let judged = operations[slot].judged { oracle.failed(judged, at: turn.now) }
      if operations[slot].failover != .max { operationLeftFailover(operations[slot].failover, turn: turn) }
      operations.remove(operations.id(slot))
    }
    for device in devices.indices where Int(devices[device].host) == host {
      devices[device].writes = ExtentIndex()
      devices[device].queue = OperationQueue()
    }
    for path in paths.indices where Int(devices[Int(paths[path].device)].host) == host {
      paths[path].suspended = OperationQueue()
    }
  }
}
