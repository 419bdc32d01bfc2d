import Sampling
import Testing

@Suite struct KnownValueTests {
  private func expect(_ law: Distribution, at u: Double, is value: Double, within tolerance: Double) {
    #expect(abs(law.quantile(u) - value) <= tolerance, "\(law.quantile(u)) instead of \(value)")
  }

  /// Abramowitz & Stegun, table 26.5.
  @Test func `The normal quantiles are those of the tables`() throws {
    let law = try Distribution.normal(mean: 0, standardDeviation: 1, lower: -.infinity)
    expect(law, at: 0.975, is: 1.959_96, within: 5e-6)
    expect(law, at: 0.995, is: 2.575_83, within: 5e-6)
    expect(law, at: 0.001, is: -3.090_23, within: 5e-6)
    expect(law, at: 1e-6, is: -4.753_42, within: 5e-6)
  }

  /// Chi-square with v degrees of freedom is gamma(v / 2, 2): Abramowitz & Stegun, table 26.8.
  @Test func `The gamma quantiles are those of the chi-square tables`() throws {
    try expect(.gamma(shape: 0.5, scale: 2), at: 0.95, is: 3.841_46, within: 5e-6)
    try expect(.gamma(shape: 0.5, scale: 2), at: 0.005, is: 3.927_04e-5, within: 5e-11)
    try expect(.gamma(shape: 5, scale: 2), at: 0.95, is: 18.307_0, within: 5e-5)
    try expect(.gamma(shape: 5, scale: 2), at: 0.01, is: 2.558_21, within: 5e-6)
    try expect(.gamma(shape: 50, scale: 2), at: 0.995, is: 140.169, within: 5e-4)
  }

  @Test func `Shape 1 makes the gamma and the Weibull law exponential`() throws {
    let exponential = try Distribution.exponential(mean: 3)
    for u in [1e-200, 1e-12, 0.3, 0.5, 0.99, 1 - 1e-12] {
      let x = exponential.quantile(u)
      try expect(.gamma(shape: 1, scale: 3), at: u, is: x, within: 1e-13 * x)
      try expect(.weibull(shape: 1, scale: 3), at: u, is: x, within: 1e-13 * x)
    }
  }

  /// Shape 2 is the Rayleigh law: the median is scale sqrt(ln 2), the mean scale sqrt(pi) / 2.
  @Test func `A Weibull law of shape 2 is a Rayleigh law`() throws {
    let law = try Distribution.weibull(shape: 2, scale: 5)
    expect(law, at: 0.5, is: 5 * 0.832_554_611_157_697_8, within: 1e-14)
    #expect(abs(law.mean - 5 * 0.886_226_925_452_758) < 1e-14)
  }

  @Test func `A half-normal law has the mean of the textbooks`() throws {
    let law = try Distribution.normal(mean: 0, standardDeviation: 2)
    #expect(abs(law.mean - 2 * 0.797_884_560_802_865_4) < 1e-14)  // sqrt(2 / pi)
    expect(law, at: 0.5, is: 2 * 0.674_489_750_196_081_7, within: 1e-14)
  }

  @Test func `The two lognormal parametrisations agree`() throws {
    let byMedian = try Distribution.logNormal(median: 2, sigma: 0.5)
    let byMean = try Distribution.logNormal(mean: byMedian.mean, sigma: 0.5)
    expect(byMedian, at: 0.5, is: 2, within: 1e-15)
    for u in [0.01, 0.5, 0.99] { expect(byMean, at: u, is: byMedian.quantile(u), within: 1e-14) }
  }

  @Test func `A Pareto quantile is the minimum times a power`() throws {
    try expect(.pareto(minimum: 3, shape: 2), at: 0.75, is: 6, within: 1e-14)
    #expect(try Distribution.pareto(minimum: 3, shape: 2).mean == 6)
  }

  @Test func `A mixture has the quantiles of its own distribution function, atoms to the last bit`() throws {
    let law = try Distribution.mixture(weights: [3, 1], components: [.uniform(lower: 0, upper: 1), .constant(0.3)])
    expect(law, at: 0.15, is: 0.2, within: 1e-15)
    #expect(law.quantile(0.226) == 0.3)
    #expect(law.quantile(0.474) == 0.3)
    expect(law, at: 0.625, is: 0.5, within: 1e-15)
    let measured = try Distribution.mixture(
      weights: [1, 1], components: [.uniform(lower: 0, upper: 1), .empirical([0.1, 0.7])])
    #expect(measured.quantile(0.2) == 0.1)
    #expect(measured.quantile(0.65) == 0.7)
  }
}
