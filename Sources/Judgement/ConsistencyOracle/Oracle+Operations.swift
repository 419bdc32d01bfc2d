import EventEngine

extension Oracle {
  /// The application issued an operation.
  public mutating func issued(
    _ access: Access, host: UInt32, incarnation: UInt32, unit: UInt32, blocks: Range<UInt64>, at now: Instant
  ) -> Operation {
    begin()
    let version = nextVersion(host: host, incarnation: incarnation)
    let generation = UInt32(truncatingIfNeeded: counts.reads &+ counts.writes)
    let slot = operations.insert(
      OperationRecord(
        lower: blocks.lowerBound, upper: blocks.upperBound, version: version, issuedTick: tick, issuedAt: now, unit: unit,
        generation: generation, access: access))
    liveOperations += 1
    if access == .read { counts.reads += 1 } else { counts.writes += 1 }
    if !blocks.isEmpty { cover(slot) }
    return Operation(slot: slot, generation: generation)
  }

  /// The version of a live operation: what a write leaves on the medium; for a read only its name. Nil when it is not live.
  public func version(of operation: Operation) -> Version? {
    live(operation).map { operations[$0].version }
  }

  /// An attempt of the operation was sent through `nexus` while that nexus was registered on the unit for the `epoch`th time.
  public mutating func sent(_ operation: Operation, nexus: UInt32, epoch: UInt32, at now: Instant) -> Attempt {
    begin()
    guard let slot = live(operation), !operations[slot].isFinished else {
      recordError(.sentAfterFinish, at: now, operation: live(operation) ?? noSlot)
      return .invalid
    }
    let generation = UInt32(truncatingIfNeeded: counts.attempts)
    let attempt = attempts.insert(
      AttemptRecord(
        operation: slot, generation: generation, nexus: nexus, epoch: epoch, ordinal: operations[slot].attemptsSent,
        next: operations[slot].attempts, sentAt: now))
    operations[slot].add(attempt: attempt)
    counts.attempts += 1
    return Attempt(slot: attempt, generation: generation)
  }

  /// The attempt can no longer act: nothing of it will be applied or sampled.
  public mutating func gone(_ attempt: Attempt, cause: GoneCause, at now: Instant) {
    begin()
    guard let slot = live(attempt), !attempts[slot].isGone else {
      return recordError(.goneTwice, at: now, operation: live(attempt).map { attempts[$0].operation } ?? noSlot)
    }
    attempts[slot].isGone = true
    let operation = attempts[slot].operation
    assert(operations[operation].attemptsLeft > 0, "an attempt is gone once")
    operations[operation].attemptsLeft -= 1
    if operations[operation].isDone { end(operation, at: now) }
  }

  /// The application was told that the operation is done; `attempt` is the one that answered. A read returns what that attempt
  /// took.
  public mutating func acknowledged(_ operation: Operation, by attempt: Attempt, at now: Instant) {
    begin()
    guard let slot = unfinished(operation, at: now) else { return }
    guard let answer = live(attempt), attempts[answer].operation == slot else {
      return recordError(.answeredByStranger, at: now, operation: slot)
    }
    if operations[slot].access == .read {
      guard attempts[answer].hasSampled else { return recordError(.answeredWithoutData, at: now, operation: slot) }
      readReturned(slot, by: answer, at: now)
    } else {
      operations[slot].acknowledge(by: attempts[answer].nexus, tick: tick, at: now)
      settle(slot, at: now)
    }
    finish(slot, at: now)
  }

  /// The application was told that the operation failed.
  public mutating func failed(_ operation: Operation, at now: Instant) {
    begin()
    guard let slot = unfinished(operation, at: now) else { return }
    operations[slot].dispose(.failed, tick: tick, at: now)
    finish(slot, at: now)
  }

  /// The host crashed: nobody will be told anything. The attempts in flight may still act, legally until a takeover; when the
  /// last is gone the outcome is fixed, and the write counts as disposed of.
  public mutating func abandoned(_ operation: Operation, at now: Instant) {
    begin()
    guard let slot = unfinished(operation, at: now) else { return }
    finish(slot, at: now)
  }

  /// A recovering party began to rely on the absence of the victim's writes: disposes of every write of that host, whatever its
  /// incarnation, that overlaps `blocks` and was not disposed of yet. O(extents of the unit).
  public mutating func takeoverBegan(victimHost: UInt32, unit: UInt32, blocks: Range<UInt64>, at now: Instant) {
    begin()
    var extent = extents.first(unit: unit)
    while extent != noSlot && extents[extent].lower < blocks.upperBound {
      var slot = extents[extent].starts
      while slot != noSlot {
        let isVictim = operations[slot].version.host == victimHost && operations[slot].access == .write
        if isVictim && operations[slot].upper > blocks.lowerBound {
          operations[slot].dispose(.takenOver, tick: tick, at: now)
        }
        slot = operations[slot].next
      }
      extent = extents[extent].next
    }
  }
}

extension Oracle {
  private mutating func nextVersion(host: UInt32, incarnation: UInt32) -> Version {
    while sequences.count <= host { sequences.append(0) }
    sequences[Int(host)] += 1
    return Version(host: host, incarnation: incarnation, sequence: sequences[Int(host)])
  }

  // Small readers are inlined: a mutating caller would copy the whole oracle to call them (measured).

  @inline(__always) func live(_ operation: Operation) -> Slot? {
    let slot = operation.slot
    guard operations.contains(slot), operations[slot].generation == operation.generation, operations[slot].isLive else {
      return nil
    }
    return slot
  }

  /// The attempt's slot as long as its operation is live.
  @inline(__always) func live(_ attempt: Attempt) -> Slot? {
    let slot = attempt.slot
    guard attempts.contains(slot), attempts[slot].generation == attempt.generation, attempts[slot].operation != noSlot else {
      return nil
    }
    return slot
  }

  private mutating func unfinished(_ operation: Operation, at now: Instant) -> Slot? {
    if let slot = live(operation), !operations[slot].isFinished { return slot }
    recordError(.finishedTwice, at: now, operation: live(operation) ?? noSlot)
    return nil
  }

  private mutating func finish(_ slot: Slot, at now: Instant) {
    operations[slot].isFinished = true
    if operations[slot].isDone { end(slot, at: now) }
  }

  /// Ends the life of an operation that is finished and has no attempt left. Its record stays while something refers to it.
  private mutating func end(_ slot: Slot, at now: Instant) {
    assert(operations[slot].isLive && operations[slot].isDone, "an operation ends once, when nothing of it can act any more")
    if !operations[slot].isDisposed { operations[slot].dispose(.abandoned, tick: tick, at: now) }
    if operations[slot].firstExtent != noSlot { uncover(slot) }
    var attempt = operations[slot].attempts
    while attempt != noSlot {
      let next = attempts[attempt].next
      if attempts[attempt].samples != noSlot { releasePieces(attempts[attempt].samples) }
      attempts[attempt].operation = noSlot
      attempts.remove(attempt)
      attempt = next
    }
    if operations[slot].promises != noSlot { releasePieces(operations[slot].promises) }
    operations[slot].isLive = false
    liveOperations -= 1
    assert(liveOperations >= 0, "no more operations end than were issued")
    release(slot)
  }

  mutating func retain(_ operation: Slot) {
    guard operation != noSlot else { return }
    assert(operations[operation].references > 0, "what is free is not found")
    operations[operation].references += 1
  }

  mutating func release(_ operation: Slot) {
    guard operation != noSlot else { return }
    assert(operations[operation].references > 0, "released as often as retained")
    operations[operation].references -= 1
    if operations[operation].references == 0 { operations.remove(operation) }
  }

  mutating func releasePieces(_ list: Slot) {
    var piece = list
    while piece != noSlot {
      let next = pieces[piece].next
      release(pieces[piece].version)
      pieces.remove(piece)
      piece = next
    }
  }
}
