import Experiments
import PlainText
import Statistics

/// What is concluded from all runs of a point, described once: tables, CSV and `weir schema measures` take it from here.
public struct Finding: Sendable {
  /// In snake case; `_s` is seconds.
  public let name: String
  /// A sentence for those who have never heard of it.
  public let help: String
  /// Lines of a column's heading.
  public let heading: [String]
  /// Whether limits of confidence go with it.
  let hasLimits: Bool
  /// Nil where there is nothing to conclude from.
  let conclusion: @Sendable (PointSummary) -> Conclusion?
  /// As a cell of the table.
  let text: @Sendable (PointSummary) -> String

  public static let leakProbability = Finding(
    proportion: "leak_probability", "Share of the runs that leaked: that had a stale write or a stale read.",
    heading: ["P(leak)", "%"]
  ) { $0.leaks }
  public static let violationProbability = Finding(
    proportion: "violation_probability", "Share of the runs in which something acted against the promise of the barrier method.",
    heading: ["P(viola-", "tion) %"]
  ) { $0.violations }
  public static let staleWritesPerFailover = Finding(
    name: "stale_writes_per_failover", help: "Stale writes for each failover or takeover.",
    heading: ["stale writes", "a failover", "or takeover"], hasLimits: true, conclusion: { $0.staleWritesPerFailover },
    text: { NumberText.ratio($0.staleWritesPerFailover) })
  public static let failoverTimeP50 = Finding(
    time: "failover_time_p50_s", "Median of \(DurationSet.failoverTime.help).", heading: ["fail-", "over", "p50"]
  ) { $0.failoverTimeP50 }
  public static let failoverTimeP99 = Finding(
    time: "failover_time_p99_s", "The 99 % quantile of \(DurationSet.failoverTime.help).", heading: ["fail-", "over", "p99"]
  ) { $0.failoverTimeP99 }
  public static let latencyDuringP999 = Finding(
    time: "latency_during_p99_9_s", "The 99.9 % quantile of \(DurationSet.latencyDuring.help).",
    heading: ["I/O", "p99.9", "during"]
  ) { $0.latencyDuringP999 }
  public static let barrierTimeMean = Finding(
    time: "barrier_time_mean_s", "Mean of \(DurationSet.barrierTime.help).", heading: ["barrier", "mean"], hasLimits: false
  ) { $0.barrierTimeMean }

  /// In the order of the CSV's columns.
  public static let all = [
    leakProbability, violationProbability, staleWritesPerFailover, failoverTimeP50, failoverTimeP99, latencyDuringP999,
    barrierTimeMean,
  ]
}

extension Finding {
  private init(
    proportion name: String, _ help: String, heading: [String], _ value: @escaping @Sendable (PointSummary) -> Proportion?
  ) {
    self.init(
      name: name, help: help, heading: heading, hasLimits: true,
      conclusion: { value($0).map { .interval($0.interval(PointSummary.confidence)) } },
      text: { NumberText.percentage(value($0), PointSummary.confidence) })
  }

  private init(
    time name: String, _ help: String, heading: [String], hasLimits: Bool = true,
    _ value: @escaping @Sendable (PointSummary) -> Conclusion?
  ) {
    self.init(
      name: name, help: help, heading: heading, hasLimits: hasLimits, conclusion: value, text: { NumberText.time(value($0)) })
  }
}
