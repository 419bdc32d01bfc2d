import EventEngine
import Interconnect

/// One I/O of an application, from its arrival to the answer; it may take several attempts.
struct HostOperation: BitwiseCopyable, Sendable {
  enum Purpose: UInt8 {
    case application
    /// A survivor reads a block that the removed host may have been writing, then writes it anew.
    case recoveryRead, recoveryWrite
  }

  var purpose: Purpose
  var isWrite: Bool
  var device: UInt32
  var workload: UInt32
  var stream: UInt32
  /// That of its workload, or of the takeover that it belongs to.
  var epoch: UInt32
  var firstBlock: UInt64
  var blockCount: UInt32
  /// Its number among the I/Os of its workload: the address of its random numbers.
  var index: UInt64
  /// Counts the operations of the world: earlier ones go first where they overlap.
  var serial: UInt64
  var arrivedAt: Instant

  var attempts: UInt16 = 0
  /// Repeats on the same path, limited by `hosts.scsi.retries`.
  var repeats: UInt16 = 0
  /// Links an operation into the one queue in which it waits.
  var next = OperationID.none
  /// Operations that wait until this write is finished.
  var waitersHead = OperationID.none
  var waitersTail = OperationID.none

  var blocks: Range<UInt64> { firstBlock..<firstBlock + UInt64(blockCount) }
  var bytes: UInt64 { UInt64(blockCount) * logicalBlockBytes }
}

/// A first-in, first-out list of operations, linked through themselves.
struct OperationQueue: BitwiseCopyable, Sendable {
  var head = OperationID.none
  var tail = OperationID.none

  var isEmpty: Bool { head.isNone }

  mutating func append(_ id: OperationID, in operations: inout Slab<HostOperation>) {
    assert(operations.isLive(id) && id != tail, "an operation waits in a queue once, and only while it lives")
    operations[id.slot].next = .none
    if tail.isNone { head = id } else { operations[tail.slot].next = id }
    tail = id
  }

  mutating func popFirst(in operations: inout Slab<HostOperation>) -> OperationID? {
    if head.isNone { return nil }
    assert(operations.isLive(head), "what waits has not ended")
    let first = head
    head = operations[first.slot].next
    if head.isNone { tail = .none }
    return first
  }
}
