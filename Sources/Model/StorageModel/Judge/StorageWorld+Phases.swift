import ConsistencyOracle
import EventEngine

/// Failovers and phases: what is measured of the time in which something is out of order.
extension StorageWorld {
  /// The command can no longer act.
  mutating func decideFate(_ label: UInt64, _ fate: OrphanFate, turn: Turn) {
    if let fate = judge.decideFate(label, fate, at: turn.now) {
      record(.orphanSettled, label, detail: UInt64(fate.rawValue), turn: turn)
    }
  }

  mutating func leaveFailover(_ operation: UInt32, turn: Turn) {
    let failover = judge.operations[Int(operation)].failover
    guard failover != .max else { return }
    judge.operations[Int(operation)].failover = .max
    judge.failovers[Int(failover)].operationsLeft -= 1
    assert(judge.failovers[Int(failover)].operationsLeft >= 0, "an operation leaves a failover that it had joined")
    closeFailoverIfDone(Int(failover), turn: turn)
  }

  /// A failover is over when the last I/O that had been out on the failed path is answered.
  mutating func closeFailoverIfDone(_ index: Int, turn: Turn) {
    guard judge.failovers[index].isOpen, judge.failovers[index].operationsLeft == 0 else { return }
    judge.failovers[index].isOpen = false
    judge.openFailovers -= 1
    assert(judge.openFailovers >= 0, "a failover is over once")
    turn.observer.pointee.failoverTimes.append(turn.now - judge.failovers[index].began)
    noteCalm(turn: turn)
  }

  /// Something was put in order: perhaps everything is now.
  mutating func noteCalm(turn: Turn) {
    if !judge.isDisturbed { judge.calmSince = turn.now }
  }

  @inline(__always) mutating func recordLatency(of operation: UInt32, plan: Plan, turn: Turn) {
    let file = judge.operations[Int(operation)]
    guard file.facts.isApplication, file.arrivedAt.nanoseconds >= plan.configuration.run.warmUp.nanoseconds else { return }
    turn.observer.pointee.record(
      turn.now - file.arrivedAt, isWrite: file.facts.isWrite, phase: judge.phase(ofArrivalAt: file.arrivedAt))
  }
}

extension Judge {
  @inline(__always) var isDisturbed: Bool {
    activeFaults > 0 || failedPaths > 0 || pendingBarriers > 0 || openFailovers > 0
  }

  @inline(__always) func phase(ofArrivalAt arrival: Instant) -> RunPhase {
    guard firstFaultAt != nil else { return .before }
    return isDisturbed || arrival < calmSince ? .during : .after
  }

  mutating func beginFailover(at instant: Instant) {
    failovers.append(Failover(began: instant))
    openFailovers += 1
  }

  /// The operation was out on the path that failed last.
  mutating func joinFailover(_ operation: UInt32) {
    guard operations[Int(operation)].failover == .max, !failovers.isEmpty else { return }
    operations[Int(operation)].failover = UInt32(failovers.count - 1)
    failovers[failovers.count - 1].operationsLeft += 1
  }

  mutating func faultBegan(at now: Instant) {
    activeFaults += 1
    firstFaultAt = firstFaultAt ?? now
  }
}
