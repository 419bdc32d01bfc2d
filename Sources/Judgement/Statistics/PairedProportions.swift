/// Runs of two alternatives under common random numbers, counted by which of the two had a property.
///
/// A t interval of 200 leaking runs against 0 has no width; the score interval has.
public struct PairedProportions: Equatable, Sendable {
  public let onlyFirst: Int
  public let onlySecond: Int
  public let pairs: Int

  /// Nil unless the counts are not negative, the discordant pairs are no more than all, and there is a pair.
  public init?(onlyFirst: Int, onlySecond: Int, pairs: Int) {
    guard pairs > 0, onlyFirst >= 0, onlySecond >= 0, onlyFirst <= pairs - onlySecond else { return nil }
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    self.pairs = pairs
  }

  /// The first proportion minus the second.
  public var estimate: Double { Double(onlyFirst - onlySecond) / Double(pairs) }

  /// The score interval of the difference (Tango, Statistics in Medicine 17:891, 1998).
  public func tango(_ confidence: Confidence) -> Interval {
    let z = SpecialFunctions.normalUpperQuantile(confidence.alpha / 2)
    let lower = estimate <= -1 ? -1 : bisect(-1, estimate) { excess($0) > z * deviation($0) }
    let upper = estimate >= 1 ? 1 : bisect(estimate, 1) { excess($0) > -z * deviation($0) }
    return Interval(estimate: estimate, lower: lower, upper: upper, confidence: confidence)
  }

  /// The observed minus the expected surplus of the first alternative, if the true difference were `difference`.
  private func excess(_ difference: Double) -> Double {
    Double(onlyFirst - onlySecond) - Double(pairs) * difference
  }

  /// The standard deviation of `excess`, with the probability q of "only second" at its maximum-likelihood value under
  /// `difference`: the larger root of 2n q^2 + b q + c = 0.
  private func deviation(_ difference: Double) -> Double {
    let n = Double(pairs)
    let b = (2 * n - Double(onlyFirst - onlySecond)) * difference - Double(onlyFirst + onlySecond)
    let c = -Double(onlySecond) * difference * (1 - difference)
    let root = max(0, b * b - 8 * n * c).squareRoot()
    // The second form of the root where the first would cancel.
    let q = b <= 0 ? (root - b) / (4 * n) : -2 * c / (root + b)
    return max(0, n * (2 * q + difference * (1 - difference))).squareRoot()
  }
}
