import Barriers
import EventEngine
import Interconnect

/// Multipath: which path an I/O takes, and what happens when a path fails.
extension Hosts {
  /// Finds a path for an operation, or queues it.
  mutating func dispatch(_ id: OperationID, at now: Instant, plan: HostPlan) {
    let device = Int(operations[id.slot].device)
    if devices[device].queue.isEmpty, let path = selectPath(device, plan: plan) {
      send(id, on: path, at: now, plan: plan)
    } else if isWithoutPath(device, plan: plan), !queuesWithoutPath(device, at: now, plan: plan) {
      fail(id, at: now, plan: plan)
    } else {
      devices[device].queue.append(id, in: &operations)
    }
  }

  private func queuesWithoutPath(_ device: Int, at now: Instant, plan: HostPlan) -> Bool {
    switch plan.configuration.multipath.noPathRetry {
    case .fail: false
    case .queue: true
    case .polls: devices[device].queuesUntil.map { now < $0 } ?? true
    }
  }

  /// Sends queued I/O as far as paths take it.
  mutating func pump(_ device: Int, at now: Instant, plan: HostPlan) {
    while !devices[device].queue.isEmpty, let path = selectPath(device, plan: plan) {
      guard let id = devices[device].queue.popFirst(in: &operations) else { return }
      send(id, on: path, at: now, plan: plan)
    }
  }

  @inline(__always) private func isSelectable(_ path: Int, plan: HostPlan) -> Bool {
    paths[path].state == .usable && !paths[path].isRecovering && nexuses[Int(paths[path].nexus)].linksLost == 0
      && paths[path].outstanding < plan.configuration.queueDepth
  }

  /// dm-multipath's selectors. Equal loads take turns.
  private mutating func selectPath(_ device: Int, plan: HostPlan) -> Int? {
    let count = plan.topology.nexusesPerHost
    let first = devices[device].firstPath
    var best: (ordinal: Int, load: UInt64)?
    for step in 0..<count {
      var ordinal = devices[device].cursor + step
      if ordinal >= count { ordinal -= count }
      guard isSelectable(first + ordinal, plan: plan) else { continue }
      let load: UInt64
      switch plan.configuration.multipath.pathSelector {
      case .roundRobin: load = 0
      case .queueLength: load = UInt64(paths[first + ordinal].outstanding)
      case .serviceTime: load = paths[first + ordinal].outstandingBytes
      }
      if best == nil || load < best?.load ?? 0 { best = (ordinal, load) }
      if load == 0 { break }
    }
    guard let best else { return nil }
    devices[device].cursor = best.ordinal + 1 == count ? 0 : best.ordinal + 1
    return first + best.ordinal
  }

  /// No path is left that could ever take I/O without coming back first.
  func isWithoutPath(_ device: Int, plan: HostPlan) -> Bool {
    let first = devices[device].firstPath
    return (first..<first + plan.topology.nexusesPerHost).allSatisfy { paths[$0].state == .failed }
  }

  /// A transport error: the path is out, and all that the SCSI layer has outstanding there comes back to multipath. It waits for
  /// the barrier against the path, then goes elsewhere.
  mutating func failPath(_ path: Int, at now: Instant, plan: HostPlan) {
    guard !hosts[Int(devices[Int(paths[path].device)].host)].isStopped else { return }
    let oldest = oldestSending(on: path, at: now)
    endErrorHandling(path)
    giveUpOutstanding(path)
    leaveMap(path, oldest: oldest, at: now, plan: plan)
    resumeUnlessBarred(path, at: now, plan: plan)
  }

  /// The same when a path checker failed: only multipath hears of that. What is outstanding stays where it is.
  mutating func leaveMap(_ path: Int, at now: Instant, plan: HostPlan) {
    guard !hosts[Int(devices[Int(paths[path].device)].host)].isStopped else { return }
    leaveMap(path, oldest: oldestSending(on: path, at: now), at: now, plan: plan)
  }

  private mutating func leaveMap(_ path: Int, oldest: Instant, at now: Instant, plan: HostPlan) {
    let wasInService = paths[path].state == .usable
    if paths[path].state != .failed {
      paths[path].state = .failed
      failedPaths += 1
      counts.pathFailures += 1
      let since = wasInService ? paths[path].inServiceSince : nil
      emissions.signal(.pathFailed(path: UInt32(path), since: since, oldest: oldest))
      keepOut(path, at: now, plan: plan)
    }
    if wasInService { listFailover(of: path) }
    let (device, ordinal) = (Int(paths[path].device), Int(paths[path].ordinal))
    actions.removeAll(keepingCapacity: true)
    if wasInService {
      devices[device].barrier.raise(against: .ownPath(ordinal), into: &actions)
    } else {
      devices[device].barrier.pathFailed(ordinal, into: &actions)
    }
    perform(device, at: now, plan: plan)
    scheduleChecker(path, after: plan.configuration.multipath.pollingInterval, at: now)
    pathWasLost(device, at: now, plan: plan)
  }

  /// What came back from a path that had failed before waits for no barrier that is done already.
  mutating func resumeUnlessBarred(_ path: Int, at now: Instant, plan: HostPlan) {
    guard paths[path].state == .failed, !paths[path].suspended.isEmpty else { return }
    if !devices[Int(paths[path].device)].pendingVictims.contains(UInt32(path)) {
      resumeSuspended(path, at: now, plan: plan)
    }
  }

  /// The barrier against the path is done, so whatever is out there is dead or has had its time: nobody need wait for it.
  mutating func recallOutstanding(_ path: Int, at now: Instant, plan: HostPlan) {
    endErrorHandling(path)
    var next = paths[path].oldest
    while next != .max {
      let id = exchanges.id(next)
      next = exchanges[next].next
      switch exchanges[id.slot].owner {
      case .operation:
        suspend(exchanges[id.slot].operation, on: path)
        giveUp(id)
      case .errorHandler: giveUp(id)
      case .barrier, .checker: break
      }
    }
    // While the error handler worked nothing else was timed.
    armTimer(path, at: now, plan: plan)
  }

  /// When the oldest command without an answer was sent on the path.
  private func oldestSending(on path: Int, at now: Instant) -> Instant {
    let outstanding = paths[path].oldest == .max ? now : exchanges[paths[path].oldest].sentAt
    return min(outstanding, paths[path].troubleSince ?? outstanding)
  }

  private mutating func giveUpOutstanding(_ path: Int) {
    defer { assert(paths[path].outstanding == 0 && paths[path].outstandingBytes == 0, "nothing is out on a path that failed") }
    while paths[path].oldest != .max {
      let id = exchanges.id(paths[path].oldest)
      let exchange = exchanges[id.slot]
      giveUp(id)
      switch exchange.owner {
      case .operation: suspend(exchange.operation, on: path)
      case .checker: paths[path].checkerExchange = .none
      case .barrier, .errorHandler: break  // the barrier hears of the lost path; the error handler is over
      }
    }
  }

  /// Names the operations that were out on the path when it failed.
  private mutating func listFailover(of path: Int) {
    var operation = paths[path].suspended.head
    while !operation.isNone {
      emissions.signal(.joinedFailover(operation: operation.slot))
      operation = operations[operation.slot].next
    }
    if !paths[path].troubled.isNone { emissions.signal(.joinedFailover(operation: paths[path].troubled.slot)) }
    var slot = paths[path].oldest
    while slot != .max {
      if exchanges[slot].owner == .operation { emissions.signal(.joinedFailover(operation: exchanges[slot].operation.slot)) }
      slot = exchanges[slot].next
    }
    emissions.signal(.failoverListed)
  }

  /// `san_path_err_recovery_time`: the path stays out for a while even if its checker sees it alive.
  private mutating func keepOut(_ path: Int, at now: Instant, plan: HostPlan) {
    paths[path].failures &+= 1
    let time = plan.configuration.multipath.pathErrorRecoveryTime
    guard time > .zero else { return }
    paths[path].isKeptOut = true
    emissions.schedule(HostEvent(.recoveryTimeOver, path, generation: paths[path].failures), at: now + time)
  }

  mutating func recoveryTimeOver(_ path: Int, serial: UInt32) {
    if paths[path].failures == serial { paths[path].isKeptOut = false }
  }

  /// The barrier against a path is done: its I/O may be repeated.
  mutating func resumeSuspended(_ path: Int, at now: Instant, plan: HostPlan) {
    while let id = paths[path].suspended.popFirst(in: &operations) {
      counts.retries += 1
      operations[id.slot].repeats = 0
      dispatch(id, at: now, plan: plan)
    }
  }

  /// The path may carry I/O (again).
  mutating func pathJoined(_ path: Int, at now: Instant, plan: HostPlan) {
    assert(paths[path].suspended.isEmpty, "a path joins when the barrier against it is done, and what it had was repeated")
    let device = Int(paths[path].device)
    let hadFailed = paths[path].state == .failed
    if hadFailed { failedPaths -= 1 }
    assert(failedPaths >= 0, "a path comes back as often as it failed")
    paths[path].state = .usable
    paths[path].inServiceSince = now
    paths[path].pollingInterval = plan.configuration.multipath.pollingInterval
    let ordinal = Int(paths[path].ordinal)
    paths[path].registrationEpoch = devices[device].barrier.key(ofPath: ordinal).incarnation
    devices[device].queuesUntil = nil
    devices[device].outages &+= 1
    emissions.signal(.pathJoined(path: UInt32(path), again: hadFailed))
    pump(device, at: now, plan: plan)
  }

  /// Queued I/O must fail or wait when the last path went.
  private mutating func pathWasLost(_ device: Int, at now: Instant, plan: HostPlan) {
    guard isWithoutPath(device, plan: plan) else { return }
    switch plan.configuration.multipath.noPathRetry {
    case .queue: break
    case .polls(let polls):
      guard devices[device].queuesUntil == nil else { break }
      let limit = now + plan.configuration.multipath.pollingInterval * Int64(polls)
      devices[device].queuesUntil = limit
      emissions.schedule(HostEvent(.noPathRetryOver, device, generation: devices[device].outages), at: limit)
    case .fail: failQueued(device, at: now, plan: plan)
    }
  }

  /// multipathd counts `no_path_retry` in ticks of its own from the loss of the last path, whatever its checkers do meanwhile.
  mutating func noPathRetryOver(_ device: Int, outage: UInt32, at now: Instant, plan: HostPlan) {
    guard devices[device].outages == outage else { return }
    // From here on I/O fails at once, until a path comes back.
    failQueued(device, at: now, plan: plan)
  }

  mutating func failQueued(_ device: Int, at now: Instant, plan: HostPlan) {
    while let id = devices[device].queue.popFirst(in: &operations) { fail(id, at: now, plan: plan) }
  }
}
