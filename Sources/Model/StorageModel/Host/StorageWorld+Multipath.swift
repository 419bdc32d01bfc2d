import Barriers
import EventEngine
import Reservations

/// Multipath: which path an I/O takes, and what happens when a path fails.
extension StorageWorld {
  /// Finds a path for an operation, or queues it.
  mutating func dispatch(_ id: OperationID, plan: Plan, turn: Turn) {
    let device = Int(operations[id.slot].device)
    if devices[device].queue.isEmpty, let path = selectPath(device, plan: plan) {
      send(id, on: path, plan: plan, turn: turn)
    } else if isWithoutPath(device, plan: plan), !queuesWithoutPath(device, plan: plan) {
      fail(id, plan: plan, turn: turn)
    } else {
      devices[device].queue.append(id, in: &operations)
    }
  }

  private func queuesWithoutPath(_ device: Int, plan: Plan) -> Bool {
    plan.configuration.hosts.multipath.noPathRetry != .fail && devices[device].pollsLeft != 0
  }

  /// Sends queued I/O as far as paths take it.
  mutating func pump(_ device: Int, plan: Plan, turn: Turn) {
    while !devices[device].queue.isEmpty, let path = selectPath(device, plan: plan) {
      guard let id = devices[device].queue.popFirst(in: &operations) else { return }
      send(id, on: path, plan: plan, turn: turn)
    }
  }

  @inline(__always) private func isSelectable(_ path: Int, plan: Plan) -> Bool {
    paths[path].state == .usable && nexuses[Int(paths[path].nexus)].linksLost == 0
      && paths[path].outstanding < plan.configuration.hosts.queueDepth
  }

  /// dm-multipath's selectors. Equal loads take turns.
  private mutating func selectPath(_ device: Int, plan: Plan) -> Int? {
    let count = plan.topology.nexusesPerHost
    let first = devices[device].firstPath
    var best: (ordinal: Int, load: UInt64)?
    for step in 0..<count {
      var ordinal = devices[device].cursor + step
      if ordinal >= count { ordinal -= count }
      guard isSelectable(first + ordinal, plan: plan) else { continue }
      let load: UInt64
      switch plan.configuration.hosts.multipath.pathSelector {
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
  func isWithoutPath(_ device: Int, plan: Plan) -> Bool {
    let first = devices[device].firstPath
    return (first..<first + plan.topology.nexusesPerHost).allSatisfy { paths[$0].state == .failed }
  }

  /// The path is out: its I/O waits for the barrier against it, then goes elsewhere.
  mutating func failPath(_ path: Int, plan: Plan, turn: Turn) {
    guard !hosts[Int(devices[Int(paths[path].device)].host)].isStopped else { return }
    let wasInService = paths[path].state == .usable || paths[path].state == .recovering
    if paths[path].state != .failed {
      paths[path].state = .failed
      paths[path].failedAt = turn.now
      failedPaths += 1
      counts.pathFailures += 1
      trace(.pathFailed, entity: path, turn: turn)
    }
    paths[path].errorHandler = .idle
    paths[path].errorHandlerSerial &+= 1
    giveUpOutstanding(path, plan: plan, turn: turn)
    let failover = wasInService ? beginFailover(path, turn: turn) : nil
    let (device, ordinal) = (Int(paths[path].device), paths[path].ordinal)
    actions.removeAll(keepingCapacity: true)
    if wasInService {
      devices[device].barrier.raise(against: .ownPath(ordinal), into: &actions)
    } else {
      devices[device].barrier.pathFailed(ordinal, into: &actions)
    }
    perform(device, plan: plan, turn: turn)
    if let failover { closeFailoverIfDone(failover, turn: turn) }
    scheduleChecker(path, after: plan.configuration.hosts.multipath.pollingInterval, turn: turn)
    pathWasLost(device, plan: plan, turn: turn)
  }

  private mutating func giveUpOutstanding(_ path: Int, plan: Plan, turn: Turn) {
    while paths[path].oldest != .max {
      let id = attempts.id(paths[path].oldest)
      let attempt = attempts[id.slot]
      giveUp(id, plan: plan, turn: turn)
      switch attempt.owner {
      case .operation: suspend(attempt.operation, on: path)
      case .checker: paths[path].checkerAttempt = .none
      case .barrier, .errorHandler, .initiator: break  // the barrier hears of the lost path; the error handler is over
      }
    }
  }

  /// The barrier against a path is done: its I/O may be repeated.
  mutating func resumeSuspended(_ path: Int, plan: Plan, turn: Turn) {
    while let id = paths[path].suspended.popFirst(in: &operations) {
      counts.retries += 1
      operations[id.slot].repeats = 0
      dispatch(id, plan: plan, turn: turn)
    }
  }

  /// The path may carry I/O (again).
  mutating func pathJoined(_ path: Int, plan: Plan, turn: Turn) {
    let device = Int(paths[path].device)
    if paths[path].state == .failed { failedPaths -= 1 }
    paths[path].state = .usable
    paths[path].inServiceSince = turn.now
    paths[path].pollingInterval = plan.configuration.hosts.multipath.pollingInterval
    let ordinal = paths[path].ordinal
    paths[path].registrationEpoch = devices[device].barrier.key(ofPath: ordinal).incarnation
    devices[device].pollsLeft = nil
    trace(.pathJoined, entity: path, turn: turn)
    noteCalm(turn: turn)
    pump(device, plan: plan, turn: turn)
  }

  /// Queued I/O must fail or wait when the last path went.
  private mutating func pathWasLost(_ device: Int, plan: Plan, turn: Turn) {
    guard isWithoutPath(device, plan: plan) else { return }
    switch plan.configuration.hosts.multipath.noPathRetry {
    case .queue: break
    case .polls(let polls): if devices[device].pollsLeft == nil { devices[device].pollsLeft = polls }
    case .fail: failQueued(device, plan: plan, turn: turn)
    }
  }

  mutating func failQueued(_ device: Int, plan: Plan, turn: Turn) {
    while let id = devices[device].queue.popFirst(in: &operations) { fail(id, plan: plan, turn: turn) }
  }
}
