import Sampling

/// One or more members of each family, with parameters that a model file may well have and some at the edges.
struct Catalogue {
  let name: String
  let law: Distribution
  var isContinuous = true

  static func all() throws -> [Catalogue] {
    try continuous() + discrete()
  }

  static func continuous() throws -> [Catalogue] {
    [
      Catalogue(name: "uniform", law: try .uniform(lower: -2, upper: 5)),
      Catalogue(name: "exponential", law: try .exponential(mean: 3)),
      Catalogue(name: "normal above 0", law: try .normal(mean: 1, standardDeviation: 0.7)),
      Catalogue(name: "normal unbounded", law: try .normal(mean: -4, standardDeviation: 2, lower: -.infinity)),
      Catalogue(name: "normal in its upper tail", law: try .normal(mean: 0, standardDeviation: 1, lower: 3, upper: 4)),
      Catalogue(name: "normal in its lower tail", law: try .normal(mean: 0, standardDeviation: 1, lower: -5, upper: -3)),
      Catalogue(name: "lognormal", law: try .logNormal(median: 180e-6, sigma: 0.4)),
      Catalogue(name: "lognormal by mean", law: try .logNormal(mean: 2, sigma: 1.5)),
      Catalogue(name: "gamma 0.05", law: try .gamma(shape: 0.05, scale: 2)),
      Catalogue(name: "gamma 0.5", law: try .gamma(shape: 0.5, scale: 1)),
      Catalogue(name: "gamma 3", law: try .gamma(shape: 3, scale: 1e-3)),
      Catalogue(name: "gamma 1000", law: try .gamma(shape: 1_000, scale: 0.1)),
      Catalogue(name: "weibull 0.7", law: try .weibull(shape: 0.7, scale: 1e6)),
      Catalogue(name: "weibull 3", law: try .weibull(shape: 3, scale: 2)),
      Catalogue(name: "pareto", law: try .pareto(minimum: 1e-4, shape: 2.5)),
      Catalogue(
        name: "mixture of continuous laws",
        law: try .mixture(
          weights: [9, 1], components: [.logNormal(median: 1e-4, sigma: 0.3), .pareto(minimum: 5e-3, shape: 3)])),
    ]
  }

  static func discrete() throws -> [Catalogue] {
    let withAtoms = try Distribution.mixture(
      weights: [0.5, 0.25, 0.25], components: [.constant(1), .exponential(mean: 1), .empirical([0.5, 2, 2, 7])])
    let inner = try Distribution.mixture(weights: [1, 3], components: [.bernoulli(probability: 0.5), .constant(-1)])
    let nested = try Distribution.mixture(weights: [1, 1], components: [inner, .constant(9)])
    let laws: [(String, Distribution)] = [
      ("constant", try .constant(4)),
      ("bernoulli", try .bernoulli(probability: 0.3)),
      ("never", try .bernoulli(probability: 0)),
      ("always", try .bernoulli(probability: 1)),
      ("zipf 1.1", try .zipf(exponent: 1.1, ranks: 5_000)),
      ("zipf 0", try .zipf(exponent: 0, ranks: 100)),
      ("zipf 1 of 2^32", try .zipf(exponent: 1, ranks: 1 << 32)),
      ("zipf 16 of 2^53", try .zipf(exponent: 16, ranks: 1 << 53)),
      ("zipf of one rank", try .zipf(exponent: 1, ranks: 1)),
      ("empirical", try .empirical([3, 1, 4, 1, 5, 9, 2, 6])),
      ("mixture with atoms", withAtoms),
      ("mixture of mixtures", nested),
    ]
    return laws.map { Catalogue(name: $0.0, law: $0.1, isContinuous: false) }
  }
}
