import Foundation
import ResultStore
import StorageModel

/// The names under which a run's durations are stored.
enum SampleName {
  static let failoverTime = "failover_time"
  static let barrierTime = "barrier_time"
  static let latencyDuring = "latency_during"
}

extension RunResult {
  /// The run as the store keeps it.
  var measurements: Measurements {
    var samples = [
      (SampleName.failoverTime, SampleSet(observer.failoverTimes)), (SampleName.barrierTime, SampleSet(observer.barrierTimes)),
    ]
    if let during = latencies(in: .during) { samples.append((SampleName.latencyDuring, during)) }
    return Measurements(
      digest: digest.value, events: Int(events), metrics: metrics.map { Metric(name: $0.name, value: $0.value) },
      histograms: samples.map { EncodedHistogram(name: $0.0, encoded: $0.1.encoded) })
  }
}
