import ConsistencyOracle
import EventEngine
import Reservations
import SCSIWire
import StorageModel

/// The part of a trace that explains a violation: the write that came late, what it replaced, and what was done against its path.
struct Story {
  let violation: Violation
  let plan: Plan
  /// The path and the attempt that came late; nil if the violation names none.
  let latePath: Int?
  let lateOrdinal: Int?
  /// In order, up to the violation.
  private(set) var records: [TraceRecord] = []
  /// Other writes of the same blocks, acknowledged between the late write's issue and the issue of what it replaced.
  private(set) var writesBetween = 0
  /// What the application was told of what was replaced, if it was told only afterwards: its answer had been on its way.
  private(set) var endOfOther: TraceRecord?
  /// Whether other data had come to those blocks by then.
  private(set) var isRewrittenByThen = false

  init(of violation: Violation, in trace: [TraceRecord], plan: Plan) {
    self.violation = violation
    self.plan = plan
    let nexus = violation.attempt?.nexus ?? violation.write.appliedByNexus
    latePath = nexus.map { Int(violation.unit) * plan.topology.nexusCount + Int($0) }
    lateOrdinal = violation.attempt.map { Int($0.ordinal) }
    let began = violation.write.issuedAt ?? .zero
    var openFaults: [TraceRecord] = []
    for record in trace {
      if record.instant > violation.at { break }
      if record.instant < began {
        if record.kind == .faultBegan { openFaults.append(record) }
        if record.kind == .faultEnded { openFaults.removeAll { $0.entity == record.entity } }
      } else if isPart(record) {
        records.append(record)
      } else if isWriteBetween(record) {
        writesBetween += 1
      }
      if isLate(record), record.kind == .applied, record.instant == violation.at { break }
    }
    records = openFaults + records
    if violation.other?.acknowledgedAt == nil { lookBeyond(trace) }
  }

  private mutating func lookBeyond(_ trace: [TraceRecord]) {
    var isRewritten = false
    for record in trace where record.instant >= violation.at {
      if [.acknowledged, .failed].contains(record.kind), record.version == other {
        endOfOther = record
        isRewrittenByThen = isRewritten
        return
      }
      let isSameUnit = record.isAboutPath && plan.topology.unit(ofPath: record.entity) == Int(violation.unit)
      if record.kind == .applied, record.isWrite, isSameUnit, record.blocks.overlaps(violation.blocks), !isLate(record),
        record.instant > violation.at
      {
        isRewritten = true
      }
    }
  }

  var late: Version { violation.write.version }
  var other: Version? { violation.other?.version }
  var reader: Version? { violation.reader?.version }
  var lateHost: Int { Int(late.host) }
  var latePort: Int? { latePath.map(plan.topology.port(ofPath:)) }

  /// Whether a record is about the attempt that came late.
  func isLate(_ record: TraceRecord) -> Bool {
    record.version == late && record.isAboutPath && record.entity == latePath && record.ordinal == (lateOrdinal ?? 0)
  }

  private func isPart(_ record: TraceRecord) -> Bool {
    switch record.kind {
    case .faultBegan, .faultEnded, .workloadStopped: return true
    case .pathFailed, .barrierRaised, .barrierDone, .timedOut: return record.entity == latePath
    case .portEvicted: return record.entity == latePort
    case .takeoverBegan, .hostStopped: return record.entity == lateHost
    case .takeoverDone: return records.contains { $0.kind == .takeoverBegan }
    case .reserveOutPerformed: return isAgainstLatePath(record)
    case .pathAlive, .pathJoined, .answered: return false
    case .issued, .acknowledged, .failed: return isAboutActor(record)
    case .enabled, .heldAtPort, .releasedByPort, .abortRequested, .frameDropped: return isLate(record)
    case .orphanSettled:
      return isLate(record) && record.fate != .landedLate && record.fate != .landedBefore
    case .sent, .completed: return isAboutActor(record) || isReset(record)
    case .applied, .givenUp: return isAboutActor(record)
    }
  }

  private func isAboutActor(_ record: TraceRecord) -> Bool {
    guard let version = record.version else { return false }
    return version == late || version == other || version == reader
  }

  /// A reset of the logical unit while the barrier against the late write's path is being raised.
  private func isReset(_ record: TraceRecord) -> Bool {
    guard let latePath, record.command == "LOGICAL UNIT RESET" else { return false }
    let isSameUnit = plan.topology.unit(ofPath: record.entity) == plan.topology.unit(ofPath: latePath)
    let isPending = records.last { $0.kind == .barrierRaised || $0.kind == .barrierDone }?.kind == .barrierRaised
    return isSameUnit && (isPending || record.entity == latePath)
  }

  /// A PREEMPT against the key of the late write's path.
  private func isAgainstLatePath(_ record: TraceRecord) -> Bool {
    guard let latePath, record.command.hasPrefix(ReserveOutServiceAction.preempt.name) else { return false }
    let key = ReservationKey(record.serviceActionKey)
    let nexus = plan.topology.nexus(ofPath: latePath)
    return plan.topology.unit(ofPath: record.entity) == plan.topology.unit(ofPath: latePath)
      && key.host == UInt16(nexus.host) && key.path == UInt16(nexus.ordinal)
  }

  private func isWriteBetween(_ record: TraceRecord) -> Bool {
    guard record.kind == .acknowledged, record.isWrite, record.detail == UInt64(violation.unit) else { return false }
    return record.blocks.overlaps(violation.blocks) && record.instant <= violation.other?.issuedAt ?? violation.at
  }
}

extension Story {
  /// The longest time that the late attempt stood still.
  struct Wait {
    /// What began the wait.
    var from: TraceRecord
    var to: TraceRecord
    var duration: Duration { to.instant - from.instant }
  }

  var longestWait: Wait? {
    let steps = records.filter { isLate($0) && $0.kind.movesAttempt }
    let waits = zip(steps, steps.dropFirst()).map { Wait(from: $0, to: $1) }
    return waits.max { $0.duration < $1.duration }
  }

  func first(_ kind: TraceRecord.Kind) -> TraceRecord? { records.first { $0.kind == kind } }

  /// Paths by the letter that the chart gives them: A is the late one's, the others follow in order of use.
  var paths: [Int] {
    var paths = latePath.map { [$0] } ?? []
    for record in records where record.isAboutPath && !paths.contains(record.entity) { paths.append(record.entity) }
    return paths
  }

  func letter(ofPath path: Int) -> String {
    guard let index = paths.firstIndex(of: path), index < 26 else { return plan.topology.name(ofPath: path) }
    return String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
  }

  /// `w` came late, `v` is what it replaced, `r` the read; a repeat is primed.
  func symbol(_ record: TraceRecord) -> String {
    if record.version == reader { return "r" }
    if record.version == other { return "v" }
    guard record.version == late else { return "" }
    return record.isAboutPath && !isLate(record) ? "w'" : "w"
  }
}
