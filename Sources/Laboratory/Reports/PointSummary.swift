import Barriers
import Experiments
import ResultStore
import Statistics
import StorageModel

/// What the runs of one point say together, computed in replication order. Whatever the store does not have is nil, never 0.
public struct PointSummary: Sendable {
  public let point: RecordedPoint
  /// Completed runs.
  public let runs: Int
  public let failedRuns: Int
  /// Measures of the runs that this weir does not know.
  let unknownNames: [String]
  private let measured: [MeasuredRun]

  /// Runs that leaked.
  public let leaks: Proportion?
  /// Runs in which the barrier did not keep its promise.
  public let violations: Proportion?
  /// The first replication that leaked, else the first in which the barrier did not keep its promise.
  public let firstToLookAt: Int?
  /// A takeover counts as a failover; nil if there was neither.
  public let staleWritesPerFailover: Conclusion?
  /// Seconds, over the failovers of all runs; nil if nothing failed over.
  public let failoverTimeP50: Conclusion?
  public let failoverTimeP99: Conclusion?
  /// Seconds, over the I/Os of all runs that arrived between fault and recovery; nil if there were none.
  public let latencyDuringP999: Conclusion?
  /// Seconds from raising a barrier to its end; nil if none was raised.
  public let barrierTimeMean: Conclusion?

  public static let confidence = Confidence.percent95

  public init(_ point: RecordedPoint, _ finished: [FinishedRun]) {
    self.point = point
    let completed = finished.compactMap { run -> (replication: Int, measured: MeasuredRun)? in
      guard case .completed(let measurements) = run.outcome else { return nil }
      return (run.key.replication, MeasuredRun(measurements))
    }
    measured = completed.map(\.measured)
    runs = completed.count
    failedRuns = finished.count - completed.count
    unknownNames = measured.flatMap(\.unknownNames)

    func has(_ measure: Measure, _ run: MeasuredRun) -> Bool { run[measure].map { $0 > 0 } ?? false }
    firstToLookAt =
      (completed.first { has(.leaked, $0.measured) } ?? completed.first { has(.barrierViolations, $0.measured) })?.replication
    leaks = Self.proportion(of: .leaked, measured)
    violations =
      point.barrier?.forbidsActsAfterGood == false ? nil : Self.proportion(of: .barrierViolations, measured)
    staleWritesPerFailover = Self.staleWritesPerFailover(measured)
    let failoverTimes = measured.compactMap { $0[.failoverTime] }
    failoverTimeP50 = Self.quantile(.p50, failoverTimes)
    failoverTimeP99 = Self.quantile(.p99, failoverTimes)
    latencyDuringP999 = Self.quantile(.p999, measured.compactMap { $0[.latencyDuring] }, resamples: 200)
    let barrierTimes = measured.compactMap { $0[.barrierTime] }
    let barriers = barrierTimes.reduce(0) { $0 + $1.count }
    barrierTimeMean = barriers == 0 ? nil : .noVariation(barrierTimes.reduce(0) { $0 + $1.sum } / Double(barriers))
  }

  /// Runs in which a measure is above 0.
  private static func proportion(of measure: Measure, _ runs: [MeasuredRun]) -> Proportion? {
    values(of: measure, runs).flatMap { values in Proportion(successes: values.count { $0 > 0 }, of: values.count) }
  }

  private static func staleWritesPerFailover(_ runs: [MeasuredRun]) -> Conclusion? {
    guard let stale = values(of: .staleWrites, runs), let failovers = values(of: .failovers, runs),
      let takeovers = values(of: .takeovers, runs)
    else { return nil }
    let below = zip(failovers, takeovers).map { $0 + $1 }
    return below.contains { $0 > 0 } ? .ratioOfSums(stale, over: below, confidence) : nil
  }

  /// Nil unless every run has the measure.
  private static func values(of measure: Measure, _ runs: [MeasuredRun]) -> [Double]? {
    let values = runs.compactMap { $0[measure] }
    return values.count == runs.count ? values : nil
  }

  private static func quantile(_ quantile: Quantile, _ samples: [SampleSet], resamples: Int = 2_000) -> Conclusion? {
    if samples.allSatisfy({ $0.count == 0 }) { return nil }
    return .pooledQuantile(
      quantile.probability, ofRuns: samples.map(\.weightedValues), confidence, resamples: resamples, seed: 1)
  }

  /// The sum of a measure over the completed runs that have a value; nil if the store does not have the measure.
  public func total(_ measure: Measure) -> Double? {
    Self.values(of: measure, measured).map { $0.filter { !$0.isNaN }.reduce(0, +) }
  }

  /// Path failovers and takeovers of all runs.
  public var failoversAndTakeovers: Double? {
    guard let failovers = total(.failovers), let takeovers = total(.takeovers) else { return nil }
    return failovers + takeovers
  }

  var isLeaking: Bool { leaks.map { $0.successes > 0 } ?? false }
  var isViolating: Bool { violations.map { $0.successes > 0 } ?? false }
}

/// What a store says about its points.
public struct SweepSummary: Sendable {
  public let provenance: Provenance
  public let points: [PointSummary]

  /// - Throws: `StoreError` if the store cannot be read.
  public init(_ store: ResultStore) throws(StoreError) {
    provenance = store.provenance
    var points: [PointSummary] = []
    for point in try store.points() { points.append(PointSummary(point, try store.runs(point: point.id))) }
    self.points = points
  }

  init(_ provenance: Provenance, _ points: [PointSummary]) {
    self.provenance = provenance
    self.points = points
  }
}
