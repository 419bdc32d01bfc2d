import Glibc

/// A value and how often a run saw it, as a histogram gives it.
public struct WeightedValue: Equatable, Sendable {
  public var value: Double
  public var count: Int

  public init(value: Double, count: Int) {
    self.value = value
    self.count = count
  }
}

extension Conclusion {
  /// The quantile `p`, in (0, 1), of the samples of all runs together, with the percentile bootstrap's interval (Efron 1979),
  /// which resamples whole runs, because samples of one run are correlated.
  ///
  /// The same seed gives the same interval. Runs without a sample are left out. "Needs runs" unless even the extremes could bound
  /// the quantile at this confidence: between runs 2^(1 - runs) <= alpha, over the samples p^n + (1 - p)^n <= alpha.
  public static func pooledQuantile(
    _ p: Double, ofRuns runs: [[WeightedValue]], _ confidence: Confidence, resamples: Int = 2_000, seed: UInt64
  ) -> Conclusion {
    precondition(p > 0 && p < 1 && resamples > 0)
    let sizes = runs.map { $0.reduce(0) { $0 + $1.count } }.filter { $0 > 0 }
    let needed = runsNeeded(p, sizes: sizes, alpha: confidence.alpha)
    guard sizes.count >= needed else { return .needsRuns(needed) }

    let pool = PooledSamples(runs)
    var weights = [Int](repeating: 1, count: pool.sizes.count)
    let estimate = pool.quantile(p, weights: weights)
    let numbers = CounterGenerator(seed: seed)
    var estimates: [Double] = []
    estimates.reserveCapacity(resamples)
    for resample in 0..<resamples {
      for run in weights.indices { weights[run] = 0 }
      for draw in weights.indices { weights[numbers.index(resample * weights.count + draw, below: weights.count)] += 1 }
      estimates.append(pool.quantile(p, weights: weights))
    }
    estimates.sort()
    let outside = Int((confidence.alpha / 2 * Double(resamples)).rounded(.down))
    return .interval(
      Interval(
        estimate: estimate, lower: estimates[outside], upper: estimates[resamples - 1 - outside], confidence: confidence))
  }

  /// As above, of plain samples.
  public static func pooledQuantile(
    _ p: Double, ofRuns runs: [[Double]], _ confidence: Confidence, resamples: Int = 2_000, seed: UInt64
  ) -> Conclusion {
    pooledQuantile(
      p, ofRuns: runs.map { $0.map { WeightedValue(value: $0, count: 1) } }, confidence, resamples: resamples, seed: seed)
  }

  private static func runsNeeded(_ p: Double, sizes: [Int], alpha: Double) -> Int {
    let betweenRuns = max(2, Int((1 - log2(alpha)).rounded(.up)))
    guard !sizes.isEmpty else { return betweenRuns }
    var samples = (log(alpha) / log(max(p, 1 - p))).rounded(.up)
    while pow(p, samples) + pow(1 - p, samples) > alpha { samples += 1 }
    let perRun = Double(sizes.reduce(0, +)) / Double(sizes.count)
    return max(betweenRuns, Int((samples / perRun).rounded(.up)))
  }
}

/// The samples of all runs that have any, sorted by value, each with its run.
private struct PooledSamples {
  private struct Sample {
    var value: Double
    var count: Int
    var run: Int
  }

  private var samples: [Sample] = []
  private(set) var sizes: [Int] = []

  init(_ runs: [[WeightedValue]]) {
    for run in runs {
      let size = run.reduce(0) { $0 + $1.count }
      guard size > 0 else { continue }
      samples += run.map { Sample(value: $0.value, count: $0.count, run: sizes.count) }
      sizes.append(size)
    }
    samples.sort { $0.value < $1.value }
  }

  /// The smallest value that a fraction `p` of the samples does not exceed, each run counted `weights[run]` times.
  func quantile(_ p: Double, weights: [Int]) -> Double {
    var total = 0
    for (size, weight) in zip(sizes, weights) { total += size * weight }
    var wanted = max(1, Int((p * Double(total)).rounded(.up)))
    if p > 0.5 {
      // From the nearer end: the quantiles that matter most are the highest.
      var above = total - wanted
      for sample in samples.reversed() {
        above -= sample.count * weights[sample.run]
        if above < 0 { return sample.value }
      }
      return samples[0].value
    }
    for sample in samples {
      wanted -= sample.count * weights[sample.run]
      if wanted <= 0 { return sample.value }
    }
    return samples[samples.count - 1].value
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014) by position instead of by turn.
private struct CounterGenerator {
  let seed: UInt64

  /// A number in 0..<bound.
  func index(_ position: Int, below bound: Int) -> Int {
    var z = seed &+ UInt64(position + 1) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return Int(z.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
