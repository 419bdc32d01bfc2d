import EventEngine
import Experiments
import Histogram
import StorageModel

/// Latencies from the intended arrival, by the phase of the run.
struct LatencyTable {
  private let result: RunResult

  init(_ result: RunResult) { self.result = result }

  private static let columns: [(name: String, percentile: Double)] = [
    ("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99), ("max", 100),
  ]

  var lines: [String] {
    let header = Words.left("latency", 9) + Words.right("I/Os", 9) + Self.columns.map { Words.right($0.name, 9) }.joined()
    return [header] + RunPhase.allCases.compactMap(line)
  }

  private func line(_ phase: RunPhase) -> String? {
    guard let histogram = result.latency(in: phase) else { return nil }
    let cells = Self.columns.map { column in
      histogram.totalCount == 0
        ? "-" : Words.time(Duration(nanoseconds: Int64(histogram.valueAtPercentile(column.percentile))))
    }
    return Words.left("\(phase)", 9) + Words.right(Words.grouped(histogram.totalCount), 9)
      + cells.map { Words.right($0, 9) }.joined()
  }
}
