import CGSL
import Glibc

/// The gamma law.
///
/// GSL's own inverse, `gsl_cdf_gamma_Pinv`, returns NaN for shapes below about 0.05 and loses digits in the tails, so only its
/// forward functions are used. Both log P and log Q are concave in log x (the logarithm of a gamma variate has a log-concave
/// density), so Newton's method in log x, started from a bound on the right side, approaches the root and never crosses it.
@usableFromInline struct Gamma: Law {
  let shape: Double
  let scale: Double

  /// The forward functions lose accuracy above this: 2e-9 relative at 1e6, but 0.4 at 1e8.
  static let shapeMax = 1e6
  /// Probabilities below this would underflow on the way.
  private static let smallest = 1e-290

  var mean: Double { shape * scale }
  func cdf(_ x: Double) -> Double { x <= 0 ? 0 : min(1, gsl_cdf_gamma_P(x / scale, shape, 1)) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : min(1, gsl_cdf_gamma_Q(x / scale, shape, 1)) }

  func quantile(_ u: Double) -> Double { u < 0.5 ? lowerRoot(u) : upperRoot(1 - u) }
  func upperQuantile(_ q: Double) -> Double { q < 0.5 ? upperRoot(q) : lowerRoot(1 - q) }

  /// Where P(x) = u, from below: P(x) <= x^k / Gamma(k + 1), and P(k - sqrt(2 k E)) <= e^-E (Boucheron, Lugosi & Massart,
  /// Concentration Inequalities, 2013, section 2.4).
  private func lowerRoot(_ u: Double) -> Double {
    let target = log(max(u, Self.smallest))
    let powerBound = (target + gsl_sf_lngamma(shape + 1)) / shape
    let chernoffBound = shape - (-2 * shape * target).squareRoot()
    let start = chernoffBound > 0 ? max(powerBound, log(chernoffBound)) : powerBound
    return scale * newton(from: start, to: target, sign: 1) { gsl_cdf_gamma_P($0, shape, 1) }
  }

  /// Where Q(x) = q, from above: Q(k + sqrt(2 k E) + E) <= e^-E (same source).
  private func upperRoot(_ q: Double) -> Double {
    let target = log(max(q, Self.smallest))
    let start = log(shape + (-2 * shape * target).squareRoot() - target)
    return scale * newton(from: start, to: target, sign: -1) { gsl_cdf_gamma_Q($0, shape, 1) }
  }

  /// Solves log(tail(x)) = target in t = log x; `sign` is that of the tail's slope.
  private func newton(from start: Double, to target: Double, sign: Double, tail: (Double) -> Double) -> Double {
    var t = start
    for _ in 0..<100 {
      let x = exp(t)
      guard x > 0 else { return 0 }
      let p = tail(x)
      let slope = sign * x * gsl_ran_gamma_pdf(x, shape, 1) / p
      let step = (target - log(p)) / slope
      // The wrong direction, or nothing left to gain: the tail's rounding noise has been reached.
      guard step * sign > 1e-15 * max(1, abs(t)) else { break }
      t += step
    }
    return exp(t)
  }

  func residualQuantile(_ u: Double, age: Double) -> Double {
    let x = age / scale
    guard x > shape, survival(age) < Self.smallest else { return conditionalQuantile(u, above: age) }
    // So far out that the hazard, 1 - (k - 1) / x to first order, no longer changes while the rest passes.
    return scale * -log1p(-u) / (1 - (shape - 1) / x)
  }
}
