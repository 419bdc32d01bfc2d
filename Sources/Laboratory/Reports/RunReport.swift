import ConsistencyOracle
import EventEngine
import Experiments
import PlainText
import StorageModel
import TraceExport

/// What is told of one run, for people and as JSON. Everything in it is about the run of one request.
public struct RunReport {
  let result: RunResult
  let chart: SequenceChart?
  /// Digests of everything before an instant, as asked for.
  let digests: [(instant: Instant, digest: Digest)]

  /// - Parameter instants: before which digests are wanted.
  public init(_ result: RunResult, digestsBefore instants: [Instant] = []) throws(InternalError) {
    self.result = result
    chart = try result.chart()
    digests = instants.map { ($0, result.request.digest(at: $0)) }
  }

  /// For people; nothing here depends on the clock.
  public var lines: [String] {
    var lines = heading + happenings + [""] + LatencyTable(result).lines + [""]
    if let chart, let violation = result.explainedViolation {
      lines += ["The first \(violation.kind.words):", ""] + chart.lines + [""]
    }
    lines += digests.map { "digest   \($0.digest) before \(TimeText.seconds($0.instant - .zero))" }
    lines += ["digest   \(result.digest) of \(NumberText.counted(result.events, "event"))", ""] + Verdict.lines(result)
    return lines
  }

  private var plan: Plan { result.plan }

  private var heading: [String] {
    ["\(plan.configuration.name): \(plan.summary)", "seed \(result.seed), replication \(result.replication)", ""]
  }

  // MARK: What happened

  private var happenings: [String] {
    [row("I/O", work), row("time", "\(TimeText.seconds(result.endedAt - .zero)) simulated")] + faults
      + [row("failover", failovers), row("barrier", barriers)] + takeovers + [row("orphans", Verdict.orphans(result.counts))]
      + lateWrites
  }

  private func row(_ name: String, _ text: String) -> String {
    name + String(repeating: " ", count: max(1, 9 - name.count)) + text
  }

  private var work: String {
    let counts = result.counts
    return "\(NumberText.grouped(counts.issued)) issued (\(NumberText.grouped(counts.readsIssued)) reads, "
      + "\(NumberText.grouped(counts.writesIssued)) writes), \(NumberText.grouped(counts.completed)) completed, "
      + "\(NumberText.grouped(counts.failed)) failed, \(NumberText.grouped(counts.retries)) repeated"
  }

  private var faults: [String] {
    let until = Instant.zero + plan.configuration.run.until
    return zip(plan.configuration.faults, result.faultTimes).map { fault, times in
      guard times.begin < until else { return row("fault", "\(fault.name) would begin after the workload stopped") }
      let span = "from \(TimeText.seconds(times.begin - .zero)) to \(TimeText.seconds(min(times.end, until) - .zero))"
      return row("fault", "\(fault.name): \(fault.kind.words) \(span)")
    }
  }

  private var failovers: String {
    let times = result.observer.failoverTimes
    let failed = NumberText.counted(result.counts.pathFailures, "path failure")
    guard !times.isEmpty else { return "\(failed), no failover" }
    let failovers = NumberText.counted(UInt64(times.count), "failover")
    return "\(failed), \(failovers); from what made the path fail to the last answer \(TimeText.range(times))"
  }

  private var barriers: String {
    let counts = result.counts
    let name = plan.configuration.barrier.name
    guard counts.barriersRaised > 0 else { return "\(name), never raised" }
    let open = counts.barriersRaised - counts.barriersDone
    let time =
      plan.configuration.barrier.isNothing ? "done at once" : "done after \(TimeText.range(result.observer.barrierTimes))"
    return "\(name), raised \(NumberText.counted(counts.barriersRaised, "time")), \(time)"
      + (open > 0 ? ", \(open) never done" : "")
  }

  private var takeovers: [String] {
    let counts = result.counts
    guard counts.takeovers + counts.hostsStopped > 0 else { return [] }
    let stopped = NumberText.counted(counts.hostsStopped, "host")
    return [row("cluster", "\(NumberText.counted(counts.takeovers, "takeover")), \(stopped) stopped by exclusion")]
  }

  private var lateWrites: [String] {
    let oracle = result.oracle
    let classes: [(tally: BlockTally, words: String)] = [
      (oracle.staleWrites, "stale"), (oracle.lateSame, "over the same data"), (oracle.lateForward, "over older data"),
      (oracle.lateConcurrent, "over data written at the same time"),
    ]
    let seen = classes.filter { $0.tally.events > 0 }
    if seen.isEmpty { return [] }
    let all = NumberText.counted(seen.reduce(0) { $0 + $1.tally.events }, "write")
    let parts = seen.map { "\(NumberText.grouped($0.tally.events)) \($0.words)" }
    return [
      row("late", "\(all) landed after the application or another host had stopped waiting: \(parts.joined(separator: ", "))")
    ]
  }
}

extension Violation.Kind {
  var words: String {
    switch self {
    case .staleWriteOverNewer, .staleWriteRepeated: "stale write"
    case .staleRead: "stale read"
    case .barrier: "barrier violation"
    }
  }
}
