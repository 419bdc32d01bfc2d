import CGSL
import Glibc

/// The standard normal law.
enum StandardNormal {
  static func density(_ z: Double) -> Double { gsl_ran_ugaussian_pdf(z) }
  static func cdf(_ z: Double) -> Double { gsl_cdf_ugaussian_P(z) }
  static func survival(_ z: Double) -> Double { gsl_cdf_ugaussian_Q(z) }
  /// Wichura's AS 241, full double accuracy in both tails.
  static func quantile(_ u: Double) -> Double { gsl_cdf_ugaussian_Pinv(u) }
  static func upperQuantile(_ q: Double) -> Double { gsl_cdf_ugaussian_Qinv(q) }

  /// -log(S(z + y) / S(z)) for z >= 0, y >= 0. S = density / hazard, hence no difference of two logarithms that underflow.
  static func survivalDecay(from z: Double, by y: Double) -> Double {
    y * (z + y / 2) + log(gsl_sf_hazard(z + y) / gsl_sf_hazard(z))
  }

  /// The y with `survivalDecay(from: z, by: y) == decay`, for z >= 0.
  ///
  /// The decay is convex in y (the hazard rises), so Newton's iterates after the first fall to the root and never cross it.
  static func residual(above z: Double, decay: Double) -> Double {
    var y = decay / gsl_sf_hazard(z)
    for _ in 0..<50 {
      let step = (survivalDecay(from: z, by: y) - decay) / gsl_sf_hazard(z + y)
      y -= step
      if !(step > 1e-15 * y) { break }
    }
    return max(0, y)
  }
}

/// A normal law restricted to an interval.
@usableFromInline struct Normal: Law {
  let location: Double
  let deviation: Double
  let lower: Double
  let upper: Double
  /// Standardised bounds and the probability that the unrestricted law leaves below, between and above them.
  let lowerZ: Double
  let upperZ: Double
  let below: Double
  let mass: Double
  let above: Double

  init(location: Double, deviation: Double, lower: Double, upper: Double) {
    self.location = location
    self.deviation = deviation
    self.lower = lower
    self.upper = upper
    lowerZ = (lower - location) / deviation
    upperZ = (upper - location) / deviation
    below = StandardNormal.cdf(lowerZ)
    above = StandardNormal.survival(upperZ)
    mass = lowerZ > 0 ? StandardNormal.survival(lowerZ) - above : StandardNormal.cdf(upperZ) - below
  }

  var mean: Double {
    location + deviation * (StandardNormal.density(lowerZ) - StandardNormal.density(upperZ)) / mass
  }

  func cdf(_ x: Double) -> Double {
    if x <= lower { return 0 }
    if x >= upper { return 1 }
    let z = (x - location) / deviation
    let p = z > 0 && lowerZ > 0 ? StandardNormal.survival(lowerZ) - StandardNormal.survival(z) : StandardNormal.cdf(z) - below
    return min(1, p / mass)
  }

  func survival(_ x: Double) -> Double {
    if x <= lower { return 1 }
    if x >= upper { return 0 }
    let z = (x - location) / deviation
    let p = z < 0 && upperZ < 0 ? StandardNormal.cdf(upperZ) - StandardNormal.cdf(z) : StandardNormal.survival(z) - above
    return max(0, min(1, p / mass))
  }

  func quantile(_ u: Double) -> Double {
    let p = max(below + u * mass, .leastNonzeroMagnitude)
    return value(at: p < 0.5 ? StandardNormal.quantile(p) : StandardNormal.upperQuantile(above + (1 - u) * mass))
  }

  func upperQuantile(_ q: Double) -> Double {
    let p = max(above + q * mass, .leastNonzeroMagnitude)
    return value(at: p < 0.5 ? StandardNormal.upperQuantile(p) : StandardNormal.quantile(below + (1 - q) * mass))
  }

  private func value(at z: Double) -> Double { min(upper, max(lower, location + deviation * z)) }

  func residualQuantile(_ u: Double, age: Double) -> Double {
    let z = (age - location) / deviation
    guard z > 0, age > lower, age < upper else { return conditionalQuantile(u, above: age) }
    // An upper bound keeps only this part of what survives the age.
    let kept = upper < .infinity ? -expm1(-StandardNormal.survivalDecay(from: z, by: upperZ - z)) : 1
    return min(upper - age, deviation * StandardNormal.residual(above: z, decay: -log1p(-u * kept)))
  }
}

/// The exponential of a normal law.
@usableFromInline struct LogNormal: Law {
  let median: Double
  let sigma: Double

  var mean: Double { median * exp(sigma * sigma / 2) }
  private func z(_ x: Double) -> Double { (log(x) - log(median)) / sigma }
  func cdf(_ x: Double) -> Double { x <= 0 ? 0 : StandardNormal.cdf(z(x)) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : StandardNormal.survival(z(x)) }
  func quantile(_ u: Double) -> Double { median * exp(sigma * StandardNormal.quantile(u)) }
  func upperQuantile(_ q: Double) -> Double { median * exp(sigma * StandardNormal.upperQuantile(q)) }

  func residualQuantile(_ u: Double, age: Double) -> Double {
    guard age > median else { return conditionalQuantile(u, above: age) }
    return age * expm1(sigma * StandardNormal.residual(above: z(age), decay: -log1p(-u)))
  }
}
