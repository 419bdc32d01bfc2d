import ConsistencyOracle
import EventEngine
import Experiments
import StorageModel
import TraceExport

/// What is told of one run.
struct RunReport {
  let plan: Plan
  let result: RunResult
  let chart: SequenceChart?
  /// Digests of everything before an instant, as asked for.
  let digests: [(instant: Instant, digest: Digest)]

  /// For people; nothing here depends on the clock.
  var lines: [String] {
    var lines = heading + happenings + [""] + LatencyTable(result).lines + [""]
    if let chart, let violation = result.explainedViolation {
      lines += ["The first \(violation.kind.words):", ""] + chart.lines + [""]
    }
    lines += digests.map { "digest   \($0.digest) before \(Words.seconds($0.instant - .zero))" }
    lines += ["digest   \(result.digest) of \(Words.count(result.events, "event"))", "", verdict]
    return lines
  }

  static func speed(_ result: RunResult, _ wall: Swift.Duration) -> String {
    let seconds = wall / .seconds(1)
    let rate = Words.grouped(UInt64(Double(result.events) / max(seconds, 1e-9)))
    return "wall clock: \(Words.decimal(seconds, places: 3)) s, \(rate) events/s"
  }

  private var heading: [String] {
    ["\(plan.configuration.name): \(plan.summary)", "seed \(result.seed), replication \(result.replication)", ""]
  }

  // MARK: What happened

  private var happenings: [String] {
    [row("I/O", work), row("time", "\(Words.seconds(result.endedAt - .zero)) simulated")] + faults + [row("failover", failovers)]
      + [row("barrier", barriers)] + takeovers + [row("orphans", Verdict.orphans(result.counts))] + lateWrites
  }

  private func row(_ name: String, _ text: String) -> String {
    name + String(repeating: " ", count: max(1, 9 - name.count)) + text
  }

  private var work: String {
    let counts = result.counts
    return "\(Words.grouped(counts.issued)) issued (\(Words.grouped(counts.readsIssued)) reads, "
      + "\(Words.grouped(counts.writesIssued)) writes), \(Words.grouped(counts.completed)) completed, "
      + "\(Words.grouped(counts.failed)) failed, \(Words.grouped(counts.retries)) repeated"
  }

  private var faults: [String] {
    let world = plan.simulation(
      seed: result.seed, replication: result.replication, observer: RunObserver(recordsLatency: false)
    ).world
    let until = Instant.zero + plan.configuration.run.until
    return zip(plan.configuration.faults, world.faultTimes).map { fault, times in
      guard times.begin < until else { return row("fault", "\(fault.name) would begin after the workload stopped") }
      let span = "from \(Words.seconds(times.begin - .zero)) to \(Words.seconds(min(times.end, until) - .zero))"
      return row("fault", "\(fault.name): \(fault.kind.words) \(span)")
    }
  }

  private var failovers: String {
    let times = result.observer.failoverTimes
    let failed = Words.count(result.counts.pathFailures, "path failure")
    guard !times.isEmpty else { return "\(failed), no failover" }
    return "\(failed), \(Words.count(UInt64(times.count), "failover")), from fault to last answer \(Words.range(times))"
  }

  private var barriers: String {
    let counts = result.counts
    let name = plan.configuration.barrier.name
    guard counts.barriersRaised > 0 else { return "\(name), never raised" }
    let open = counts.barriersRaised - counts.barriersDone
    let time = plan.configuration.barrier == .none ? "done at once" : "done after \(Words.range(result.observer.barrierTimes))"
    return "\(name), raised \(Words.count(counts.barriersRaised, "time")), \(time)" + (open > 0 ? ", \(open) never done" : "")
  }

  private var takeovers: [String] {
    let counts = result.counts
    guard counts.takeovers + counts.hostsStopped > 0 else { return [] }
    return [
      row(
        "cluster",
        "\(Words.count(counts.takeovers, "takeover")), \(Words.count(counts.hostsStopped, "host")) stopped by exclusion")
    ]
  }

  private var lateWrites: [String] {
    let oracle = result.oracle
    let classes: [(Tally, String)] = [
      (oracle.staleWrites, "stale"), (oracle.lateSame, "over themselves"), (oracle.lateForward, "forward"),
      (oracle.lateConcurrent, "concurrent"),
    ]
    let seen = classes.filter { $0.0.events > 0 }.map { "\(Words.grouped($0.0.events)) \($0.1)" }
    return seen.isEmpty ? [] : [row("late", "\(seen.joined(separator: ", ")) (writes that landed after they were settled)")]
  }

  var verdict: String { Verdict.text(result.oracle, result.counts) }
}

extension RunResult {
  /// The one that is told as a story: the first stale write, if there is one.
  var explainedViolation: Violation? {
    violations.first { [.staleWriteOverNewer, .staleWriteRepeated].contains($0.kind) } ?? violations.first
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

extension OrphanFate {
  var words: String { name.split(separator: "_").joined(separator: " ") }
}
