import Glibc

/// How many of some independent trials (runs, not the failovers inside one run) had a property.
public struct Proportion: Equatable, Sendable {
  public let successes: Int
  public let trials: Int

  /// Nil unless 0 <= successes <= trials and there was a trial.
  public init?(successes: Int, of trials: Int) {
    guard trials > 0, (0...trials).contains(successes) else { return nil }
    self.successes = successes
    self.trials = trials
  }

  public var estimate: Double { Double(successes) / Double(trials) }

  /// The interval to report: Wilson's, or, when none or all had the property, the one-sided Clopper-Pearson bound (for 0 of n
  /// at 95 %, about 3/n; never "0").
  public func interval(_ confidence: Confidence) -> Interval {
    if successes == 0 { return upperBound(confidence) }
    if successes == trials { return lowerBound(confidence) }
    return wilson(confidence)
  }

  /// The score interval (Wilson 1927): covers close to the nominal level on average, also for few trials.
  public func wilson(_ confidence: Confidence) -> Interval {
    let n = Double(trials)
    let z = SpecialFunctions.normalUpperQuantile(confidence.alpha / 2)
    let centre = (estimate + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (estimate * (1 - estimate) / n + z * z / (4 * n * n)).squareRoot()
    return Interval(
      estimate: estimate, lower: successes == 0 ? 0 : max(0, centre - half),
      upper: successes == trials ? 1 : min(1, centre + half), confidence: confidence)
  }

  /// The two-sided "exact" interval (Clopper & Pearson 1934): never covers less than the nominal level.
  public func clopperPearson(_ confidence: Confidence) -> Interval {
    Interval(
      estimate: estimate, lower: lowerLimit(confidence.alpha / 2), upper: upperLimit(confidence.alpha / 2),
      confidence: confidence)
  }

  /// The one-sided Clopper-Pearson bound from above.
  public func upperBound(_ confidence: Confidence) -> Interval {
    Interval(
      estimate: estimate, lower: 0, upper: upperLimit(confidence.alpha), confidence: confidence, sides: .upperBound)
  }

  /// The one-sided Clopper-Pearson bound from below.
  public func lowerBound(_ confidence: Confidence) -> Interval {
    Interval(
      estimate: estimate, lower: lowerLimit(confidence.alpha), upper: 1, confidence: confidence, sides: .lowerBound)
  }

  /// The p for which so few successes or fewer have probability `tail`.
  private func upperLimit(_ tail: Double) -> Double {
    if successes == trials { return 1 }
    if successes == 0 { return -expm1(log(tail) / Double(trials)) }
    return SpecialFunctions.betaUpperQuantile(tail, Double(successes + 1), Double(trials - successes))
  }

  /// The p for which so many successes or more have probability `tail`.
  private func lowerLimit(_ tail: Double) -> Double {
    if successes == 0 { return 0 }
    if successes == trials { return exp(log(tail) / Double(trials)) }
    return SpecialFunctions.betaQuantile(tail, Double(successes), Double(trials - successes + 1))
  }
}
