import EventEngine

@testable import ConsistencyOracle

/// What happened, as plain data. Operations and attempts are numbered by the history, so that events can be taken out: an event
/// that names a missing one is skipped, by the oracle's player and by the reference alike.
struct History {
  enum Event {
    case issued(Int, Oracle.Access, host: UInt32, incarnation: UInt32, unit: UInt32, Range<UInt64>)
    case sent(Int, attempt: Int, nexus: UInt32, epoch: UInt32)
    case gone(attempt: Int)
    case acknowledged(Int, by: Int)
    case failed(Int)
    case abandoned(Int)
    case applied(attempt: Int, Range<UInt64>)
    case sampled(attempt: Int)
    case raised(unit: UInt32, nexus: UInt32, epoch: UInt32)
    case good(unit: UInt32, nexus: UInt32, epoch: UInt32)
    case done(unit: UInt32, nexus: UInt32, epoch: UInt32)
    case takeover(host: UInt32, unit: UInt32, Range<UInt64>)
  }

  static let units: UInt32 = 2
  static let nexuses: UInt32 = 4

  var events: [(at: Instant, event: Event)] = []
  var end = Instant.zero

  /// The history without the events that name operations or attempts it does not contain.
  var consistent: History {
    var copy = self
    var operations: Set<Int> = []
    var attempts: Set<Int> = []
    copy.events = events.filter { _, event in
      switch event {
      case .issued(let operation, _, _, _, _, _): operations.insert(operation).inserted
      case .sent(let operation, let attempt, _, _): operations.contains(operation) && attempts.insert(attempt).inserted
      case .gone(let attempt), .applied(let attempt, _), .sampled(let attempt): attempts.contains(attempt)
      case .acknowledged(let operation, let attempt): operations.contains(operation) && attempts.contains(attempt)
      case .failed(let operation), .abandoned(let operation): operations.contains(operation)
      case .raised, .good, .done, .takeover: true
      }
    }
    return copy
  }
}

/// Feeds a history to the oracle under test.
struct Player {
  var oracle = Oracle(unitCount: Int(History.units))
  private var operations: [Int: Oracle.Operation] = [:]
  private var attempts: [Int: Oracle.Attempt] = [:]

  init() {}

  /// Plays a consistent history to its end; stops early at the first broken invariant if these are to be checked.
  init(_ history: History, checksInvariants: Bool = false, broken: inout String?) {
    for (index, entry) in history.events.enumerated() {
      play(entry.event, at: entry.at)
      if checksInvariants, let rule = oracle.brokenInvariant() {
        broken = "after event \(index): \(rule)"
        return
      }
    }
    oracle.finish(at: history.end)
  }

  mutating func play(_ event: History.Event, at now: Instant) {
    switch event {
    case .issued(let id, let access, let host, let incarnation, let unit, let blocks):
      operations[id] = oracle.issued(access, host: host, incarnation: incarnation, unit: unit, blocks: blocks, at: now)
    case .sent(let id, let attempt, let nexus, let epoch):
      attempts[attempt] = oracle.sent(operations[id]!, nexus: nexus, epoch: epoch, at: now)
    case .gone(let attempt): oracle.gone(attempts[attempt]!, cause: .completed, at: now)
    case .acknowledged(let id, let attempt): oracle.acknowledged(operations[id]!, by: attempts[attempt]!, at: now)
    case .failed(let id): oracle.failed(operations[id]!, at: now)
    case .abandoned(let id): oracle.abandoned(operations[id]!, at: now)
    case .applied(let attempt, let blocks): oracle.applied(attempts[attempt]!, blocks: blocks, at: now)
    case .sampled(let attempt): oracle.readSampled(attempts[attempt]!, at: now)
    case .raised(let unit, let nexus, let epoch): oracle.barrierRaised(unit: unit, nexus: nexus, epoch: epoch, at: now)
    case .good(let unit, let nexus, let epoch): oracle.barrierGood(unit: unit, nexus: nexus, epoch: epoch, at: now)
    case .done(let unit, let nexus, let epoch): oracle.barrierDone(unit: unit, nexus: nexus, epoch: epoch, at: now)
    case .takeover(let host, let unit, let blocks):
      oracle.takeoverBegan(victimHost: host, unit: unit, blocks: blocks, at: now)
    }
  }
}
