import EventEngine

extension Hosts {
  /// The first rule between two events that does not hold, in words; nil if all hold.
  package var brokenRule: String? {
    if let rule = brokenCount { return rule }
    for path in paths.indices {
      if let rule = brokenRule(ofPath: path) { return rule }
    }
    for device in devices.indices {
      if devices[device].pendingVictims.count > 0, hosts[Int(devices[device].host)].isStopped {
        return "device \(device) waits for a barrier although its host has stopped"
      }
    }
    return emissions.isEmpty ? nil : "the hosts have something to say that nobody took"
  }

  private var brokenCount: String? {
    let issued = counts.readsIssued + counts.writesIssued
    let completed = counts.readsCompleted + counts.writesCompleted
    if issued != completed + counts.failed + UInt64(operations.count) {
      return "\(issued) I/Os issued, \(completed) completed, \(counts.failed) failed, \(operations.count) live"
    }
    let failed = paths.indices.count { paths[$0].state == .failed && !hosts[host(ofPath: $0)].isStopped }
    if failed != failedPaths { return "\(failed) paths have failed, \(failedPaths) are counted" }
    let paused = hosts.count { $0.isPaused }
    if paused != pausedHosts { return "\(paused) hosts stand still, \(pausedHosts) are counted" }
    let pending = devices.reduce(0) { $0 + $1.pendingVictims.count }
    return pending == pendingBarriers ? nil : "\(pending) barriers are pending, \(pendingBarriers) are counted"
  }

  private func brokenRule(ofPath index: Int) -> String? {
    let path = paths[index]
    var (slot, previous, count, bytes) = (path.oldest, UInt32.max, 0, UInt64(0))
    while slot != .max {
      let exchange = exchanges[slot]
      if Int(exchange.path) != index { return "path \(index) lists a command that is not outstanding on it" }
      if exchange.previous != previous { return "path \(index): the list of commands is torn" }
      if path.state == .settingUp, exchange.owner == .operation {
        return "path \(index) carries I/O although it was never in service"
      }
      if exchange.owner == .operation, !operations.isLive(exchange.operation) {
        return "path \(index) carries a command of an I/O that is over"
      }
      (slot, previous, count, bytes) = (exchange.next, slot, count + 1, bytes + UInt64(exchange.transferLength))
    }
    if path.newest != previous { return "path \(index): the newest command is not the last" }
    if count != path.outstanding || bytes != path.outstandingBytes {
      return "path \(index): \(count) commands, \(path.outstanding) counted"
    }
    if hosts[host(ofPath: index)].isStopped, count > 0 { return "path \(index) has commands although its host has stopped" }
    return nil
  }

  /// The first rule of a run that has drained that does not hold; nil if all hold.
  package var brokenRuleOfDrainedRun: String? {
    if exchanges.count > 0 { return "\(exchanges.count) commands wait for an answer" }
    if operations.count > 0 { return "\(operations.count) I/Os have no answer" }
    if hosts.contains(where: { $0.isPaused || !$0.deferred.isEmpty }) { return "a host stands still" }
    return brokenRule
  }
}

extension Hosts {
  /// Nobody waits for anything, and every path of a host that runs is in service.
  package var isAtRest: Bool {
    exchanges.count == 0 && operations.count == 0 && failedPaths == 0 && pendingBarriers == 0 && pausedHosts == 0
      && hosts.allSatisfy { $0.devicesToSetUp == 0 || $0.isStopped }
  }
}
