import ConsistencyOracle
import EventEngine
import PlainText
import Reservations
import StorageModel

/// The story in words.
extension Story {
  var legend: [String] {
    var lines = ["w  write \(late.name) of \(Self.place(violation))"]
    if let other { lines.append("v  write \(other.name) of the same blocks, newer") }
    if let reader { lines.append("r  read \(reader.name)") }
    return lines + paths.map { "\(letter(ofPath: $0))  \(plan.topology.name(ofNexus: $0 % plan.topology.nexusCount))" }
  }

  var sentences: [String] { [waiting, barrier, outcome].compactMap(\.self) }

  private static func place(_ violation: Violation) -> String {
    let (blocks, bytes) = (violation.blocks, UInt64(violation.blocks.count) * Plan.blockBytes)
    let size = bytes % 1024 == 0 ? "\(bytes / 1024) KiB" : "\(bytes) B"
    return "lun\(violation.unit), blocks \(blocks.lowerBound) to \(blocks.upperBound - 1) (\(size))"
  }

  private func at(_ instant: Instant) -> String { "at \(TimeText.seconds(instant, places: 3)) s" }

  // MARK: What waited where

  private var waiting: String? {
    guard let wait = longestWait else { return nil }
    return "w waited \(TimeText.words(wait.duration)) \(whereabouts(wait))\(disposal.map { ", while \($0)" } ?? "")."
  }

  private func whereabouts(_ wait: Wait) -> String {
    switch wait.from.kind {
    case .heldAtPort:
      let port = latePort.map(plan.topology.name(ofPort:)) ?? "the port"
      switch wait.from.heldAt {
      case .ingress: return "at the entrance of \(port), not looked at"
      case .afterCheck: return "in \(port), past its reservation check and without its data"
      default: return "in \(port), past its reservation check and with its data"
      }
    case .sent where isPaused(during: wait): return "in host\(lateHost), which stood still"
    case .sent: return "on its way to the array"
    case .enabled where isPaused(during: wait): return "for its data from host\(lateHost), which stood still"
    default: return "in the array"
    }
  }

  private func isPaused(during wait: Wait) -> Bool {
    records.contains {
      guard $0.kind == .faultEnded, $0.instant > wait.from.instant, $0.instant <= wait.to.instant else { return false }
      return plan.configuration.faults[$0.entity].kind.place(in: plan.topology) == .host(lateHost)
    }
  }

  private var disposal: String? {
    guard let disposed = violation.write.disposedAt else { return nil }
    switch violation.write.disposal {
    case .acknowledged: return "its repeat was acknowledged (\(at(disposed)))"
    case .failed: return "the application was told that it had failed (\(at(disposed)))"
    case .takenOver: return "another host took its blocks over (\(at(disposed)))"
    case .abandoned, nil: return "nobody waited for it any more (\(at(disposed)))"
    }
  }

  // MARK: What the barrier did

  private var barrier: String {
    guard !plan.configuration.barrier.isNothing else { return "There was no barrier: nothing was done against w." }
    guard let raised = records.firstIndex(where: isRaisedAgainstLate).map({ records[$0...] }), let first = raised.first else {
      return "No barrier had been raised against w."
    }
    guard let done = raised.first(where: { $0.kind == .barrierDone }) else {
      return "The barrier (\(plan.configuration.barrier.name)) was raised \(at(first.instant)) and not done yet."
    }
    return "The barrier against path A was done \(at(done.instant)): \(method(first, done))."
  }

  /// The first barrier after the late attempt was sent; earlier ones were about the path, not about it.
  private func isRaisedAgainstLate(_ record: TraceRecord) -> Bool {
    record.kind == .barrierRaised && record.instant >= violation.attempt?.sentAt ?? .zero
  }

  private func method(_ raised: TraceRecord, _ done: TraceRecord) -> String {
    let check = records.first { isLate($0) && $0.kind == .enabled }
    let barrier = plan.configuration.barrier
    var waited: String {
      let (waited, later) = (TimeText.words(done.instant - raised.instant), TimeText.words(violation.at - done.instant))
      return "it waited \(waited), and w came \(later) later still"
    }
    switch (barrier.exclusion, barrier.quiescence) {
    case (.none, .hold): return waited
    case (.none, .reset):
      if let check, check.instant < done.instant { return "LOGICAL UNIT RESET left w alone, though it was in the task set" }
      return "LOGICAL UNIT RESET empties the task set, and w had not entered it"
    case (.preempt, .answer), (.preempt, .hold):
      guard let check, check.instant < done.instant else { return "PREEMPT took the registration away, but w was not refused" }
      let spared = "PREEMPT took the registration away, but w had passed its check \(at(check.instant)) and is not checked again"
      return barrier.quiescence == .answer ? spared : "\(spared); \(waited)"
    case (.preemptAndAbort, _):
      let names = ArrayDefect.allCases.filter(plan.configuration.array.defects.contains).map(\.rawValue)
      return names.isEmpty
        ? "PREEMPT AND ABORT should have ended w, and did not"
        : "PREEMPT AND ABORT did not end w: the array has the defect \(names.joined(separator: " and "))"
    default: return barrier.summary
    }
  }

  // MARK: What was overwritten

  private var outcome: String {
    let blocks = violation.blocks.count == 1 ? "1 block" : "\(violation.blocks.count) blocks"
    let begins = "w reached the medium \(at(violation.at))"
    switch violation.kind {
    case .staleWriteOverNewer, .staleWriteRepeated:
      return "\(begins): it replaced v\(age). \(blocks) went back in time; \(loss)."
    case .staleRead:
      return "The read returned w \(at(violation.at)), although v had been settled before it was issued."
    case .barrier:
      let good = violation.barrier.map { TimeText.words(violation.at - $0.goodAt) } ?? "some time"
      return "\(begins), \(good) after the array had declared it shut out."
    }
  }

  /// What the application was told of v, which is gone.
  private var loss: String {
    if let acknowledged = violation.other?.acknowledgedAt { return "v, acknowledged \(at(acknowledged)), is lost" }
    guard let end = endOfOther else { return "v had not been acknowledged yet" }
    if end.kind == .failed { return "v had not been acknowledged, and was reported as failed later" }
    let instant = "at \(TimeText.seconds(end.instant, places: 6)) s"
    return isRewrittenByThen
      ? "v was acknowledged only \(instant), when its blocks had been written again"
      : "v, whose GOOD was still on its way and arrived \(instant), is lost"
  }

  /// How much newer the overwritten data was.
  private var age: String {
    guard let issued = violation.other?.issuedAt, let disposed = violation.write.disposedAt, issued > disposed else { return "" }
    return ", issued \(TimeText.words(issued - disposed)) after w was settled"
  }
}
