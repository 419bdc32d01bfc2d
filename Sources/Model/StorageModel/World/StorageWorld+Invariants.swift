import EventEngine

/// Rules that hold between any two events, and those that hold when a run has drained. Walks everything: for tests, and for
/// runners that must not report a run that went wrong.
extension StorageWorld {
  /// The first rule that does not hold, in words; nil if all hold.
  public var brokenRule: String? {
    brokenCount ?? paths.indices.firstNonNil { brokenRule(ofPath: $0) } ?? attempts.liveSlots.firstNonNil {
      brokenRule(ofAttempt: $0)
    }
      ?? units.indices.firstNonNil { brokenRule(ofUnit: $0) } ?? ports.indices.firstNonNil { brokenRule(ofPort: $0) }
      ?? brokenJudgement
  }

  /// The first rule that does not hold of a run that has drained; nil if all hold.
  public var brokenRuleOfDrainedRun: String? {
    if let rule = brokenRule { return rule }
    if attempts.count > 0 { return "\(attempts.count) commands are still live" }
    if operations.count > 0 { return "\(operations.count) I/Os have no answer" }
    if counts[.undecided] > 0 { return "\(counts[.undecided]) orphans have no fate" }
    if media.busy > 0 { return "\(media.busy) media servers are busy" }
    if let link = links.firstIndex(where: { !$0.heldArrivals.isEmpty || !$0.heldDepartures.isEmpty }) {
      return "link \(link) holds frames"
    }
    if let port = ports.firstIndex(where: { $0.stalledAt != nil || !$0.heldFrames.isEmpty || !$0.heldAnswers.isEmpty }) {
      return "port \(port) is stalled or holds frames"
    }
    if let unit = units.firstIndex(where: { !$0.pendingAborts.isEmpty || !$0.reserveOuts.isEmpty }) {
      return "logical unit \(unit) owes answers to aborts or PERSISTENT RESERVE OUT"
    }
    return isJudged && !oracle.isQuiet ? "the oracle knows \(oracle.liveOperations) live I/Os" : nil
  }

  private var brokenCount: String? {
    if counts.issued != counts.completed + counts.failed + UInt64(operations.count) {
      return "\(counts.issued) I/Os issued, \(counts.completed) completed, \(counts.failed) failed, \(operations.count) live"
    }
    let failed = paths.count { $0.state == .failed }
    if failed != failedPaths { return "\(failed) paths have failed, \(failedPaths) are counted" }
    let active = faults.count { $0.isActive }
    if active != activeFaults { return "\(active) faults are active, \(activeFaults) are counted" }
    let paused = hosts.count { $0.pausedAt != nil }
    if paused != pausedHosts { return "\(paused) hosts stand still, \(pausedHosts) are counted" }
    let served = attempts.liveSlots.count { attempts[$0].stage == .mediaService }
    return served == media.busy ? nil : "the media serve \(served) commands, \(media.busy) servers are busy"
  }

  private func brokenRule(ofPath index: Int) -> String? {
    let path = paths[index]
    var (slot, previous, count, bytes) = (path.oldest, UInt32.max, 0, UInt64(0))
    while slot != .max {
      let attempt = attempts[slot]
      if !attempt.isHostOpen || Int(attempt.path) != index {
        return "path \(index) lists a command that is not outstanding on it"
      }
      if attempt.previous != previous { return "path \(index): the list of commands is torn" }
      (slot, previous, count, bytes) = (attempt.next, slot, count + 1, bytes + attempt.transferLength)
    }
    if path.newest != previous { return "path \(index): the newest command is not the last" }
    if count != path.outstanding || bytes != path.outstandingBytes {
      return "path \(index): \(count) commands, \(path.outstanding) counted"
    }
    if path.state == .failed || path.state == .settingUp, (attemptsOf(path).contains { $0.owner == .operation }) {
      return "path \(index) carries I/O although it is not in service"
    }
    return nil
  }

  private func attemptsOf(_ path: Path) -> [Attempt] {
    sequence(first: path.oldest) { self.attempts[$0].next }.prefix { $0 != .max }.map { attempts[$0] }
  }

  private func brokenRule(ofAttempt slot: UInt32) -> String? {
    let attempt = attempts[slot]
    if attempt.isOver || attempt.isStarved { return "attempt \(slot) is over and was not freed" }
    if attempt.stage.isInTaskSet != (attempt.taskSlot >= 0), attempt.stage != .waitingForAborts {
      return "attempt \(slot) is in stage \(attempt.stage) with task \(attempt.taskSlot)"
    }
    guard attempt.owner != .initiator else { return nil }
    if attempt.isOrphan && attempt.isHostOpen && hosts[nexuses[Int(paths[Int(attempt.path)].nexus)].host].isRemoved == false {
      return "attempt \(slot) is an orphan whose host waits for it"
    }
    return nil
  }

  private func brokenRule(ofUnit index: Int) -> String? {
    if let broken = units[index].access.brokenInvariant { return "logical unit \(index): \(broken)" }
    let tasks = attempts.liveSlots.count { attempts[$0].taskSlot >= 0 && Int(attempts[$0].unit) == index }
    return tasks == units[index].tasks.count
      ? nil : "logical unit \(index): \(units[index].tasks.count) tasks, of which \(tasks) are live commands"
  }

  private func brokenRule(ofPort index: Int) -> String? {
    let port = ports[index]
    if !port.heldTasks.isEmpty, !port.heldFrames.isEmpty { return "port \(index) holds both tasks and frames" }
    if port.stalledAt == nil, !port.heldTasks.isEmpty || !port.heldFrames.isEmpty || !port.heldAnswers.isEmpty {
      return "port \(index) holds something although it works"
    }
    let areHeld = port.heldTasks.allSatisfy {
      attempts.isLive($0) && (attempts[$0.slot].stage == .heldAfterCheck || attempts[$0.slot].stage == .heldAfterData)
    }
    return areHeld ? nil : "port \(index) holds a task that is elsewhere"
  }

  private var brokenJudgement: String? {
    let undecided = attempts.liveSlots.count { attempts[$0].isOrphan && attempts[$0].fate == .undecided }
    let decided = counts.fates.reduce(0, +)
    if decided + UInt64(undecided) != counts.orphans {
      return "\(counts.orphans) orphans, \(decided) fates, \(undecided) undecided"
    }
    return oracle.modelErrors.first.map { "the oracle saw \($0.kind) at \($0.at.nanoseconds) ns" }
  }
}

extension Attempt.Stage {
  fileprivate var isInTaskSet: Bool {
    switch self {
    case .heldAfterCheck, .awaitingData, .heldAfterData, .mediaQueue, .mediaService, .executing, .reserveQueue, .waitingForAborts:
      true
    case .notArrived, .heldAtIngress, .closed: false
    }
  }
}

extension Sequence {
  fileprivate func firstNonNil<T>(_ transform: (Element) -> T?) -> T? {
    for element in self {
      if let found = transform(element) { return found }
    }
    return nil
  }
}
