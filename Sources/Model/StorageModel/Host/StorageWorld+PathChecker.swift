import EventEngine
import Reservations
import SCSIWire

/// The path checker: TEST UNIT READY on every path, more rarely while it stays good.
extension StorageWorld {
  mutating func scheduleChecker(_ path: Int, after interval: Duration, turn: Turn) {
    guard !paths[path].isCheckerScheduled else { return }
    paths[path].isCheckerScheduled = true
    turn.schedule(.init(.checker, path), after: interval)
  }

  mutating func checkerDue(_ path: Int, plan: Plan, turn: Turn) {
    paths[path].isCheckerScheduled = false
    guard !hosts[Int(devices[Int(paths[path].device)].host)].isStopped else { return }
    let multipath = plan.configuration.hosts.multipath
    // After the end of the workload only what is not whole yet is looked after.
    if isStopping, paths[path].state == .usable { return }
    countPoll(path, plan: plan, turn: turn)
    // Without a link the check fails at once: nothing is sent that would have to time out.
    let hasLink = nexuses[Int(paths[path].nexus)].linksLost == 0
    if hasLink, paths[path].checkerAttempt.isNone, paths[path].state != .recovering {
      paths[path].checkerAttempt = send(.command(.testUnitReady), for: .checker, on: path, plan: plan, turn: turn)
    }
    if paths[path].state == .usable {
      paths[path].pollingInterval = min(paths[path].pollingInterval * 2, multipath.pollingIntervalMax)
    } else {
      paths[path].pollingInterval = multipath.pollingInterval
    }
    scheduleChecker(path, after: paths[path].pollingInterval, turn: turn)
  }

  mutating func checkerAnswered(_ path: Int, _ reply: Completion, plan: Plan, turn: Turn) {
    paths[path].checkerAttempt = .none
    guard paths[path].state == .failed else { return }
    // The first answers after an outage are unit attentions; each is reported once.
    if reply.status == .checkCondition {
      paths[path].checkerAttempt = send(.command(.testUnitReady), for: .checker, on: path, plan: plan, turn: turn)
      return
    }
    guard turn.now - paths[path].failedAt >= plan.configuration.hosts.multipath.pathErrorRecoveryTime else { return }
    guard nexuses[Int(paths[path].nexus)].linksLost == 0 else { return }
    trace(.pathAlive, entity: path, turn: turn)
    let (device, ordinal) = (Int(paths[path].device), paths[path].ordinal)
    actions.removeAll(keepingCapacity: true)
    devices[device].barrier.pathCameBack(ordinal, into: &actions)
    perform(device, plan: plan, turn: turn)
  }

  /// `no_path_retry: N` counts polls of the first path of a device without paths.
  private mutating func countPoll(_ path: Int, plan: Plan, turn: Turn) {
    let device = Int(paths[path].device)
    guard paths[path].ordinal == 0, let left = devices[device].pollsLeft else { return }
    devices[device].pollsLeft = max(0, left - 1)
    if left <= 1 { failQueued(device, plan: plan, turn: turn) }
  }
}
