extension Distribution {
  /// The family of a distribution and what its factory was given: for those who write it down or compare it.
  public indirect enum Parameters: Equatable, Sendable {
    case constant(Double)
    case uniform(lower: Double, upper: Double)
    case exponential(mean: Double)
    case normal(mean: Double, standardDeviation: Double, lower: Double, upper: Double)
    case logNormal(median: Double, sigma: Double)
    case gamma(shape: Double, scale: Double)
    case weibull(shape: Double, scale: Double)
    case pareto(minimum: Double, shape: Double)
    case bernoulli(probability: Double)
    case zipf(exponent: Double, ranks: UInt64)
    /// In ascending order.
    case empirical([Double])
    case mixture([WeightedParameters])
  }

  /// A component of a mixture; only those of some weight are kept.
  public struct WeightedParameters: Equatable, Sendable {
    public var weight: Double
    public var law: Parameters

    public init(weight: Double, law: Parameters) {
      self.weight = weight
      self.law = law
    }
  }

  /// A factory that is given these makes the same distribution.
  public var parameters: Parameters { law.parameters }

  /// The distribution with these parameters.
  public init(_ parameters: Parameters) throws(DistributionError) {
    self =
      switch parameters {
      case .constant(let value): try .constant(value)
      case .uniform(let lower, let upper): try .uniform(lower: lower, upper: upper)
      case .exponential(let mean): try .exponential(mean: mean)
      case .normal(let mean, let deviation, let lower, let upper):
        try .normal(mean: mean, standardDeviation: deviation, lower: lower, upper: upper)
      case .logNormal(let median, let sigma): try .logNormal(median: median, sigma: sigma)
      case .gamma(let shape, let scale): try .gamma(shape: shape, scale: scale)
      case .weibull(let shape, let scale): try .weibull(shape: shape, scale: scale)
      case .pareto(let minimum, let shape): try .pareto(minimum: minimum, shape: shape)
      case .bernoulli(let probability): try .bernoulli(probability: probability)
      case .zipf(let exponent, let ranks): try .zipf(exponent: exponent, ranks: ranks)
      case .empirical(let values): try .empirical(values)
      case .mixture(let parts): try Self.mixture(parts)
      }
  }

  private static func mixture(_ parts: [WeightedParameters]) throws(DistributionError) -> Distribution {
    var components: [Distribution] = []
    for part in parts { components.append(try Distribution(part.law)) }
    return try .mixture(weights: parts.map(\.weight), components: components)
  }
}

extension Constant {
  var parameters: Distribution.Parameters { .constant(value) }
}

extension Uniform {
  var parameters: Distribution.Parameters { .uniform(lower: lower, upper: upper) }
}

extension Exponential {
  var parameters: Distribution.Parameters { .exponential(mean: mean) }
}

extension Normal {
  var parameters: Distribution.Parameters {
    .normal(mean: location, standardDeviation: deviation, lower: lower, upper: upper)
  }
}

extension LogNormal {
  var parameters: Distribution.Parameters { .logNormal(median: median, sigma: sigma) }
}

extension Gamma {
  var parameters: Distribution.Parameters { .gamma(shape: shape, scale: scale) }
}

extension Weibull {
  var parameters: Distribution.Parameters { .weibull(shape: shape, scale: scale) }
}

extension Pareto {
  var parameters: Distribution.Parameters { .pareto(minimum: minimum, shape: shape) }
}

extension Bernoulli {
  var parameters: Distribution.Parameters { .bernoulli(probability: probability) }
}

extension Zipf {
  var parameters: Distribution.Parameters { .zipf(exponent: exponent, ranks: UInt64(ranks)) }
}

extension Empirical {
  var parameters: Distribution.Parameters { .empirical(values) }
}

extension Mixture {
  var parameters: Distribution.Parameters {
    .mixture(given.map { Distribution.WeightedParameters(weight: $0.weight, law: $0.law.parameters) })
  }
}
