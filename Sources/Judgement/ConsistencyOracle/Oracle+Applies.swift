import EventEngine

extension Oracle {
  /// One call of `applied`, and what it has found so far.
  struct ApplyEvent {
    let operation: Slot
    let attempt: Slot
    let at: Instant
    let isLate: Bool
    var worst = LateClass.same
    var hasLostAcknowledged = false
    var hasRepeated = false
  }

  /// Data of the attempt became visible on `blocks` through every controller. An attempt may be applied in parts.
  public mutating func applied(_ attempt: Attempt, blocks: Range<UInt64>, at now: Instant) {
    begin()
    guard let slot = acting(attempt, access: .write, at: now) else { return }
    let operation = attempts[slot].operation
    guard operations[operation].lower <= blocks.lowerBound && blocks.upperBound <= operations[operation].upper else {
      return recordError(.outsideOperation, at: now, operation: operation)
    }
    if blocks.isEmpty { return }
    let unit = operations[operation].unit
    if let fence = fence(unit: unit, attempt: slot) { recordBarrierViolation(slot, blocks: blocks, fence: fence, at: now) }

    var event = ApplyEvent(operation: operation, attempt: slot, at: now, isLate: operations[operation].isDisposed)
    var extent = operations[operation].firstExtent
    while extents[extent].upper <= blocks.lowerBound { extent = extents[extent].next }
    if extents[extent].lower < blocks.lowerBound { extent = split(extent, at: blocks.lowerBound, unit: unit) }
    while extent != noSlot && extents[extent].lower < blocks.upperBound {
      if extents[extent].upper > blocks.upperBound { _ = split(extent, at: blocks.upperBound, unit: unit) }
      apply(on: extent, &event)
      extent = extents[extent].next
    }
    finish(event)
  }

  /// The slot of an attempt that may still act and whose operation is of this kind; else an error is recorded.
  mutating func acting(_ attempt: Attempt, access: Access, at now: Instant) -> Slot? {
    guard let slot = live(attempt), !attempts[slot].isGone else {
      recordError(.actedAfterGone, at: now, operation: live(attempt).map { attempts[$0].operation } ?? noSlot)
      return nil
    }
    guard operations[attempts[slot].operation].access == access else {
      recordError(.wrongAccess, at: now, operation: attempts[slot].operation)
      return nil
    }
    return slot
  }

  /// The class that applying `operation` has, or would have if it were late, on this extent.
  @inline(__always) private func lateClass(of operation: Slot, on extent: Slot) -> LateClass {
    let replaced = extents[extent].version
    if replaced == operation { return .same }
    if replaced == noSlot || operations[replaced].disposedTick < operations[operation].issuedTick { return .forward }
    if operations[replaced].issuedTick > operations[operation].disposedTick { return .stale }
    return hasMark(.replaced, of: operation, on: extent) ? .stale : .concurrent
  }

  private mutating func apply(on extent: Slot, _ event: inout ApplyEvent) {
    assert(extents[extent].covers > 0, "a live operation covers what it is applied to")
    let replaced = extents[extent].version
    let late = lateClass(of: event.operation, on: extent)
    if event.isLate {
      count(late, on: extent, &event)
    } else if late == .stale && operations[replaced].isAcknowledged {
      counts.repeatsOverAcknowledged.blocks += extents[extent].blockCount
      event.hasRepeated = true
    }
    if event.isLate && late == .stale {
      damage(extent, replacing: replaced, at: event.at)
    } else if extents[extent].isDamaged && late != .same {
      repairIfNewer(extent, by: event.operation, at: event.at)
    }
    if replaced != event.operation {
      retain(event.operation)
      if replaced != noSlot {
        if operations[replaced].isLive { addMark(.replaced, of: replaced, on: extent) }
        release(replaced)
      }
    }
    extents[extent].place(event.operation, nexus: attempts[event.attempt].nexus, at: event.at)
  }

  private mutating func count(_ late: LateClass, on extent: Slot, _ event: inout ApplyEvent) {
    let blocks = extents[extent].blockCount
    event.worst = max(event.worst, late)
    switch late {
    case .same: counts.lateSame.blocks += blocks
    case .forward: counts.lateForward.blocks += blocks
    case .concurrent: counts.lateConcurrent.blocks += blocks
    case .stale:
      counts.staleWrites.blocks += blocks
      countStale(by: operations[event.operation].disposal, BlockTally(blocks: blocks))
      if operations[extents[extent].version].isAcknowledged {
        counts.lostAcknowledged.blocks += blocks
        event.hasLostAcknowledged = true
      }
      recordStaleWrite(on: extent, event)
    }
  }

  private mutating func countStale(by disposal: Disposal, _ tally: BlockTally) {
    switch disposal {
    case .acknowledged: counts.staleAfterAcknowledged += tally
    case .failed: counts.staleAfterFailed += tally
    case .takenOver: counts.staleAfterTakeover += tally
    case .abandoned: assertionFailure("an abandoned write is disposed of when nothing of it is left to be applied")
    }
  }

  private mutating func finish(_ event: ApplyEvent) {
    recordPending()
    if event.hasLostAcknowledged { counts.lostAcknowledged.events += 1 }
    if event.hasRepeated { counts.repeatsOverAcknowledged.events += 1 }
    guard event.isLate else { return }
    switch event.worst {
    case .same: counts.lateSame.events += 1
    case .forward: counts.lateForward.events += 1
    case .concurrent: counts.lateConcurrent.events += 1
    case .stale:
      counts.staleWrites.events += 1
      countStale(by: operations[event.operation].disposal, BlockTally(events: 1))
    }
  }
}
