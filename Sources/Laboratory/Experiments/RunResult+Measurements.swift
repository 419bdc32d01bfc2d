import Foundation
import ResultStore
import StorageModel

extension RunResult {
  /// The run as the store keeps it.
  public var measurements: Measurements {
    Measurements(
      digest: digest.value, events: Int(events), metrics: Measure.all.map { Metric(name: $0.name, value: self[$0]) },
      histograms: DurationSet.allCases.compactMap { set in
        set.samples(of: self).map { EncodedHistogram(name: set.rawValue, encoded: $0.encoded) }
      })
  }
}

/// A completed run as it was read back from a store.
public struct MeasuredRun: Sendable {
  /// By place in `Measure.all`; nil where the store does not have the measure.
  private var values: [Double?]
  private let histograms: [EncodedHistogram]
  /// Names in the store that no measure has: those of another version of weir. They are told, not taken for something else.
  public private(set) var unknownNames: [String] = []

  public init(_ measurements: Measurements) {
    values = Array(repeating: nil, count: Measure.all.count)
    histograms = measurements.histograms
    for metric in measurements.metrics {
      guard let measure = Measure.named(metric.name) else {
        unknownNames.append(metric.name)
        continue
      }
      values[measure.place] = metric.value
    }
  }

  /// Nil if the store does not have the measure, as one of an older version may not; NaN if the run had no value.
  public subscript(_ measure: Measure) -> Double? { values[measure.place] }

  /// Nil if the store does not have them.
  public subscript(_ durations: DurationSet) -> SampleSet? {
    histograms.first { $0.name == durations.rawValue }.flatMap { SampleSet(encoded: $0.encoded) }
  }
}
