import ConsistencyOracle
import EventEngine
import StorageModel

/// One number of a run. The name is in snake case and ends in the unit where there is one: `_s` is seconds.
public struct RunMetric: Equatable, Sendable {
  public let name: String
  /// NaN where there is no value, such as the failover time of a run without failover.
  public let value: Double

  init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }

  init(_ name: String, _ count: UInt64) { self.init(name, Double(count)) }
}

extension RunResult {
  /// All numbers of the run, always the same names in the same order.
  ///
  /// Counts first; `orphan_` and the fates add up to `orphans`, `stale_writes` is events and `stale_write_blocks` blocks. Then
  /// quantiles over the run's own failovers, barriers and I/Os; `latency_before_`, `latency_during_` and `latency_after_` are by
  /// the phase in which an I/O arrived.
  public var metrics: [RunMetric] {
    workMetrics + failoverMetrics + orphanMetrics + consistencyMetrics + times("failover_time", observer.failoverTimes)
      + times("barrier_time", observer.barrierTimes) + RunPhase.allCases.flatMap(latencyMetrics)
  }

  private var workMetrics: [RunMetric] {
    [
      RunMetric("events", events), RunMetric("ended_s", (endedAt - .zero).seconds), RunMetric("ios_issued", counts.issued),
      RunMetric("reads_issued", counts.readsIssued), RunMetric("writes_issued", counts.writesIssued),
      RunMetric("ios_completed", counts.completed), RunMetric("reads_completed", counts.readsCompleted),
      RunMetric("writes_completed", counts.writesCompleted), RunMetric("ios_failed", counts.failed),
      RunMetric("overlap_waits", counts.overlapWaits), RunMetric("attempts", counts.attempts),
      RunMetric("retries", counts.retries), RunMetric("frames_dropped", counts.framesDropped),
    ]
  }

  private var failoverMetrics: [RunMetric] {
    [
      RunMetric("command_timeouts", counts.commandTimeouts), RunMetric("path_failures", counts.pathFailures),
      RunMetric("failovers", UInt64(observer.failoverTimes.count)), RunMetric("barriers_raised", counts.barriersRaised),
      RunMetric("barriers_done", counts.barriersDone), RunMetric("takeovers", counts.takeovers),
      RunMetric("hosts_stopped", counts.hostsStopped), RunMetric("reservation_commands", counts.reservationCommands),
      RunMetric("reservation_conflicts", counts.reservationConflicts), RunMetric("unit_attentions", counts.unitAttentions),
      RunMetric("task_aborts", counts.taskAborts), RunMetric("logical_unit_resets", counts.logicalUnitResets),
      RunMetric("commands_aborted", counts.aborts), RunMetric("port_evictions", counts.portEvictions),
    ]
  }

  private var orphanMetrics: [RunMetric] {
    [RunMetric("orphans", counts.orphans)]
      + OrphanFate.decided.map { RunMetric($0.metricName, counts[$0]) }
      + [RunMetric("orphans_judged_after_barrier", counts.orphansJudgedAfterBarrier)]
  }

  private var consistencyMetrics: [RunMetric] {
    let tallies: [(String, String, Tally)] = [
      ("stale_writes", "stale_write_blocks", oracle.staleWrites), ("late_same", "late_same_blocks", oracle.lateSame),
      ("late_forward", "late_forward_blocks", oracle.lateForward),
      ("late_concurrent", "late_concurrent_blocks", oracle.lateConcurrent),
      ("stale_after_acknowledged", "stale_after_acknowledged_blocks", oracle.staleAfterAcknowledged),
      ("stale_after_failed", "stale_after_failed_blocks", oracle.staleAfterFailed),
      ("stale_after_takeover", "stale_after_takeover_blocks", oracle.staleAfterTakeover),
      ("lost_acknowledged", "lost_acknowledged_blocks", oracle.lostAcknowledged),
      ("stale_reads", "stale_read_blocks", oracle.staleReads),
      ("barrier_violations", "barrier_violation_blocks", oracle.barrierViolations),
      ("repeats_over_acknowledged", "repeats_over_acknowledged_blocks", oracle.repeatsOverAcknowledged),
      ("exposures_rewritten", "exposures_rewritten_blocks", oracle.exposuresRewritten),
      ("exposures_censored", "exposures_censored_blocks", oracle.exposuresCensored),
    ]
    return [RunMetric("leaked", UInt64(isLeaking ? 1 : 0)), RunMetric("exposure_s", oracle.exposureTotal.seconds)]
      + tallies.flatMap { [RunMetric($0.0, $0.2.events), RunMetric($0.1, $0.2.blocks)] }
  }

  private func times(_ name: String, _ durations: [Duration]) -> [RunMetric] {
    let samples = SampleSet(durations)
    return [RunMetric("\(name)_mean_s", samples.mean ?? .nan)] + quantiles(name, samples, [("p50", 0.5), ("p99", 0.99)])
  }

  private func latencyMetrics(_ phase: RunPhase) -> [RunMetric] {
    guard let samples = latencies(in: phase) else { return [] }
    let names = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99_9", 0.999), ("p99_99", 0.9999)]
    return [RunMetric("latency_\(phase)_ios", samples.count)] + quantiles("latency_\(phase)", samples, names)
  }

  private func quantiles(_ name: String, _ samples: SampleSet, _ names: [(String, Double)]) -> [RunMetric] {
    (names + [("max", 1)]).map { RunMetric("\(name)_\($0.0)_s", samples.quantile($0.1) ?? .nan) }
  }
}

extension OrphanFate {
  /// `orphan_landed_late` and so on.
  var metricName: String { "orphan_\(name)" }
}
