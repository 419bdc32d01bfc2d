import ResultStore
import Statistics
import StorageModel

extension SweepSummary {
  /// One line a point, for programs: factors, then conclusions with their 95 % limits, then the orphans. Times in seconds; a cell
  /// is empty where there is nothing to conclude from.
  public var csvLines: [String] {
    var factors: [String] = []
    for name in points.flatMap({ $0.point.factors.map(\.name) }) where !factors.contains(name) { factors.append(name) }
    let counts =
      ["ios_issued", "failovers", "stale_writes", "lost_acknowledged_blocks", "orphans"]
      + OrphanFate.decided.map(\.metricName) + ["orphans_judged_after_barrier"]
    let limited = [
      "leak_probability", "stale_writes_per_failover", "failover_time_p50_s", "failover_time_p99_s",
      "latency_during_p99_9_s",
    ].flatMap { [$0, $0 + "_lower", $0 + "_upper"] }
    var lines = [["point"] + factors + ["runs", "failed_runs"] + limited + ["barrier_time_mean_s"] + counts]
    for point in points {
      let leak = point.leaks.map { Conclusion.interval($0.interval(PointSummary.confidence)) }
      let conclusions = [
        leak, point.staleWritesPerFailover, point.failoverTimeP50, point.failoverTimeP99, point.latencyDuringP999,
      ]
      let levels = factors.map { point.level($0) ?? "" }
      lines.append(
        ["\(point.point.id)"] + levels + ["\(point.runs)", "\(point.failedRuns)"] + conclusions.flatMap(cells)
          + [point.barrierTimeMean.map { "\($0)" } ?? ""] + counts.map { "\(Int(point.total($0)))" })
    }
    return lines.map { $0.map(quoted).joined(separator: ",") }
  }

  private func cells(_ conclusion: Conclusion?) -> [String] {
    switch conclusion {
    case .interval(let interval): ["\(interval.estimate)", "\(interval.lower)", "\(interval.upper)"]
    case .noVariation(let value): ["\(value)", "", ""]
    case nil, .needsRuns: ["", "", ""]
    }
  }

  /// RFC 4180.
  private func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
