import Glibc

/// Each factory throws `DistributionError` for parameters outside the domain it states.
extension Distribution {
  /// `value` always; finite.
  public static func constant(_ value: Double) throws(DistributionError) -> Distribution {
    try requireFinite(value, "constant")
    return Distribution(.constant(Constant(value: value)))
  }

  /// Uniform between two finite bounds, `lower` < `upper`.
  public static func uniform(lower: Double, upper: Double) throws(DistributionError) -> Distribution {
    try requireFinite(lower, "lower")
    try require(upper > lower && (upper - lower).isFinite, "upper", upper, "a finite number above lower, \(lower)")
    return Distribution(.uniform(Uniform(lower: lower, upper: upper)))
  }

  /// Exponential with `mean` > 0.
  public static func exponential(mean: Double) throws(DistributionError) -> Distribution {
    try requirePositive(mean, "mean")
    return Distribution(.exponential(Exponential(mean: mean)))
  }

  /// Normal, restricted to the values between `lower` and `upper`, from 0 up unless told otherwise. `mean` and
  /// `standardDeviation` > 0 are those before the restriction, which must leave at least one millionth of the probability.
  public static func normal(
    mean: Double, standardDeviation: Double, lower: Double = 0, upper: Double = .infinity
  ) throws(DistributionError) -> Distribution {
    try requireFinite(mean, "mean")
    try requirePositive(standardDeviation, "standard_deviation")
    try require(lower < .infinity, "lower", lower, "a number")
    try require(upper > lower, "upper", upper, "a number above lower, \(lower)")
    GSL.errorsAreReturned
    let law = Normal(location: mean, deviation: standardDeviation, lower: lower, upper: upper)
    try require(law.mass >= 1e-6, "mean", mean, "bounds that leave at least 1e-6 of the probability, not \(law.mass)")
    return Distribution(.normal(law))
  }

  /// Lognormal: `median` > 0, and `sigma` > 0, the standard deviation of the logarithm.
  public static func logNormal(median: Double, sigma: Double) throws(DistributionError) -> Distribution {
    try requirePositive(median, "median")
    try requirePositive(sigma, "sigma")
    return Distribution(.logNormal(LogNormal(median: median, sigma: sigma)))
  }

  /// Lognormal with `mean` > 0 and `sigma` > 0, the standard deviation of the logarithm.
  public static func logNormal(mean: Double, sigma: Double) throws(DistributionError) -> Distribution {
    try requirePositive(mean, "mean")
    try requirePositive(sigma, "sigma")
    let median = mean * exp(-sigma * sigma / 2)
    try require(median > 0, "sigma", sigma, "a sigma for which the median does not underflow")
    return Distribution(.logNormal(LogNormal(median: median, sigma: sigma)))
  }

  /// Gamma: `shape` in (0, 1e6], `scale` > 0; the mean is their product.
  public static func gamma(shape: Double, scale: Double) throws(DistributionError) -> Distribution {
    try require(shape > 0 && shape <= Gamma.shapeMax, "shape", shape, "a number above 0, at most \(Gamma.shapeMax)")
    try requirePositive(scale, "scale")
    return Distribution(.gamma(Gamma(shape: shape, scale: scale)))
  }

  /// Weibull: `shape` > 0, `scale` > 0 (the value that a fraction 1/e survives).
  public static func weibull(shape: Double, scale: Double) throws(DistributionError) -> Distribution {
    try requirePositive(shape, "shape")
    try requirePositive(scale, "scale")
    return Distribution(.weibull(Weibull(shape: shape, scale: scale)))
  }

  /// Pareto (type I): `minimum` > 0, `shape` > 0; the mean is infinite for `shape` <= 1.
  public static func pareto(minimum: Double, shape: Double) throws(DistributionError) -> Distribution {
    try requirePositive(minimum, "minimum")
    try requirePositive(shape, "shape")
    return Distribution(.pareto(Pareto(minimum: minimum, shape: shape)))
  }

  /// 1 with `probability` in [0, 1], else 0.
  public static func bernoulli(probability: Double) throws(DistributionError) -> Distribution {
    try require(probability >= 0 && probability <= 1, "probability", probability, "a number from 0 to 1")
    return Distribution(.bernoulli(Bernoulli(probability: probability)))
  }

  /// Zipf on the ranks 1...`ranks` (at most 2^53): P(k) is proportional to k^-exponent, `exponent` from 0 (uniform) to 16.
  public static func zipf(exponent: Double, ranks: UInt64) throws(DistributionError) -> Distribution {
    try require(
      exponent >= 0 && exponent <= Zipf.exponentMax, "exponent", exponent, "a number from 0 to \(Zipf.exponentMax)")
    try require(ranks >= 1 && ranks <= Zipf.ranksMax, "ranks", ranks, "a whole number from 1 to 2^53")
    return Distribution(.zipf(Zipf(exponent: exponent, ranks: ranks)))
  }

  /// One of the measured `values` (at least one, finite, in any order), each as likely as the others. No interpolation.
  public static func empirical(_ values: [Double]) throws(DistributionError) -> Distribution {
    try require(!values.isEmpty, "values", "empty", "at least one number")
    for value in values { try requireFinite(value, "values") }
    return Distribution(.empirical(Empirical(values)))
  }

  /// As `empirical(_:)`, of a text with one number a line. Empty lines and what follows a `#` are skipped; errors carry the line.
  public static func empirical(parsing text: some StringProtocol) throws(DistributionError) -> Distribution {
    Distribution(.empirical(try Empirical(parsing: text)))
  }

  /// `components[i]` with a probability proportional to `weights[i]`, finite and >= 0, at least one above 0.
  public static func mixture(weights: [Double], components: [Distribution]) throws(DistributionError) -> Distribution {
    try require(weights.count == components.count, "weights", "\(weights.count) numbers", "\(components.count), one a component")
    for weight in weights { try require(weight >= 0 && weight.isFinite, "weights", weight, "finite numbers from 0 up") }
    let total = weights.reduce(0, +)
    try require(total > 0 && total.isFinite, "weights", "a sum of \(total)", "a sum above 0")
    let parts = zip(weights, components).filter { $0.0 > 0 }.map { (weight: $0.0, law: $0.1.law) }
    return Distribution(.mixture(Mixture(parts, total: total)))
  }
}
