extension Conclusion {
  /// Student's t interval of the mean of one value a run. Values are finite. Needs two runs.
  public static func mean(of values: [Double], _ confidence: Confidence) -> Conclusion {
    guard values.count >= 2 else { return .needsRuns(2) }
    let moments = Moments(values)
    return studentInterval(
      estimate: moments.mean, variance: moments.variance / Double(values.count), runs: values.count, confidence)
  }

  /// The ratio of two sums over runs (stale writes per failover): `numerators[i]` and `denominators[i]` >= 0 belong to run i.
  ///
  /// The interval is by the jackknife over runs (Quenouille 1956, Tukey 1958), because what happens inside one run is
  /// correlated. Each run left out must leave a positive denominator.
  public static func ratioOfSums(_ numerators: [Double], over denominators: [Double], _ confidence: Confidence) -> Conclusion {
    precondition(numerators.count == denominators.count)
    let runs = numerators.count
    guard denominators.count(where: { $0 > 0 }) >= 2 else { return .needsRuns(max(2, runs + 1)) }
    let above = numerators.reduce(0, +)
    let below = denominators.reduce(0, +)
    let withoutOne = Moments((0..<runs).map { (above - numerators[$0]) / (below - denominators[$0]) })
    let n = Double(runs)
    return studentInterval(
      estimate: above / below, variance: withoutOne.variance * (n - 1) * (n - 1) / n, runs: runs, confidence)
  }

  static func studentInterval(
    estimate: Double, variance: Double, runs: Int, _ confidence: Confidence
  ) -> Conclusion {
    guard variance > 0 else { return .noVariation(estimate) }
    let t = SpecialFunctions.studentUpperQuantile(confidence.alpha / 2, degreesOfFreedom: runs - 1)
    let half = t * variance.squareRoot()
    return .interval(
      Interval(estimate: estimate, lower: estimate - half, upper: estimate + half, confidence: confidence))
  }
}

/// Mean and unbiased variance of at least two values, by Welford's updates (1962).
struct Moments {
  private(set) var mean = 0.0
  private var squares = 0.0
  private var count = 0.0

  init(_ values: [Double]) {
    for value in values {
      count += 1
      let difference = value - mean
      mean += difference / count
      squares += difference * (value - mean)
    }
  }

  var variance: Double { squares / (count - 1) }
}
