import EventEngine
import StorageModel

/// Statistics of the durations within one run.
extension Measure {
  public static let failoverTimeMean = mean(of: .failoverTime)
  public static let failoverTimeP50 = quantile(.p50, of: .failoverTime)
  public static let failoverTimeP99 = quantile(.p99, of: .failoverTime)
  public static let failoverTimeMax = quantile(.max, of: .failoverTime)
  public static let barrierTimeMean = mean(of: .barrierTime)
  public static let barrierTimeP50 = quantile(.p50, of: .barrierTime)
  public static let barrierTimeP99 = quantile(.p99, of: .barrierTime)
  public static let barrierTimeMax = quantile(.max, of: .barrierTime)
  public static let takeoverTimeMean = mean(of: .takeoverTime)
  public static let takeoverTimeP50 = quantile(.p50, of: .takeoverTime)
  public static let takeoverTimeP99 = quantile(.p99, of: .takeoverTime)
  public static let takeoverTimeMax = quantile(.max, of: .takeoverTime)

  static let times = [
    failoverTimeMean, failoverTimeP50, failoverTimeP99, failoverTimeMax, barrierTimeMean, barrierTimeP50, barrierTimeP99,
    barrierTimeMax, takeoverTimeMean, takeoverTimeP50, takeoverTimeP99, takeoverTimeMax,
  ]

  /// I/Os that arrived in a phase and were answered.
  public static func latencyCount(_ phase: RunPhase) -> Measure {
    Measure(
      "latency_\(phase)_ios", .inputsOutputs,
      "I/Os that arrived \(phase.words) and were answered; 0 if latencies were not recorded."
    ) { $0.latencies(in: phase)?.count ?? 0 }
  }

  /// A quantile of the latencies of I/Os that arrived in a phase.
  public static func latency(_ quantile: Quantile, _ phase: RunPhase) -> Measure {
    let help = "\(quantile.words) of the latencies of I/Os that arrived \(phase.words), from the intended arrival on."
    return Measure("latency_\(phase)_\(quantile.rawValue)_s", .seconds, help) {
      $0.latencies(in: phase)?.quantile(quantile.probability) ?? .nan
    }
  }

  static func latencies(_ phase: RunPhase) -> [Measure] { [latencyCount(phase)] + Quantile.allCases.map { latency($0, phase) } }

  private static func mean(of durations: DurationSet) -> Measure {
    Measure("\(durations.rawValue)_mean_s", .seconds, "Mean of \(durations.help).") { durations.samples(of: $0)?.mean ?? .nan }
  }

  private static func quantile(_ quantile: Quantile, of durations: DurationSet) -> Measure {
    Measure("\(durations.rawValue)_\(quantile.rawValue)_s", .seconds, "\(quantile.words) of \(durations.help).") {
      durations.samples(of: $0)?.quantile(quantile.probability) ?? .nan
    }
  }
}

/// The quantiles that are reported of one run.
public enum Quantile: String, CaseIterable, Sendable {
  case p50, p90, p99
  case p999 = "p99_9"
  case p9999 = "p99_99"
  case max

  public var probability: Double {
    switch self {
    case .p50: 0.5
    case .p90: 0.9
    case .p99: 0.99
    case .p999: 0.999
    case .p9999: 0.9999
    case .max: 1
    }
  }

  /// As the beginning of a sentence that goes on with "of".
  var words: String {
    switch self {
    case .p50: "Median"
    case .max: "Longest"
    case .p90, .p99, .p999, .p9999: "The \(rawValue.dropFirst().replacing("_", with: ".")) % quantile"
    }
  }

  /// As a column's heading: p99.9.
  public var heading: String { rawValue.replacing("_", with: ".") }
}

extension RunPhase {
  /// As in "I/Os that arrived ...".
  var words: String {
    switch self {
    case .before: "before the first fault"
    case .during: "between a fault and recovery from it"
    case .after: "after recovery"
    }
  }
}

/// The durations of a run that are stored one by one, so that quantiles over many runs are those of all of them together.
public enum DurationSet: String, CaseIterable, Sendable {
  case failoverTime = "failover_time"
  case barrierTime = "barrier_time"
  case takeoverTime = "takeover_time"
  case latencyDuring = "latency_during"

  /// As the end of a sentence.
  public var help: String {
    switch self {
    case .failoverTime: "the times from what made a path fail to the answer of the last I/O that had been out on it"
    case .barrierTime: "the times from raising a barrier to its end"
    case .takeoverTime: "the times from the last sign of life of a removed host until another had redone its work"
    case .latencyDuring: "the latencies of I/Os that arrived between a fault and recovery from it"
    }
  }

  /// The durations of one run; nil if they were not recorded.
  func samples(of result: RunResult) -> SampleSet? {
    switch self {
    case .failoverTime: SampleSet(result.observer.failoverTimes)
    case .barrierTime: SampleSet(result.observer.barrierTimes)
    case .takeoverTime: SampleSet(result.observer.takeoverTimes)
    case .latencyDuring: result.latencies(in: .during)
    }
  }
}
