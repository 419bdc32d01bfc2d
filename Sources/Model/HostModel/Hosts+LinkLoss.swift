import EventEngine
import Interconnect

/// Link loss as hosts see it: new I/O avoids the nexus at once. What is outstanding a Fibre Channel HBA returns at once, and it is
/// sent again on the same path if that is back before fast_io_fail_tmo, which fails the path; with TCP it stays outstanding
/// until then.
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
        if !plan.isTCP { returnOutstanding(ofNexus: nexus, at: now, plan: plan) }
        emissions.schedule(
          HostEvent(.fastIOFail, nexus, generation: nexuses[nexus].lossSerial),
          at: now + plan.configuration.multipath.fastIOFailTimeout)
      } else if nexuses[nexus].linksLost == 0 {
        nexuses[nexus].lossSerial &+= 1
        for unit in 0..<plan.topology.unitCount {
          let path = plan.topology.path(unit: unit, nexus: nexus)
          if paths[path].state == .usable, !paths[path].suspended.isEmpty { sendAgain(path, at: now, plan: plan) }
          pump(plan.topology.device(unit: unit, host: nexuses[nexus].host), at: now, plan: plan)
        }
      }
    }
  }

  /// The HBA returns what was out on a lost remote port: nobody waits for it any more, but it is no path error yet.
  private mutating func returnOutstanding(ofNexus nexus: Int, at now: Instant, plan: HostPlan) {
    for unit in 0..<plan.topology.unitCount {
      let path = plan.topology.path(unit: unit, nexus: nexus)
      guard paths[path].state == .usable else { continue }
      let oldest = paths[path].oldest == .max ? nil : exchanges[paths[path].oldest].sentAt
      recallOutstanding(path, at: now, plan: plan)
      if !paths[path].suspended.isEmpty { paths[path].troubleSince = oldest }
      if !paths[path].checkerExchange.isNone {
        giveUp(paths[path].checkerExchange)
        paths[path].checkerExchange = .none
      }
    }
  }

  /// The link is back: the same path again, which costs no retry.
  private mutating func sendAgain(_ path: Int, at now: Instant, plan: HostPlan) {
    paths[path].troubleSince = nil
    while let id = paths[path].suspended.popFirst(in: &operations) { send(id, on: path, at: now, plan: plan) }
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
