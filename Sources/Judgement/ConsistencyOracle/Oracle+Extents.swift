extension Oracle {
  /// Adds a live operation to the extents of its blocks, which are split at its ends and created where there are none.
  mutating func cover(_ operation: Slot) {
    let (lower, upper, unit) = (operations[operation].lower, operations[operation].upper, operations[operation].unit)
    var (previous, next) = extents.neighbours(unit: unit, block: lower)
    if previous != noSlot && extents[previous].upper > lower {
      next = extents[previous].lower < lower ? split(previous, at: lower, unit: unit) : previous
    }
    var cursor = lower
    var promises = noSlot
    while cursor < upper {
      if next == noSlot || extents[next].lower > cursor {
        var gap = Extent(lower: cursor, upper: next == noSlot ? upper : min(upper, extents[next].lower))
        (gap.covers, gap.previous, gap.next) = (1, previous, next)
        previous = extents.insert(gap, unit: unit)
      } else {
        if extents[next].upper > upper { _ = split(next, at: upper, unit: unit) }
        if operations[operation].access == .read { promise(next, to: operation, last: &promises) }
        extents[next].covers += 1
        (previous, next) = (next, extents[next].next)
      }
      assert(extents[previous].lower == cursor, "extents neither overlap nor leave a gap where an operation is")
      if cursor == lower { start(operation, at: previous) }
      cursor = extents[previous].upper
    }
  }

  private mutating func start(_ operation: Slot, at extent: Slot) {
    operations[operation].firstExtent = extent
    operations[operation].next = extents[extent].starts
    extents[extent].starts = operation
  }

  /// Takes an operation whose life ends off its extents; drops those that are no longer needed and merges the others.
  mutating func uncover(_ operation: Slot) {
    let (upper, unit) = (operations[operation].upper, operations[operation].unit)
    var extent = operations[operation].firstExtent
    removeStart(operation, at: extent)
    while extent != noSlot && extents[extent].lower < upper {
      let next = extents[extent].next
      assert(extents[extent].covers > 0, "a live operation covers its extents")
      extents[extent].covers -= 1
      if extents[extent].marks != noSlot { removeMarks(extent) { $0.operation == operation } }
      if isNeeded(extent) { mergeIntoPrevious(extent, unit: unit) } else { drop(extent, unit: unit) }
      extent = next
    }
    if extent != noSlot { mergeIntoPrevious(extent, unit: unit) }
  }

  private mutating func removeStart(_ operation: Slot, at extent: Slot) {
    let next = operations[operation].next
    if extents[extent].starts == operation {
      extents[extent].starts = next
      return
    }
    var other = extents[extent].starts
    while operations[other].next != operation { other = operations[other].next }
    operations[other].next = next
  }

  /// Whether a live operation, damage or a possible stale read keeps the extent.
  @inline(__always) func isNeeded(_ extent: Slot) -> Bool {
    let (version, settled) = (extents[extent].version, extents[extent].settled)
    if extents[extent].covers > 0 || extents[extent].isDamaged { return true }
    if settled == noSlot || settled == version { return false }
    return version == noSlot || operations[settled].issuedTick > operations[version].disposedTick
  }

  private mutating func drop(_ extent: Slot, unit: UInt32) {
    assert(extents[extent].starts == noSlot && extents[extent].marks == noSlot, "no live operation needs it")
    let (version, settled, lost) = (extents[extent].version, extents[extent].settled, extents[extent].lost)
    release(version)
    release(settled)
    release(lost)
    extents.remove(extent, unit: unit)
  }

  /// Cuts an extent in two and gives the later part. The earlier one keeps its slot, so operations still find their first extent.
  mutating func split(_ extent: Slot, at block: UInt64, unit: UInt32) -> Slot {
    assert(extents[extent].lower < block && block < extents[extent].upper, "neither part is empty")
    var later = extents[extent]
    later.lower = block
    later.starts = noSlot
    later.previous = extent
    later.marks = copyMarks(later.marks)
    retain(later.version)
    retain(later.settled)
    retain(later.lost)
    extents[extent].upper = block
    return extents.insert(later, unit: unit)
  }

  /// Undoes a split whose reason is gone. Where no operation starts and as many cover both sides, none ends either.
  private mutating func mergeIntoPrevious(_ extent: Slot, unit: UInt32) {
    let previous = extents[extent].previous
    guard previous != noSlot, extents[previous].upper == extents[extent].lower, extents[extent].starts == noSlot,
      extents[previous].isAlike(extents[extent])
    else { return }
    extents[previous].upper = extents[extent].upper
    drop(extent, unit: unit)
  }
}

// Marks.
extension Oracle {
  @inline(__always) func hasMark(_ kind: Mark.Kind, of operation: Slot, on extent: Slot) -> Bool {
    var mark = extents[extent].marks
    while mark != noSlot {
      if marks[mark].operation == operation && marks[mark].kind == kind { return true }
      mark = marks[mark].next
    }
    return false
  }

  mutating func addMark(_ kind: Mark.Kind, of operation: Slot, on extent: Slot) {
    guard !hasMark(kind, of: operation, on: extent) else { return }
    extents[extent].marks = marks.insert(Mark(operation: operation, kind: kind, next: extents[extent].marks))
  }

  mutating func removeMarks(_ extent: Slot, where isUnwanted: (Mark) -> Bool) {
    var kept = noSlot
    var mark = extents[extent].marks
    while mark != noSlot {
      let next = marks[mark].next
      if isUnwanted(marks[mark]) {
        marks.remove(mark)
      } else {
        marks[mark].next = kept
        kept = mark
      }
      mark = next
    }
    extents[extent].marks = kept
  }

  private mutating func copyMarks(_ list: Slot) -> Slot {
    var copy = noSlot
    var mark = list
    while mark != noSlot {
      copy = marks.insert(Mark(operation: marks[mark].operation, kind: marks[mark].kind, next: copy))
      mark = marks[mark].next
    }
    return copy
  }
}
