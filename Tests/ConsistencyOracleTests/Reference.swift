import EventEngine

@testable import ConsistencyOracle

/// The definitions, evaluated literally for each block from a history that is kept for ever. Slow and obvious; shares nothing
/// with the oracle but the result types.
struct Reference {
  /// A deliberate mistake, to show that the comparison would notice it.
  enum Mistake: CaseIterable {
    case concurrentIsStale, repeatIsConcurrent, takeoverDisposesNothing, forwardIsConcurrent, readersSettleNothing
    case sameRepairs, olderRepairs, fenceSparesItsEpoch, laterAcknowledgedIsNotLost, failureDisposesNothing, restartedExposure
    case repeatsUncounted, staleReadByReturn
  }

  struct Event { var tick: Int, at: Instant }
  struct Write {
    var access: Oracle.Access, version: Version, unit: UInt32, blocks: Range<UInt64>
    var issued: Event
    var disposed: Event?, disposal: Disposal?
    var acknowledged: Event?, acknowledgedBy: UInt32?
    var isFinished = false
    var attempts: [Int] = []
  }
  struct Attempt {
    var operation: Int, facts: AttemptFacts
    var isGone = false
    var sampledAt: Instant?
    var sample: [UInt64: Apply] = [:]
  }
  /// `operation` -1: the content from before the history.
  struct Apply { var operation: Int, at: Instant, nexus: UInt32 }
  struct Block {
    var applies: [Apply] = []
    var damagedAt: Instant?
    /// The versions that stale writes replaced since then.
    var lost: [Int] = []
    /// Versions returned by finished reads, and when.
    var returned: [(operation: Int, tick: Int)] = []
  }

  let mistake: Mistake?
  var counts = Counts()
  /// One for each block, in the order of events.
  var violations: [Violation] = []
  var violationCount: UInt64 = 0
  var exposures: [Exposure] = []
  var errors: [ModelError] = []

  var operations: [Int: Write] = [:]
  var attempts: [Int: Attempt] = [:]
  var blocks: [UInt32: [UInt64: Block]] = [:]
  var fences: [(unit: UInt32, nexus: UInt32, epoch: UInt32, at: Instant, isGood: Bool)] = []
  var sequences: [UInt32: UInt64] = [:]
  var now = Event(tick: 0, at: .zero)

  init(_ history: History, mistake: Mistake? = nil) {
    self.mistake = mistake
    for entry in history.events {
      now = Event(tick: now.tick + 1, at: entry.at)
      handle(entry.event)
    }
    censor(at: history.end)
  }

  func isDead(_ id: Int) -> Bool {
    operations[id]!.isFinished && operations[id]!.attempts.allSatisfy { attempts[$0]!.isGone }
  }

  mutating func error(_ kind: ModelError.Kind, _ id: Int?) {
    counts.modelErrors += 1
    let version = id.flatMap { isDead($0) ? nil : operations[$0]!.version }
    if errors.count < Oracle.modelErrorsRecordedMax { errors.append(ModelError(kind: kind, at: now.at, version: version)) }
  }

  mutating func handle(_ event: History.Event) {
    switch event {
    case .issued(let id, let access, let host, let incarnation, let unit, let blocks):
      sequences[host, default: 0] += 1
      let version = Version(host: host, incarnation: incarnation, sequence: sequences[host]!)
      operations[id] = Write(access: access, version: version, unit: unit, blocks: blocks, issued: now)
      if access == .read { counts.reads += 1 } else { counts.writes += 1 }
    case .sent(let id, let attempt, let nexus, let epoch): sent(id, attempt, nexus: nexus, epoch: epoch)
    case .gone(let attempt): gone(attempt)
    case .acknowledged(let id, let attempt): acknowledged(id, by: attempt)
    case .failed(let id):
      if operations[id]!.isFinished { return error(.finishedTwice, id) }
      if mistake != .failureDisposesNothing { dispose(id, .failed) }
      finish(id)
    case .abandoned(let id):
      if operations[id]!.isFinished { return error(.finishedTwice, id) }
      finish(id)
    case .applied(let attempt, let blocks): applied(attempt, blocks)
    case .sampled(let attempt): sampled(attempt)
    case .raised(let unit, let nexus, let epoch):
      counts.barriersRaised += 1
      fences.append((unit, nexus, epoch, now.at, false))
    case .good(let unit, let nexus, let epoch):
      counts.barriersGood += 1
      fences.append((unit, nexus, epoch, now.at, true))
    case .done: counts.barriersDone += 1
    case .takeover(let host, let unit, let scope):
      if mistake == .takeoverDisposesNothing { return }
      for (id, write) in operations where write.version.host == host && write.unit == unit && write.access == .write {
        if write.blocks.overlaps(scope) { dispose(id, .takenOver) }
      }
    }
  }

  mutating func sent(_ id: Int, _ attempt: Int, nexus: UInt32, epoch: UInt32) {
    let ordinal = UInt32(operations[id]!.attempts.count)
    let facts = AttemptFacts(ordinal: ordinal, nexus: nexus, epoch: epoch, sentAt: now.at)
    if operations[id]!.isFinished {
      error(.sentAfterFinish, id)
      attempts[attempt] = Attempt(operation: -1, facts: facts, isGone: true)
      return
    }
    counts.attempts += 1
    attempts[attempt] = Attempt(operation: id, facts: facts)
    operations[id]!.attempts.append(attempt)
  }

  mutating func gone(_ attempt: Int) {
    let id = attempts[attempt]!.operation
    if attempts[attempt]!.isGone { return error(.goneTwice, id < 0 ? nil : id) }
    attempts[attempt]!.isGone = true
    if isDead(id) { dispose(id, .abandoned) }
  }

  mutating func dispose(_ id: Int, _ disposal: Disposal) {
    if operations[id]!.disposed != nil { return }
    operations[id]!.disposed = now
    operations[id]!.disposal = disposal
  }

  mutating func finish(_ id: Int) {
    operations[id]!.isFinished = true
    if isDead(id) { dispose(id, .abandoned) }
  }

  mutating func acknowledged(_ id: Int, by attempt: Int) {
    let write = operations[id]!
    if write.isFinished { return error(.finishedTwice, id) }
    let answer = attempts[attempt]!
    if answer.operation != id { return error(.answeredByStranger, id) }
    if write.access == .read {
      if answer.sampledAt == nil { return error(.answeredWithoutData, id) }
      readReturned(id, answer)
    } else {
      operations[id]!.acknowledged = now
      operations[id]!.acknowledgedBy = answer.facts.nexus
      dispose(id, .acknowledged)
      countLost(id)
    }
    finish(id)
  }

  /// Acknowledged after a stale write had destroyed it, and not repaired yet: lost all the same.
  mutating func countLost(_ id: Int) {
    if mistake == .laterAcknowledgedIsNotLost { return }
    let lost = operations[id]!.blocks.filter { blocks[operations[id]!.unit]?[$0]?.lost.contains(id) ?? false }
    if lost.isEmpty { return }
    counts.lostAcknowledged.events += 1
    counts.lostAcknowledged.blocks += UInt64(lost.count)
  }

  func facts(_ apply: Apply?, of id: Int) -> WriteFacts {
    let write = operations[id]!
    return WriteFacts(
      version: write.version, issuedAt: write.issued.at, disposedAt: write.disposed?.at, disposal: write.disposal,
      acknowledgedAt: write.acknowledged?.at, acknowledgedByNexus: write.acknowledgedBy, appliedAt: apply?.at,
      appliedByNexus: apply?.nexus)
  }
}
