import EventEngine
import Interconnect
import SCSIWire

/// The path checker: TEST UNIT READY on every path, more rarely while it stays good.
extension Hosts {
  mutating func scheduleChecker(_ path: Int, after interval: Duration, at now: Instant) {
    guard !paths[path].isCheckerScheduled else { return }
    paths[path].isCheckerScheduled = true
    emissions.schedule(HostEvent(.checker, path), at: now + interval)
  }

  mutating func checkerDue(_ path: Int, at now: Instant, plan: HostPlan) {
    paths[path].isCheckerScheduled = false
    guard !hosts[Int(devices[Int(paths[path].device)].host)].isStopped else { return }
    let multipath = plan.configuration.multipath
    // After the end of the workload only what is not whole yet is looked after.
    if isStopping, paths[path].state == .usable { return }
    // Without a link the check fails at once: nothing is sent that would have to time out.
    let hasLink = nexuses[Int(paths[path].nexus)].linksLost == 0
    if hasLink, paths[path].checkerExchange.isNone, !paths[path].isRecovering {
      paths[path].checkerExchange = send(.command(.testUnitReady), for: .checker, on: path, at: now, plan: plan)
    }
    if paths[path].state == .usable {
      paths[path].pollingInterval = min(paths[path].pollingInterval * 2, multipath.pollingIntervalMax)
    } else {
      paths[path].pollingInterval = multipath.pollingInterval
    }
    scheduleChecker(path, after: paths[path].pollingInterval, at: now)
  }

  mutating func checkerAnswered(_ path: Int, _ reply: Completion, at now: Instant, plan: HostPlan) {
    paths[path].checkerExchange = .none
    guard paths[path].state == .failed else { return }
    // The first answers after an outage are unit attentions; each is reported once.
    if reply.status == .checkCondition {
      paths[path].checkerExchange = send(.command(.testUnitReady), for: .checker, on: path, at: now, plan: plan)
      return
    }
    guard !paths[path].isKeptOut, nexuses[Int(paths[path].nexus)].linksLost == 0 else { return }
    emissions.signal(.pathAlive(path: UInt32(path)))
    let (device, ordinal) = (Int(paths[path].device), Int(paths[path].ordinal))
    actions.removeAll(keepingCapacity: true)
    devices[device].barrier.pathCameBack(ordinal, into: &actions)
    perform(device, at: now, plan: plan)
  }
}
