import Glibc

/// The same value always.
@usableFromInline struct Constant: Law {
  @usableFromInline let value: Double

  var mean: Double { value }
  var atoms: [Double] { [value] }
  func cdf(_ x: Double) -> Double { x >= value ? 1 : 0 }
  func survival(_ x: Double) -> Double { x >= value ? 0 : 1 }
  @inlinable func quantile(_ u: Double) -> Double { value }
  func upperQuantile(_ q: Double) -> Double { value }
}

/// Equally likely between two bounds.
@usableFromInline struct Uniform: Law {
  @usableFromInline let lower: Double
  @usableFromInline let upper: Double

  var mean: Double { lower + (upper - lower) / 2 }
  func cdf(_ x: Double) -> Double { x <= lower ? 0 : x >= upper ? 1 : (x - lower) / (upper - lower) }
  func survival(_ x: Double) -> Double { x <= lower ? 1 : x >= upper ? 0 : (upper - x) / (upper - lower) }
  @inlinable func quantile(_ u: Double) -> Double { min(upper, lower + u * (upper - lower)) }
  func upperQuantile(_ q: Double) -> Double { max(lower, upper - q * (upper - lower)) }
  func residualQuantile(_ u: Double, age: Double) -> Double {
    age <= lower ? quantile(u) - age : max(0, u * (upper - age))
  }
}

/// Memoryless waiting.
@usableFromInline struct Exponential: Law {
  @usableFromInline let mean: Double

  func cdf(_ x: Double) -> Double { x <= 0 ? 0 : -expm1(-x / mean) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : exp(-x / mean) }
  @inlinable func quantile(_ u: Double) -> Double { -mean * log1p(-u) }
  func upperQuantile(_ q: Double) -> Double { -mean * log(q) }
  func residualQuantile(_ u: Double, age: Double) -> Double { quantile(u) + max(0, -age) }
}

/// A power of an exponential; `shape` below 1 is infant mortality, above 1 wear.
@usableFromInline struct Weibull: Law {
  let shape: Double
  let scale: Double

  var mean: Double { scale * tgamma(1 + 1 / shape) }
  func cdf(_ x: Double) -> Double { x <= 0 ? 0 : -expm1(-pow(x / scale, shape)) }
  func survival(_ x: Double) -> Double { x <= 0 ? 1 : exp(-pow(x / scale, shape)) }
  func quantile(_ u: Double) -> Double { scale * pow(-log1p(-u), 1 / shape) }
  func upperQuantile(_ q: Double) -> Double { scale * pow(-log(q), 1 / shape) }

  /// Solves (rest + age)^k - age^k = E without subtracting two large numbers.
  func residualQuantile(_ u: Double, age: Double) -> Double {
    guard age > 0 else { return quantile(u) - age }
    let spent = pow(age / scale, shape)
    guard spent > 0 else { return max(0, quantile(u) - age) }
    return age * expm1(log1p(-log1p(-u) / spent) / shape)
  }
}

/// A power-law tail from `minimum` on.
@usableFromInline struct Pareto: Law {
  let minimum: Double
  let shape: Double

  /// Infinite for `shape` <= 1.
  var mean: Double { shape > 1 ? minimum / (1 - 1 / shape) : .infinity }
  func cdf(_ x: Double) -> Double { x <= minimum ? 0 : -expm1(-shape * log(x / minimum)) }
  func survival(_ x: Double) -> Double { x <= minimum ? 1 : pow(x / minimum, -shape) }
  func quantile(_ u: Double) -> Double { minimum * exp(-log1p(-u) / shape) }
  func upperQuantile(_ q: Double) -> Double { minimum * pow(q, -1 / shape) }
  /// Above the minimum the rest is the same law, scaled with the age.
  func residualQuantile(_ u: Double, age: Double) -> Double {
    age <= minimum ? quantile(u) - age : age * expm1(-log1p(-u) / shape)
  }
}

/// 1 with the given probability, else 0.
@usableFromInline struct Bernoulli: Law {
  let probability: Double

  var mean: Double { probability }
  var atoms: [Double] { [0, 1] }
  func cdf(_ x: Double) -> Double { x < 0 ? 0 : x < 1 ? 1 - probability : 1 }
  func survival(_ x: Double) -> Double { x < 0 ? 1 : x < 1 ? probability : 0 }
  func quantile(_ u: Double) -> Double { u <= 1 - probability ? 0 : 1 }
  func upperQuantile(_ q: Double) -> Double { q >= probability ? 0 : 1 }
}
