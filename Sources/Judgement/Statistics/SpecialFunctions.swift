import CGSL

/// The quantiles that intervals are made of.
enum SpecialFunctions {
  /// GSL's default error handler ends the process; reading this switches it off, once a process.
  private static let errorsAreReturned: Void = { _ = gsl_set_error_handler_off() }()

  /// The z that a standard normal variate exceeds with probability `tail`.
  static func normalUpperQuantile(_ tail: Double) -> Double {
    errorsAreReturned
    return gsl_cdf_ugaussian_Qinv(tail)
  }

  /// The t that a Student variate exceeds with probability `tail`.
  static func studentUpperQuantile(_ tail: Double, degreesOfFreedom: Int) -> Double {
    errorsAreReturned
    return gsl_cdf_tdist_Qinv(tail, Double(degreesOfFreedom))
  }

  /// The x for which a beta variate is <= x with probability `tail`. `gsl_cdf_beta_Pinv` returns NaN for parameters from a few
  /// thousand on, so the forward function is inverted by bisection.
  static func betaQuantile(_ tail: Double, _ a: Double, _ b: Double) -> Double {
    errorsAreReturned
    return bisect(0, 1) { gsl_cdf_beta_P($0, a, b) < tail }
  }

  /// The x that a beta variate exceeds with probability `tail`.
  static func betaUpperQuantile(_ tail: Double, _ a: Double, _ b: Double) -> Double {
    errorsAreReturned
    return bisect(0, 1) { gsl_cdf_beta_Q($0, a, b) > tail }
  }
}

/// The point between `low` and `high` up to which `isBelow` holds, to the last bit that the arithmetic mean can tell apart.
func bisect(_ low: Double, _ high: Double, isBelow: (Double) -> Bool) -> Double {
  var (low, high) = (low, high)
  while true {
    let middle = low + (high - low) / 2
    guard low < middle, middle < high else { return high }
    if isBelow(middle) { low = middle } else { high = middle }
  }
}
