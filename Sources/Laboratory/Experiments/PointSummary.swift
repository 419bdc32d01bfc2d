import ResultStore
import Statistics
import StorageModel

/// What the runs of one point say together, computed in replication order.
public struct PointSummary: Sendable {
  public let point: Point
  /// Completed runs.
  public let runs: Int
  public let failedRuns: Int
  /// Sums over the runs, by metric.
  private let totals: [String: Double]

  /// Runs in which newer data was overwritten; nil without runs.
  public let leaks: Proportion?
  /// The first replication that leaked.
  public let firstLeak: Int?
  /// nil if nothing failed over.
  public let staleWritesPerFailover: Conclusion?
  /// Seconds, over the failovers of all runs; nil if nothing failed over.
  public let failoverTimeP50: Conclusion?
  public let failoverTimeP99: Conclusion?
  /// Seconds, over the I/Os of all runs that arrived between fault and recovery; nil if there were none.
  public let latencyDuringP999: Conclusion?
  /// Mean seconds from raising a barrier to its end; nil if none was raised.
  public let barrierTimeMean: Double?

  public static let confidence = Confidence.percent95

  init(_ point: Point, _ finished: [FinishedRun]) {
    self.point = point
    var completed: [Measurements] = []
    var firstLeak: Int?
    for run in finished {
      guard case .completed(let measurements) = run.outcome else { continue }
      completed.append(measurements)
      let isLeaking = measurements.metrics.contains { $0.name == "leaked" && $0.value > 0 }
      if isLeaking { firstLeak = firstLeak ?? run.key.replication }
    }
    self.firstLeak = firstLeak
    runs = completed.count
    failedRuns = finished.count - completed.count
    let metrics = completed.map { Dictionary($0.metrics.map { ($0.name, $0.value) }) { first, _ in first } }
    func values(_ name: String) -> [Double] { metrics.map { $0[name] ?? 0 } }
    totals = metrics.reduce(into: [:]) { totals, run in totals.merge(run.filter { !$0.value.isNaN }) { $0 + $1 } }

    leaks = Proportion(successes: values("leaked").count { $0 > 0 }, of: runs)
    let failovers = values("failovers")
    staleWritesPerFailover =
      failovers.contains { $0 > 0 } ? .ratioOfSums(values("stale_writes"), over: failovers, Self.confidence) : nil
    let failoverTimes = Self.samples(SampleName.failoverTime, completed)
    failoverTimeP50 = Self.quantile(0.5, failoverTimes)
    failoverTimeP99 = Self.quantile(0.99, failoverTimes)
    latencyDuringP999 = Self.quantile(0.999, Self.samples(SampleName.latencyDuring, completed), resamples: 200)
    let barrierTimes = Self.samples(SampleName.barrierTime, completed)
    let barriers = barrierTimes.reduce(0) { $0 + $1.count }
    barrierTimeMean = barriers == 0 ? nil : barrierTimes.reduce(0) { $0 + $1.sum } / Double(barriers)
  }

  private static func samples(_ name: String, _ runs: [Measurements]) -> [SampleSet] {
    runs.compactMap { run in run.histograms.first { $0.name == name }.flatMap { SampleSet(encoded: $0.encoded) } }
  }

  private static func quantile(_ p: Double, _ samples: [SampleSet], resamples: Int = 2_000) -> Conclusion? {
    if samples.allSatisfy({ $0.count == 0 }) { return nil }
    return .pooledQuantile(p, ofRuns: samples.map(\.tallies), confidence, resamples: resamples, seed: 1)
  }

  /// The sum of a metric over the completed runs.
  public func total(_ metric: String) -> Double { totals[metric] ?? 0 }
  /// Orphans of one fate; the fates add up to `orphans`.
  public func orphans(_ fate: OrphanFate) -> Double { total(fate.metricName) }
  public var orphans: Double { total("orphans") }
  public var failovers: Double { total("failovers") }

  /// The value of the factor that people call `name`, if the point has it.
  func level(_ name: String) -> String? { point.factors.first { $0.name == name }?.value }
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
}
