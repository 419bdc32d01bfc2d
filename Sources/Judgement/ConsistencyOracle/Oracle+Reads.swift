import EventEngine

extension Oracle {
  /// The array took the data for this read from the medium. Taking it again replaces what was taken.
  public mutating func readSampled(_ attempt: Attempt, at now: Instant) {
    begin()
    guard let slot = acting(attempt, access: .read, at: now) else { return }
    if attempts[slot].hasSampled { releasePieces(attempts[slot].samples) }
    var (first, last) = (noSlot, noSlot)
    let operation = attempts[slot].operation
    let hasPromises = operations[operation].promises != noSlot
    var extent = operations[operation].firstExtent
    while extent != noSlot && extents[extent].lower < operations[operation].upper {
      if extents[extent].version != noSlot || hasPromises {
        let piece = take(extent)
        if last == noSlot { first = piece } else { pieces[last].next = piece }
        last = piece
      }
      extent = extents[extent].next
    }
    attempts[slot].sampled(first, at: now)
  }

  private mutating func take(_ extent: Slot) -> Slot {
    let taken = extents[extent]
    retain(taken.version)
    return pieces.insert(
      Piece(lower: taken.lower, upper: taken.upper, version: taken.version, appliedAt: taken.appliedAt, nexus: taken.nexus))
  }

  /// Keeps for a read that is being issued what is settled on one of its extents: it must not return anything older.
  mutating func promise(_ extent: Slot, to read: Slot, last: inout Slot) {
    let settled = extents[extent].settled
    guard settled != noSlot else { return }
    retain(settled)
    let piece = pieces.insert(Piece(lower: extents[extent].lower, upper: extents[extent].upper, version: settled))
    if last == noSlot { operations[read].promises = piece } else { pieces[last].next = piece }
    last = piece
  }

  /// Judges what the application gets, then notes that it has seen it.
  mutating func readReturned(_ read: Slot, by answer: Slot, at now: Instant) {
    if attempts[answer].samples == noSlot { return }
    judgeRead(read, by: answer, at: now)
    var sample = attempts[answer].samples
    var extent = operations[read].firstExtent
    while sample != noSlot {
      let piece = pieces[sample]
      while extents[extent].upper <= piece.lower { extent = extents[extent].next }
      if piece.version != noSlot { settle(piece, from: extent) }
      sample = piece.next
    }
  }

  /// Settles a returned version on its blocks, splitting where it ends within an extent.
  private mutating func settle(_ piece: Piece, from first: Slot) {
    var extent = first
    let unit = operations[piece.version].unit
    while extent != noSlot && extents[extent].lower < piece.upper {
      let (lower, upper, settled) = (extents[extent].lower, extents[extent].upper, extents[extent].settled)
      if settled == noSlot || operations[settled].issuedTick < operations[piece.version].issuedTick {
        if lower < piece.lower { extent = split(extent, at: piece.lower, unit: unit) }
        if upper > piece.upper { _ = split(extent, at: piece.upper, unit: unit) }
        settle(piece.version, on: extent)
      }
      extent = extents[extent].next
    }
  }

  /// Walks samples and promises together; both are in block order.
  private mutating func judgeRead(_ read: Slot, by answer: Slot, at now: Instant) {
    var (sample, promise) = (attempts[answer].samples, operations[read].promises)
    var staleBlocks: UInt64 = 0
    while sample != noSlot && promise != noSlot {
      let (taken, promised) = (pieces[sample], pieces[promise])
      let (lower, upper) = (max(taken.lower, promised.lower), min(taken.upper, promised.upper))
      let disposedTick = taken.version == noSlot ? 0 : operations[taken.version].disposedTick
      if lower < upper && operations[promised.version].issuedTick > disposedTick {
        staleBlocks += upper - lower
        append(staleRead(lower..<upper, taken, promised, read: read, by: answer, at: now))
      }
      if taken.upper <= promised.upper { sample = taken.next } else { promise = promised.next }
    }
    guard staleBlocks > 0 else { return }
    counts.staleReads += BlockTally(events: 1, blocks: staleBlocks)
    recordPending()
  }
}
