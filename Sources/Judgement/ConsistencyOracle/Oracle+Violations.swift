import EventEngine

extension Oracle {
  /// Joins violations of neighbouring blocks with the same story, so that their number does not depend on how extents were cut.
  mutating func append(_ violation: Violation) {
    if let last = pendingViolation.first {
      var moved = last
      moved.blocks = violation.blocks
      if last.blocks.upperBound == violation.blocks.lowerBound && moved == violation {
        pendingViolation[0].blocks = last.blocks.lowerBound..<violation.blocks.upperBound
        return
      }
      record(last)
      pendingViolation.removeAll(keepingCapacity: true)
    }
    pendingViolation.append(violation)
  }

  /// Ends the joining: what comes next belongs to another event.
  mutating func recordPending() {
    if !pendingViolation.isEmpty { record(pendingViolation.removeLast()) }
    if !pendingExposure.isEmpty { record(pendingExposure.removeLast()) }
  }

  mutating func record(_ violation: Violation) {
    violationCount += 1
    if violations.count < Oracle.violationsRecordedMax { violations.append(violation) }
  }

  /// A stale write about to happen on an extent.
  mutating func recordStaleWrite(on extent: Slot, _ event: ApplyEvent) {
    let place = extents[extent]
    let isOverNewer = operations[place.version].issuedTick > operations[event.operation].disposedTick
    let unit = operations[event.operation].unit
    let violation = Violation(
      kind: isOverNewer ? .staleWriteOverNewer : .staleWriteRepeated, unit: unit, blocks: place.lower..<place.upper, at: event.at,
      write: facts(of: event.operation, appliedAt: event.at, byNexus: attempts[event.attempt].nexus),
      attempt: facts(ofAttempt: event.attempt),
      other: facts(of: place.version, appliedAt: place.appliedAt, byNexus: place.nexus))
    append(violation)
  }

  mutating func recordBarrierViolation(_ attempt: Slot, blocks: Range<UInt64>, fence: Fence, at now: Instant) {
    counts.barrierViolations += BlockTally(events: 1, blocks: UInt64(blocks.count))
    let operation = attempts[attempt].operation
    record(
      Violation(
        kind: .barrier, unit: operations[operation].unit, blocks: blocks, at: now,
        write: facts(of: operation, appliedAt: now, byNexus: attempts[attempt].nexus), attempt: facts(ofAttempt: attempt),
        barrier: BarrierFacts(
          fencedEpoch: UInt32(fence.epochsFenced - 1), raisedAt: fence.wasRaised ? fence.raisedAt : nil, goodAt: fence.goodAt)))
  }

  func staleRead(
    _ blocks: Range<UInt64>, _ taken: Piece, _ promised: Piece, read: Slot, by answer: Slot, at now: Instant
  ) -> Violation {
    let isTracked = taken.version != noSlot
    return Violation(
      kind: .staleRead, unit: operations[read].unit, blocks: blocks, at: now,
      write: isTracked
        ? facts(of: taken.version, appliedAt: taken.appliedAt, byNexus: taken.nexus) : WriteFacts(version: .untracked),
      other: facts(of: promised.version),
      reader: ReadFacts(
        version: operations[read].version, issuedAt: operations[read].issuedAt, sampledAt: attempts[answer].sampledAt,
        nexus: attempts[answer].nexus))
  }

  private func facts(of operation: Slot, appliedAt: Instant? = nil, byNexus nexus: UInt32? = nil) -> WriteFacts {
    let record = operations[operation]
    return WriteFacts(
      version: record.version, issuedAt: record.issuedAt, disposedAt: record.isDisposed ? record.disposedAt : nil,
      disposal: record.isDisposed ? record.disposal : nil, acknowledgedAt: record.isAcknowledged ? record.acknowledgedAt : nil,
      acknowledgedByNexus: record.isAcknowledged ? record.acknowledgedBy : nil, appliedAt: appliedAt, appliedByNexus: nexus)
  }

  private func facts(ofAttempt attempt: Slot) -> AttemptFacts {
    let record = attempts[attempt]
    return AttemptFacts(ordinal: record.ordinal, nexus: record.nexus, epoch: record.epoch, sentAt: record.sentAt)
  }
}
