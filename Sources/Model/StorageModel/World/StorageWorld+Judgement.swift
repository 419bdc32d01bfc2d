import ConsistencyOracle
import EventEngine

/// The path failure that a set of I/Os goes through.
struct Failover: BitwiseCopyable {
  /// The fault, or the path's last return to service if that came later.
  let began: Instant
  var operationsLeft = 0
  var isOpen = true
}

/// What the oracle and the counters are told.
extension StorageWorld {
  /// The attempt can no longer act. The first fate stands.
  mutating func settle(_ id: AttemptID, _ fate: OrphanFate, turn: Turn) {
    guard attempts[id.slot].fate == .undecided, let judged = attempts[id.slot].judged else { return }
    attempts[id.slot].fate = fate
    oracle.gone(judged, cause: fate.goneCause, at: turn.now)
    guard attempts[id.slot].isOrphan else { return }
    count(fate)
    trace(.orphanSettled, attempt: id, detail: UInt64(fate.rawValue), turn: turn)
    let path = Int(attempts[id.slot].path)
    if fate.isDecidedByArray, path < barrierRaisedAt.count, barrierRaisedAt[path] >= attempts[id.slot].sentAt {
      counts.orphansJudgedAfterBarrier += 1
    }
  }

  /// The issuer of a write no longer waits for it.
  mutating func markOrphan(_ id: AttemptID) {
    guard attempts[id.slot].isWrite, !attempts[id.slot].isOrphan else { return }
    attempts[id.slot].isOrphan = true
    counts.orphans += 1
    if attempts[id.slot].fate != .undecided { count(attempts[id.slot].fate) }
  }

  private mutating func count(_ fate: OrphanFate) { counts.fates[Int(fate.rawValue)] += 1 }

  // MARK: Failovers

  /// Takes note of the I/Os that were outstanding on a path when it failed.
  mutating func beginFailover(_ path: Int, turn: Turn) -> Int {
    let index = failovers.count
    var failover = Failover(began: max(lastFaultAt, paths[path].inServiceSince))
    var operation = paths[path].suspended.head
    while !operation.isNone {
      if operations[operation.slot].failover == .max {
        operations[operation.slot].failover = UInt32(index)
        failover.operationsLeft += 1
      }
      operation = operations[operation.slot].next
    }
    failovers.append(failover)
    openFailovers += 1
    return index
  }

  mutating func operationLeftFailover(_ index: UInt32, turn: Turn) {
    failovers[Int(index)].operationsLeft -= 1
    closeFailoverIfDone(Int(index), turn: turn)
  }

  /// A failover is over when the last I/O that had been out on the failed path is answered.
  mutating func closeFailoverIfDone(_ index: Int, turn: Turn) {
    guard failovers[index].isOpen, failovers[index].operationsLeft == 0 else { return }
    failovers[index].isOpen = false
    openFailovers -= 1
    turn.observer.pointee.failoverTimes.append(turn.now - failovers[index].began)
    noteCalm(turn: turn)
  }

  // MARK: Phases

  @inline(__always) private var isDisturbed: Bool {
    activeFaults > 0 || failedPaths > 0 || pendingBarriers > 0 || openFailovers > 0
  }

  /// Something was put in order: perhaps everything is now.
  mutating func noteCalm(turn: Turn) {
    if !isDisturbed { calmSince = turn.now }
  }

  @inline(__always) func phase(of operation: Operation) -> RunPhase {
    guard firstFaultAt != nil else { return .before }
    return isDisturbed || operation.arrivedAt < calmSince ? .during : .after
  }
}

extension OrphanFate {
  var goneCause: Oracle.GoneCause {
    switch self {
    case .undecided, .landedBefore, .landedLate: .completed
    case .aborted: .aborted
    case .conflict: .conflict
    case .unitAttention: .rejected
    case .droppedInFabric: .droppedInFabric
    case .noDataSent: .noDataSent
    case .droppedByHost: .droppedByHost
    }
  }

  /// The array had it in hand, then or before.
  var isDecidedByArray: Bool {
    switch self {
    case .landedLate, .aborted, .conflict, .unitAttention: true
    case .undecided, .landedBefore, .droppedInFabric, .noDataSent, .droppedByHost: false
    }
  }
}
