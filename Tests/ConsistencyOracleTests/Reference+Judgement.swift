import EventEngine

@testable import ConsistencyOracle

// Applies.
extension Reference {
  /// The class of applying w over the applies that a block has seen, and which of the two rules made it stale.
  func judge(_ w: Int, over applies: [Apply]) -> (LateClass, Violation.Kind?) {
    guard let v = applies.last?.operation else { return (.forward, nil) }
    if v == w { return (.same, nil) }
    let (old, late) = (operations[v]!, operations[w]!)
    if let disposed = old.disposed, disposed.tick < late.issued.tick {
      return (mistake == .forwardIsConcurrent ? .concurrent : .forward, nil)
    }
    if let disposed = late.disposed, old.issued.tick > disposed.tick { return (.stale, .staleWriteOverNewer) }
    let firstOfW = applies.firstIndex { $0.operation == w }
    let lastOfV = applies.lastIndex { $0.operation == v }!
    if let firstOfW, firstOfW < lastOfV, mistake != .repeatIsConcurrent { return (.stale, .staleWriteRepeated) }
    return mistake == .concurrentIsStale ? (.stale, .staleWriteRepeated) : (.concurrent, nil)
  }

  mutating func applied(_ attempt: Int, _ range: Range<UInt64>) {
    let record = attempts[attempt]!
    let id = record.operation
    if record.isGone { return error(.actedAfterGone, id < 0 ? nil : id) }
    let write = operations[id]!
    if write.access == .read { return error(.wrongAccess, id) }
    if range.lowerBound < write.blocks.lowerBound || range.upperBound > write.blocks.upperBound {
      return error(.outsideOperation, id)
    }
    if range.isEmpty { return }
    checkFences(record, range)
    let apply = Apply(operation: id, at: now.at, nexus: record.facts.nexus)
    var classes: [LateClass] = []
    var found: [Violation] = []
    var ended: [Exposure] = []
    var lostAcknowledged = 0
    var repeats = 0
    for number in range {
      var block = blocks[write.unit, default: [:]][number, default: Block()]
      let (late, kind) = judge(id, over: block.applies)
      if write.disposed != nil {
        classes.append(late)
        if late == .stale {
          let old = block.applies.last!
          if operations[old.operation]!.acknowledged != nil { lostAcknowledged += 1 }
          found.append(
            Violation(
              kind: kind!, unit: write.unit, blocks: number..<number + 1, at: now.at, write: facts(apply, of: id),
              attempt: record.facts, other: facts(old, of: old.operation)))
          block.damagedAt = mistake == .restartedExposure ? now.at : block.damagedAt ?? now.at
          block.lost.append(old.operation)
        }
      } else if late == .stale && operations[block.applies.last!.operation]!.acknowledged != nil {
        repeats += 1
      }
      if !(write.disposed != nil && late == .stale) { repair(&block, by: id, late, number, &ended) }
      block.applies.append(apply)
      blocks[write.unit, default: [:]][number] = block
    }
    count(classes, disposal: write.disposal, lostAcknowledged: lostAcknowledged, repeats: repeats)
    add(found)
    add(ended)
  }

  /// A newer, correct apply: not the same again, and not of a write that was disposed of before a lost one was issued.
  mutating func repair(_ block: inout Block, by id: Int, _ late: LateClass, _ number: UInt64, _ ended: inout [Exposure]) {
    guard let began = block.damagedAt, late != .same || mistake == .sameRepairs else { return }
    let isOlder = block.lost.contains { operations[id]!.disposed.map(\.tick) ?? .max < operations[$0]!.issued.tick }
    if isOlder && mistake != .olderRepairs { return }
    ended.append(
      Exposure(unit: operations[id]!.unit, blocks: number..<number + 1, began: began, ended: now.at, isCensored: false))
    block.damagedAt = nil
    block.lost = []
  }

  mutating func count(_ classes: [LateClass], disposal: Disposal?, lostAcknowledged: Int, repeats: Int) {
    func add(_ tally: inout BlockTally, _ kind: LateClass) {
      tally.blocks += UInt64(classes.filter { $0 == kind }.count)
      if classes.max() == kind { tally.events += 1 }
    }
    add(&counts.lateSame, .same)
    add(&counts.lateForward, .forward)
    add(&counts.lateConcurrent, .concurrent)
    add(&counts.staleWrites, .stale)
    switch disposal {
    case .acknowledged: add(&counts.staleAfterAcknowledged, .stale)
    case .failed: add(&counts.staleAfterFailed, .stale)
    case .takenOver: add(&counts.staleAfterTakeover, .stale)
    case .abandoned, nil: break
    }
    counts.lostAcknowledged.blocks += UInt64(lostAcknowledged)
    if lostAcknowledged > 0 { counts.lostAcknowledged.events += 1 }
    if mistake == .repeatsUncounted { return }
    counts.repeatsOverAcknowledged.blocks += UInt64(repeats)
    if repeats > 0 { counts.repeatsOverAcknowledged.events += 1 }
  }

  mutating func checkFences(_ attempt: Attempt, _ range: Range<UInt64>) {
    let unit = operations[attempt.operation]!.unit
    let own = fences.filter { $0.unit == unit && $0.nexus == attempt.facts.nexus }
    let good = own.filter(\.isGood)
    guard let highest = good.map(\.epoch).max() else { return }
    guard attempt.facts.epoch < highest || attempt.facts.epoch == highest && mistake != .fenceSparesItsEpoch else { return }
    counts.barrierViolations.events += 1
    counts.barrierViolations.blocks += UInt64(range.count)
    let apply = Apply(operation: attempt.operation, at: now.at, nexus: attempt.facts.nexus)
    violationCount += 1
    for number in range {
      violations.append(
        Violation(
          kind: .barrier, unit: unit, blocks: number..<number + 1, at: now.at, write: facts(apply, of: attempt.operation),
          attempt: attempt.facts,
          barrier: BarrierFacts(
            fencedEpoch: highest, raisedAt: own.last { !$0.isGood }?.at, goodAt: good.first { $0.epoch == highest }!.at)))
    }
  }
}

// Reads.
extension Reference {
  mutating func sampled(_ attempt: Int) {
    let id = attempts[attempt]!.operation
    if attempts[attempt]!.isGone { return error(.actedAfterGone, id < 0 ? nil : id) }
    let read = operations[id]!
    if read.access == .write { return error(.wrongAccess, id) }
    attempts[attempt]!.sampledAt = now.at
    let initial = Apply(operation: -1, at: .zero, nexus: 0)
    for number in read.blocks { attempts[attempt]!.sample[number] = blocks[read.unit]?[number]?.applies.last ?? initial }
  }

  /// The write issued last of those that a read issued at `tick` must not fall behind.
  func newest(unit: UInt32, block: UInt64, settledBefore tick: Int) -> Int? {
    let returned = mistake == .readersSettleNothing ? [] : blocks[unit]?[block]?.returned ?? []
    let settled = operations.filter { id, write in
      guard write.access == .write && write.unit == unit && write.blocks.contains(block) else { return false }
      return write.acknowledged.map { $0.tick < tick } ?? false || returned.contains { $0.operation == id && $0.tick < tick }
    }
    return settled.max { $0.value.issued.tick < $1.value.issued.tick }?.key
  }

  mutating func readReturned(_ id: Int, _ answer: Attempt) {
    let read = operations[id]!
    var found: [Violation] = []
    for number in read.blocks {
      let got = answer.sample[number]!
      let deadline = mistake == .staleReadByReturn ? now.tick : read.issued.tick
      if let newer = newest(unit: read.unit, block: number, settledBefore: deadline),
        got.operation < 0 || operations[got.operation]!.disposed.map(\.tick) ?? .max < operations[newer]!.issued.tick
      {
        let reader = ReadFacts(
          version: read.version, issuedAt: read.issued.at, sampledAt: answer.sampledAt!, nexus: answer.facts.nexus)
        let returned = got.operation < 0 ? WriteFacts(version: .untracked) : facts(got, of: got.operation)
        found.append(
          Violation(
            kind: .staleRead, unit: read.unit, blocks: number..<number + 1, at: now.at, write: returned,
            other: facts(nil, of: newer), reader: reader))
      }
      if got.operation >= 0 {
        blocks[read.unit]![number]!.returned.append((got.operation, now.tick))
      }
    }
    counts.staleReads.blocks += UInt64(found.count)
    if !found.isEmpty { counts.staleReads.events += 1 }
    add(found)
  }
}

// The end, and lists.
extension Reference {
  mutating func censor(at end: Instant) {
    for unit in 0..<History.units {
      let damaged = (blocks[unit] ?? [:]).filter { $0.value.damagedAt != nil }.sorted { $0.key < $1.key }
      add(
        damaged.map {
          Exposure(unit: unit, blocks: $0.key..<$0.key + 1, began: $0.value.damagedAt!, ended: end, isCensored: true)
        })
    }
  }

  /// The blocks that must be remembered when nothing is live: damaged, or a stale read could come from them.
  func remembered(unit: UInt32) -> [UInt64] {
    let written = operations.values.filter { $0.access == .write && $0.unit == unit }.map(\.blocks)
    return Set(written.flatMap { Array($0) }).sorted().filter { number in
      let block = blocks[unit]?[number] ?? Block()
      let current = block.applies.last.flatMap { operations[$0.operation]!.disposed?.tick } ?? 0
      let newest = newest(unit: unit, block: number, settledBefore: .max)
      return block.damagedAt != nil || newest.map { operations[$0]!.issued.tick > current } ?? false
    }
  }

  mutating func add(_ found: [Violation]) {
    violations += found
    for (index, violation) in found.enumerated() {
      var before = index > 0 ? found[index - 1] : nil
      let isAdjacent = before?.blocks.upperBound == violation.blocks.lowerBound
      before?.blocks = violation.blocks
      if !isAdjacent || before != violation { violationCount += 1 }
    }
  }

  mutating func add(_ ended: [Exposure]) {
    var joined: [Exposure] = []
    for exposure in ended {
      if let last = joined.last, last.blocks.upperBound == exposure.blocks.lowerBound, last.began == exposure.began {
        joined[joined.count - 1].blocks = last.blocks.lowerBound..<exposure.blocks.upperBound
      } else {
        joined.append(exposure)
      }
    }
    for exposure in joined {
      let tally = BlockTally(events: 1, blocks: UInt64(exposure.blocks.count))
      if exposure.isCensored { counts.exposuresCensored += tally } else { counts.exposuresRewritten += tally }
      counts.exposureTotal = counts.exposureTotal + (exposure.ended - exposure.began)
    }
    exposures += joined
  }
}
