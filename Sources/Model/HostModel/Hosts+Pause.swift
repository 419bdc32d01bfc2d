import EventEngine
import Interconnect

/// A host that stands still, and runs on where it stood.
extension Hosts {
  /// - Returns: whether it ran until now.
  package mutating func pause(_ host: Int) -> Bool {
    hosts[host].pauses += 1
    if hosts[host].pauses == 1 { pausedHosts += 1 }
    return hosts[host].pauses == 1
  }

  /// One of the faults that keep it from running is over.
  ///
  /// - Returns: whether it runs from now on; then `resume` is to follow.
  package mutating func unpause(_ host: Int) -> Bool {
    precondition(hosts[host].isPaused, "it runs already")
    hosts[host].pauses -= 1
    if hosts[host].pauses == 0 { pausedHosts -= 1 }
    assert(pausedHosts == hosts.count { $0.isPaused }, "the number of hosts that stand still")
    return hosts[host].pauses == 0
  }

  /// Its power is off: whatever was in it is gone, and it never runs again.
  package mutating func powerOff(_ host: Int, at now: Instant) {
    hosts[host].deferred = []
    hosts[host].isOff = true
    stop(host, at: now)
  }

  /// What had reached it is looked at, what was to happen in it happens, and only then does it hear that it is no longer a
  /// member. (What was in its HBAs leaves before: see the fabric.)
  package mutating func resume(_ host: Int, at now: Instant, plan: HostPlan) {
    precondition(!hosts[host].isPaused, "it still stands still")
    guard !hosts[host].isOff else { return hosts[host].deferred = [] }
    let deferred = hosts[host].deferred
    hosts[host].deferred = []
    for entry in deferred {
      // At once, so that nothing else of this instant overtakes it.
      switch entry {
      case .event(let event): handle(event, at: now, plan: plan)
      case .unit(let unit, let data): receive(unit, parameterData: data, at: now, plan: plan)
      case .linkState(let port, let isDown, let hba):
        linkStateKnown(port: port, isDown: isDown, hba: hba, at: now, plan: plan)
      }
    }
    if hosts[host].isRemoved { emissions.schedule(HostEvent(.membershipLearned, host), at: now) }
  }
}
