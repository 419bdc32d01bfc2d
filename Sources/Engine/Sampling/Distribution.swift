import EventEngine

/// A probability distribution with validated parameters, given by its quantile function: one uniform gives one value, and a
/// larger uniform never gives a smaller value. Values have the caller's unit; durations are in seconds.
///
/// The factories (`exponential(mean:)` and so on) are the only way to make one. They throw `DistributionError`.
public struct Distribution: Sendable {
  @usableFromInline let kind: Kind

  @usableFromInline enum Kind: Sendable {
    case constant(Constant)
    case uniform(Uniform)
    case exponential(Exponential)
    case logNormal(LogNormal)
    case normal(Normal)
    case gamma(Gamma)
    case weibull(Weibull)
    case pareto(Pareto)
    case bernoulli(Bernoulli)
    indirect case zipf(Zipf)
    indirect case empirical(Empirical)
    indirect case mixture(Mixture)
  }

  init(_ kind: Kind) {
    GSL.errorsAreReturned
    self.kind = kind
  }

  /// The smallest value x with `cdf(x) >= u`. `u` lies in the open interval (0, 1). Never NaN; infinite only where the value
  /// overflows. Allocates nothing.
  @inlinable public func quantile(_ u: Double) -> Double {
    assert(u > 0 && u < 1)
    switch kind {
    case .constant(let law): return law.quantile(u)
    case .uniform(let law): return law.quantile(u)
    case .exponential(let law): return law.quantile(u)
    default: return computedQuantile(u)
    }
  }

  /// The quantiles that need more than a few instructions; a call more does not show.
  @usableFromInline func computedQuantile(_ u: Double) -> Double {
    switch kind {
    case .constant(let law): law.quantile(u)
    case .uniform(let law): law.quantile(u)
    case .exponential(let law): law.quantile(u)
    case .logNormal(let law): law.quantile(u)
    case .normal(let law): law.quantile(u)
    case .gamma(let law): law.quantile(u)
    case .weibull(let law): law.quantile(u)
    case .pareto(let law): law.quantile(u)
    case .bernoulli(let law): law.quantile(u)
    case .zipf(let law): law.quantile(u)
    case .empirical(let law): law.quantile(u)
    case .mixture(let law): law.quantile(u)
    }
  }

  /// The quantile as a length of time: seconds rounded to whole nanoseconds, 0 for negative values, and at most 3 x 10^9 s (95
  /// years), so that an instant plus it is an instant.
  @inlinable public func duration(_ u: Double) -> Duration { Duration(seconds: min(max(0, quantile(u)), 3e9)) }
}

extension Distribution {
  /// The expected value. Infinite for a Pareto shape <= 1, for a mixture with such a component, and where it overflows.
  public var mean: Double { law.mean }

  /// P(X <= x).
  public func cdf(_ x: Double) -> Double { law.cdf(x) }

  /// P(X > x), accurate in relative terms where it is small.
  public func survival(_ x: Double) -> Double { law.survival(x) }

  /// The quantile at `u` of what is left at `age`: of X - age given X > age. `u` lies in (0, 1), `age` is finite. Never negative
  /// or NaN; 0 at an age that X cannot exceed. Far out in a tail it stays exact for the families with a closed form, the normal
  /// and the lognormal, is good to 1 % for the gamma, and is 0 for a mixture once its survival function underflows.
  public func residualQuantile(_ u: Double, age: Double) -> Double {
    assert(u > 0 && u < 1 && age.isFinite)
    return law.residualQuantile(u, age: age)
  }

  /// What is left at `age` (seconds) as a length of time; see `residualQuantile(_:age:)`.
  public func residualDuration(_ u: Double, age: Duration) -> Duration {
    Duration(seconds: residualQuantile(u, age: age.seconds))
  }

  /// The law itself, for what is not called for each event.
  var law: any Law {
    switch kind {
    case .constant(let law): law
    case .uniform(let law): law
    case .exponential(let law): law
    case .logNormal(let law): law
    case .normal(let law): law
    case .gamma(let law): law
    case .weibull(let law): law
    case .pareto(let law): law
    case .bernoulli(let law): law
    case .zipf(let law): law
    case .empirical(let law): law
    case .mixture(let law): law
    }
  }
}
