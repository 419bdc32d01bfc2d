import EventEngine

/// Link loss as hosts see it: new I/O avoids the nexus at once, what is outstanding fails after fast_io_fail_tmo.
extension StorageWorld {
  mutating func linkStateKnown(_ event: StorageEvent, plan: Plan, turn: Turn) {
    let isLoss = event.generation == 1
    let first = Int(event.extra) * plan.topology.nexusesPerHost
    for nexus in first..<first + plan.topology.nexusesPerHost where uses(nexus, link: event.index, plan: plan) {
      guard isLoss || nexuses[nexus].linksLost > 0 else { continue }
      nexuses[nexus].linksLost += isLoss ? 1 : -1
      // The timer runs from the first loss; another link that goes or comes meanwhile does not touch it.
      if isLoss, nexuses[nexus].linksLost == 1 {
        nexuses[nexus].lossSerial &+= 1
        turn.schedule(
          .init(.fastIOFail, nexus, generation: nexuses[nexus].lossSerial),
          after: plan.configuration.hosts.multipath.fastIOFailTimeout)
      } else if nexuses[nexus].linksLost == 0 {
        nexuses[nexus].lossSerial &+= 1
        for unit in 0..<plan.topology.unitCount {
          pump(plan.topology.device(unit: unit, host: nexuses[nexus].host), plan: plan, turn: turn)
        }
      }
    }
  }

  private func uses(_ nexus: Int, link: Int, plan: Plan) -> Bool {
    link < plan.topology.hbaCount ? nexuses[nexus].hba == link : nexuses[nexus].port == link - plan.topology.hbaCount
  }

  mutating func fastIOFailDue(_ nexus: Int, serial: UInt32, plan: Plan, turn: Turn) {
    guard nexuses[nexus].lossSerial == serial else { return }
    for unit in 0..<plan.topology.unitCount {
      failPath(plan.topology.path(unit: unit, nexus: nexus), plan: plan, turn: turn)
    }
  }
}
