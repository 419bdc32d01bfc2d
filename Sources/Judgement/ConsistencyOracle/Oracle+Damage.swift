import EventEngine

extension Oracle {
  /// Starts or goes on with the exposure of an extent on which a stale write replaces `replaced`.
  mutating func damage(_ extent: Slot, replacing replaced: Slot, at now: Instant) {
    assert(replaced != noSlot, "only a known version can be put back")
    if !extents[extent].isDamaged { extents[extent].damagedAt = now }
    let lost = extents[extent].lost
    if lost == noSlot || operations[replaced].issuedTick > operations[lost].issuedTick {
      retain(replaced)
      extents[extent].lost = replaced
      release(lost)
    }
    if !operations[replaced].isFinished { addMark(.destroyed, of: replaced, on: extent) }
  }

  /// Ends the exposure if the write being applied, which is neither stale nor a repetition, is not older than what was lost: one
  /// disposed of before the lost version was issued may follow the stale one, but the block is still behind.
  mutating func repairIfNewer(_ extent: Slot, by operation: Slot, at now: Instant) {
    let lost = extents[extent].lost
    assert(lost != noSlot, "what is repaired was damaged")
    if operations[operation].disposedTick < operations[lost].issuedTick { return }
    append(exposure(of: extent, unit: operations[operation].unit, until: now, isCensored: false))
    removeMarks(extent) { $0.kind == .destroyed }
    extents[extent].lost = noSlot
    extents[extent].damagedAt = .zero
    release(lost)
  }

  /// A write was acknowledged: its version is settled on its blocks. Where a stale write had destroyed it before, acknowledged
  /// data is lost now.
  mutating func settle(_ operation: Slot, at now: Instant) {
    var lostBlocks: UInt64 = 0
    var extent = operations[operation].firstExtent
    while extent != noSlot && extents[extent].lower < operations[operation].upper {
      settle(operation, on: extent)
      if extents[extent].marks != noSlot && hasMark(.destroyed, of: operation, on: extent) {
        lostBlocks += extents[extent].blockCount
        removeMarks(extent) { $0.operation == operation && $0.kind == .destroyed }
      }
      extent = extents[extent].next
    }
    if lostBlocks > 0 { counts.lostAcknowledged += BlockTally(events: 1, blocks: lostBlocks) }
  }

  /// Notes that `version` was acknowledged, or returned by a finished read; the one issued last matters.
  mutating func settle(_ version: Slot, on extent: Slot) {
    let settled = extents[extent].settled
    assert(operations[version].access == .write, "what is settled was written")
    guard settled == noSlot || operations[version].issuedTick > operations[settled].issuedTick else { return }
    retain(version)
    extents[extent].settled = version
    release(settled)
  }

  /// The run ends at `now`: what is still damaged counts as censored exposure. O(units + extents). Call it once.
  public mutating func finish(at now: Instant) {
    for unit in 0..<UInt32(extents.roots.count) {
      var extent = extents.first(unit: unit)
      while extent != noSlot {
        if extents[extent].isDamaged { append(exposure(of: extent, unit: unit, until: now, isCensored: true)) }
        extent = extents[extent].next
      }
      recordPending()
    }
  }

  private func exposure(of extent: Slot, unit: UInt32, until now: Instant, isCensored: Bool) -> Exposure {
    Exposure(
      unit: unit, blocks: extents[extent].lower..<extents[extent].upper, began: extents[extent].damagedAt, ended: now,
      isCensored: isCensored)
  }

  /// Joins exposures of neighbouring blocks that began together, so that their number does not depend on how extents were cut.
  private mutating func append(_ exposure: Exposure) {
    if let last = pendingExposure.first {
      if last.blocks.upperBound == exposure.blocks.lowerBound && last.began == exposure.began {
        pendingExposure[0].blocks = last.blocks.lowerBound..<exposure.blocks.upperBound
        return
      }
      record(last)
      pendingExposure.removeAll(keepingCapacity: true)
    }
    pendingExposure.append(exposure)
  }

  mutating func record(_ exposure: Exposure) {
    assert(exposure.began <= exposure.ended && !exposure.blocks.isEmpty, "an exposure has a length and blocks")
    let tally = BlockTally(events: 1, blocks: UInt64(exposure.blocks.count))
    if exposure.isCensored { counts.exposuresCensored += tally } else { counts.exposuresRewritten += tally }
    counts.exposureTotal = counts.exposureTotal + (exposure.ended - exposure.began)
    if exposures.count < Oracle.exposuresRecordedMax { exposures.append(exposure) }
  }
}
