import EventEngine
import Interconnect

/// Link loss as hosts see it: new I/O avoids the nexus at once, what is outstanding fails after fast_io_fail_tmo.
extension Hosts {
  /// An HBA hears of the link of a port of the fabric, perhaps its own.
  package mutating func linkStateKnown(port: Int, isDown isLoss: Bool, hba: Int, at now: Instant, plan: HostPlan) {
    let host = hba / plan.topology.hbasPerHost
    if hosts[host].isPaused {
      hosts[host].deferred.append(.linkState(port: port, isDown: isLoss, hba: hba))
      return
    }
    let first = host * plan.topology.nexusesPerHost
    for nexus in first..<first + plan.topology.nexusesPerHost where nexuses[nexus].hba == hba {
      guard port == hba || plan.topology.fabricPort(ofTarget: nexuses[nexus].port) == port else { continue }
      guard isLoss || nexuses[nexus].linksLost > 0 else { continue }
      nexuses[nexus].linksLost += isLoss ? 1 : -1
      // The timer runs from the first loss; another link that goes or comes meanwhile does not touch it.
      if isLoss, nexuses[nexus].linksLost == 1 {
        nexuses[nexus].lossSerial &+= 1
        emissions.schedule(
          HostEvent(.fastIOFail, nexus, generation: nexuses[nexus].lossSerial),
          at: now + plan.configuration.multipath.fastIOFailTimeout)
      } else if nexuses[nexus].linksLost == 0 {
        nexuses[nexus].lossSerial &+= 1
        for unit in 0..<plan.topology.unitCount {
          pump(plan.topology.device(unit: unit, host: nexuses[nexus].host), at: now, plan: plan)
        }
      }
    }
  }

  mutating func fastIOFailDue(_ nexus: Int, serial: UInt32, at now: Instant, plan: HostPlan) {
    guard nexuses[nexus].lossSerial == serial else { return }
    for unit in 0..<plan.topology.unitCount {
      failPath(plan.topology.path(unit: unit, nexus: nexus), at: now, plan: plan)
    }
  }
}

extension Hosts {
  /// The HBA was reset: what was outstanding on it is failed back at once.
  package mutating func hbaWasReset(_ hba: Int, at now: Instant, plan: HostPlan) {
    let host = hba / plan.topology.hbasPerHost
    guard !hosts[host].isPaused else { return }
    let first = host * plan.topology.nexusesPerHost
    for nexus in first..<first + plan.topology.nexusesPerHost where nexuses[nexus].hba == hba {
      for unit in 0..<plan.topology.unitCount {
        failPath(plan.topology.path(unit: unit, nexus: nexus), at: now, plan: plan)
      }
    }
  }
}
