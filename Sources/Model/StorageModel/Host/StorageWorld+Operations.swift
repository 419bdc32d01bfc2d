import EventEngine

/// Application I/O from its arrival to its answer. What overlaps an unfinished write of the same host waits for it, as file
/// systems and databases make sure; otherwise a late write and a concurrent one could not be told apart.
extension StorageWorld {
  struct IORequest {
    var isWrite: Bool
    var unit: Int
    var firstBlock: UInt64
    var blockCount: UInt32
  }

  mutating func issue(
    _ io: IORequest, host: Int, workload: Int, stream: Int, index: UInt64, purpose: Operation.Purpose = .application,
    plan: Plan, turn: Turn
  ) {
    let device = plan.topology.device(unit: io.unit, host: host)
    let blocks = io.firstBlock..<io.firstBlock + UInt64(io.blockCount)
    operationSerial += 1
    let judged =
      isJudged
      ? oracle.issued(
        io.isWrite ? .write : .read, host: UInt32(host), incarnation: 0, unit: UInt32(io.unit), blocks: blocks, at: turn.now)
      : nil
    let operation = Operation(
      purpose: purpose, isWrite: io.isWrite, device: UInt32(device), workload: UInt32(workload), stream: UInt32(stream),
      workloadEpoch: workloads[workload].epoch, firstBlock: io.firstBlock, blockCount: io.blockCount, index: index,
      serial: operationSerial, arrivedAt: turn.now, judged: judged)
    let id = operations.insert(operation)
    counts.issued(isWrite: io.isWrite)
    trace(.issued, operation: id, turn: turn)
    let mustWait = plan.configuration.hosts.overlap == .wait
    let blocker = mustWait ? devices[device].writes.latestOverlap(blocks, before: operationSerial) : nil
    if io.isWrite { devices[device].writes.insert(blocks, serial: operationSerial, operation: id) }
    if let blocker {
      counts.overlapWaits += 1
      wait(id, for: blocker)
    } else {
      dispatch(id, plan: plan, turn: turn)
    }
  }

  private mutating func wait(_ id: OperationID, for blocker: OperationID) {
    operations[id.slot].next = .none
    let tail = operations[blocker.slot].waitersTail
    if tail.isNone { operations[blocker.slot].waitersHead = id } else { operations[tail.slot].next = id }
    operations[blocker.slot].waitersTail = id
  }

  /// The application is told that it failed.
  mutating func fail(_ id: OperationID, plan: Plan, turn: Turn) {
    counts.failed += 1
    trace(.failed, operation: id, turn: turn)
    if let judged = operations[id.slot].judged { oracle.failed(judged, at: turn.now) }
    finish(id, succeeded: false, plan: plan, turn: turn)
  }

  mutating func finish(_ id: OperationID, succeeded: Bool, plan: Plan, turn: Turn) {
    let operation = operations[id.slot]
    if succeeded {
      counts.completed(isWrite: operation.isWrite)
      recordLatency(operation, plan: plan, turn: turn)
    }
    if operation.failover != .max { operationLeftFailover(operation.failover, turn: turn) }
    if operation.isWrite { devices[Int(operation.device)].writes.remove(operation.blocks, operation: id) }
    releaseWaiters(operation, plan: plan, turn: turn)
    operations.remove(id)
    afterFinish(operation, succeeded: succeeded, plan: plan, turn: turn)
  }

  private mutating func releaseWaiters(_ finished: Operation, plan: Plan, turn: Turn) {
    var waiter = finished.waitersHead
    while !waiter.isNone {
      let id = waiter
      waiter = operations[id.slot].next
      let operation = operations[id.slot]
      let device = Int(operation.device)
      if let blocker = devices[device].writes.latestOverlap(operation.blocks, before: operation.serial) {
        wait(id, for: blocker)
      } else {
        dispatch(id, plan: plan, turn: turn)
      }
    }
  }

  @inline(__always) private func recordLatency(_ operation: Operation, plan: Plan, turn: Turn) {
    guard operation.purpose == .application, operation.arrivedAt.nanoseconds >= plan.configuration.run.warmUp.nanoseconds
    else { return }
    turn.observer.pointee.record(
      turn.now - operation.arrivedAt, isWrite: operation.isWrite, phase: phase(of: operation))
  }
}
