import EventEngine
import Experiments
import Histogram
import PlainText
import StorageModel

/// Latencies from the intended arrival, by the phase of the run.
struct LatencyTable {
  private let result: RunResult

  init(_ result: RunResult) { self.result = result }

  private static let quantiles: [Quantile] = [.p50, .p90, .p99, .p999, .p9999, .max]

  private static let legend =
    "From the intended arrival on, by when an I/O arrived: before the first fault, while something was out of order, after that."

  var lines: [String] {
    let header = "latency".padded(to: 9) + "I/Os".aligned(to: 9) + Self.quantiles.map { $0.heading.aligned(to: 9) }.joined()
    let rows = RunPhase.allCases.compactMap(line)
    return rows.isEmpty ? [] : [header] + rows + [Self.legend]
  }

  private func line(_ phase: RunPhase) -> String? {
    guard let histogram = result.latency(in: phase) else { return nil }
    let cells = Self.quantiles.map { quantile in
      histogram.totalCount == 0
        ? "-" : TimeText.words(Duration(nanoseconds: Int64(histogram.valueAtPercentile(quantile.probability * 100))))
    }
    return "\(phase)".padded(to: 9) + NumberText.grouped(histogram.totalCount).aligned(to: 9)
      + cells.map { $0.aligned(to: 9) }.joined()
  }
}
