import Experiments
import Statistics
import StorageModel

extension SweepSummary {
  /// One line a point, for programs: factors, the barrier method, then conclusions with their 95 % limits, then sums over the
  /// runs. Times in seconds; a cell is empty where there is nothing to conclude from, or the store does not have the measure.
  public var csvLines: [String] {
    var factors: [String] = []
    for name in points.flatMap({ $0.point.factors.map(\.name) }) where !factors.contains(name) { factors.append(name) }
    let sums: [Measure] =
      [.iosIssued, .failovers, .takeovers, .staleWrites, .staleReads, .barrierViolations, .lostAcknowledgedBlocks]
      + Measure.fates
    let headings = Finding.all.flatMap { $0.hasLimits ? [$0.name, $0.name + "_lower", $0.name + "_upper"] : [$0.name] }
    var lines = [["point"] + factors + ["runs", "failed_runs"] + headings + sums.map(\.name)]
    for point in points {
      let levels = factors.map { point.point.level($0) ?? "" }
      lines.append(
        ["\(point.point.id)"] + levels + ["\(point.runs)", "\(point.failedRuns)"]
          + Finding.all.flatMap { cells($0.conclusion(point)).prefix($0.hasLimits ? 3 : 1) }
          + sums.map { point.total($0).map { "\(Int($0))" } ?? "" })
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
