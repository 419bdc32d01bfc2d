import EventEngine
import Interconnect

/// Application I/O from its arrival to its answer. What overlaps an unfinished write of the same host waits for it, as file
/// systems and databases make sure; otherwise a late write and a concurrent one could not be told apart.
extension Hosts {
  struct IORequest {
    var isWrite: Bool
    var unit: Int
    var firstBlock: UInt64
    var blockCount: UInt32
  }

  mutating func issue(
    _ io: IORequest, host: Int, workload: Int, stream: Int, index: UInt64, epoch: UInt32,
    purpose: HostOperation.Purpose = .application, at now: Instant, plan: HostPlan
  ) {
    let device = plan.topology.device(unit: io.unit, host: host)
    let blocks = io.firstBlock..<io.firstBlock + UInt64(io.blockCount)
    assert(!blocks.isEmpty, "an operation has blocks: else nothing overlaps it")
    assert(!hosts[host].isPaused, "a host that stands still asks for nothing")
    operationSerial += 1
    let operation = HostOperation(
      purpose: purpose, isWrite: io.isWrite, device: UInt32(device), workload: UInt32(workload), stream: UInt32(stream),
      epoch: epoch, firstBlock: io.firstBlock, blockCount: io.blockCount, index: index, serial: operationSerial, arrivedAt: now)
    let id = operations.insert(operation)
    counts.issued(isWrite: io.isWrite)
    emissions.signal(
      .issued(
        OperationFacts(
          operation: id.slot, host: UInt32(host), unit: UInt32(io.unit), isWrite: io.isWrite,
          isApplication: purpose == .application, blocks: BlockSpan(blocks))))
    let mustWait = plan.configuration.overlap == .wait
    let blocker = mustWait ? devices[device].writes.latestOverlap(blocks, before: operationSerial) : nil
    if io.isWrite { devices[device].writes.insert(blocks, serial: operationSerial, operation: id) }
    if let blocker {
      counts.overlapWaits += 1
      wait(id, for: blocker)
    } else {
      dispatch(id, at: now, plan: plan)
    }
  }

  private mutating func wait(_ id: OperationID, for blocker: OperationID) {
    assert(operations[blocker.slot].isWrite, "only writes are waited for")
    assert(operations[blocker.slot].serial < operations[id.slot].serial, "the later waits for the earlier: in no circle")
    operations[id.slot].next = .none
    let tail = operations[blocker.slot].waitersTail
    if tail.isNone { operations[blocker.slot].waitersHead = id } else { operations[tail.slot].next = id }
    operations[blocker.slot].waitersTail = id
  }

  /// The application is told that it failed.
  mutating func fail(_ id: OperationID, at now: Instant, plan: HostPlan) {
    counts.failed += 1
    emissions.signal(.failed(operation: id.slot))
    finish(id, succeeded: false, at: now, plan: plan)
  }

  mutating func finish(_ id: OperationID, succeeded: Bool, at now: Instant, plan: HostPlan) {
    assert(operations.isLive(id), "an operation ends once")
    let operation = operations[id.slot]
    if succeeded { counts.completed(isWrite: operation.isWrite) }
    if operation.isWrite { devices[Int(operation.device)].writes.remove(operation.blocks, operation: id) }
    releaseWaiters(operation, at: now, plan: plan)
    operations.remove(id)
    afterFinish(operation, succeeded: succeeded, at: now, plan: plan)
  }

  private mutating func releaseWaiters(_ finished: HostOperation, at now: Instant, plan: HostPlan) {
    var waiter = finished.waitersHead
    while !waiter.isNone {
      let id = waiter
      waiter = operations[id.slot].next
      let operation = operations[id.slot]
      let device = Int(operation.device)
      if let blocker = devices[device].writes.latestOverlap(operation.blocks, before: operation.serial) {
        wait(id, for: blocker)
      } else {
        dispatch(id, at: now, plan: plan)
      }
    }
  }
}
