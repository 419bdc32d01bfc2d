import Glibc
import Sampling
import Testing

@Suite struct ResidualTests {
  @Test func `What is left of a continuous law follows the conditional survival function`() throws {
    for entry in try Catalogue.continuous() {
      for ageAt in [1e-6, 0.1, 0.5, 0.9, 0.999, 1 - 1e-9] {
        let age = entry.law.quantile(ageAt)
        let alive = entry.law.survival(age)
        for u in [1e-3, 0.1, 0.5, 0.9, 0.999_999] {
          let end = age + entry.law.residualQuantile(u, age: age)
          let conditional = entry.law.survival(end) / alive
          let rounding = 1e-14 / alive
          #expect(abs(conditional - (1 - u)) < 1e-6 * (1 - u) + rounding, "\(entry.name) aged \(age) at \(u): \(conditional)")
        }
      }
    }
  }

  @Test func `What is left of a discrete law is the first value that reaches the conditional distribution`() throws {
    for entry in try Catalogue.discrete() {
      for age in [-2, 0, 0.5, 1, 1.5, 2, 6, 40, 2_000] where entry.law.survival(age) > 0 {
        let alive = entry.law.survival(age)
        for u in [0.001, 0.2, 0.4999, 0.77, 0.999] {
          let end = age + entry.law.residualQuantile(u, age: age)
          #expect(1 - entry.law.survival(end) / alive >= u - 1e-12, "\(entry.name) aged \(age) at \(u): \(end)")
          #expect(1 - entry.law.survival(end - 1e-6) / alive < u + 1e-12, "\(entry.name) aged \(age) at \(u): \(end)")
        }
      }
    }
  }

  @Test func `Before the first possible value the rest is the whole minus the age`() throws {
    let laws: [Distribution] = try [
      .uniform(lower: 2, upper: 3), .pareto(minimum: 2, shape: 2), .constant(5), .empirical([2, 4]), .exponential(mean: 1),
      .weibull(shape: 2, scale: 1), .gamma(shape: 2, scale: 1), .logNormal(median: 1, sigma: 1),
    ]
    for law in laws {
      for (u, age) in [(0.25, 0.0), (0.75, 0), (0.5, -3)] {
        let expected = law.quantile(u) - age
        #expect(abs(law.residualQuantile(u, age: age) - expected) <= 1e-12 * expected)
      }
    }
  }

  @Test func `An age that cannot be exceeded leaves nothing`() throws {
    let laws: [Distribution] = try [
      .uniform(lower: 2, upper: 3), .constant(3), .empirical([2, 3]), .zipf(exponent: 1, ranks: 3), .bernoulli(probability: 0.5),
      .normal(mean: 1, standardDeviation: 1, upper: 3),
    ]
    for law in laws {
      for age in [3.0, 3.5, 1e300] { #expect(law.residualQuantile(0.5, age: age) == 0) }
    }
  }

  @Test func `At any age the rest is neither NaN nor negative, and rises with the uniform`() throws {
    for entry in try Catalogue.all() {
      for age in [-1e9, -1, 0, 1e-300, 1e-4, 1, 3.5, 30, 1_000, 1e6, 1e12, 1e300] {
        var last = 0.0
        for u in [.leastNonzeroMagnitude, 1e-20, 0.01, 0.5, 0.99, 1.0.nextDown] {
          let rest = entry.law.residualQuantile(u, age: age)
          #expect(rest >= last, "\(entry.name) aged \(age) at \(u): \(rest) after \(last)")
          last = rest
        }
      }
    }
  }

  /// References: the equation S(a + x) = (1 - u) S(a) solved in 40 digits. From a = 38 standard deviations on, S itself is 0.
  @Test(
    arguments: [
      (1, 0.25, 0.180_043_583_895_832_47), (5, 0.5, 0.132_018_332_044_298_46), (30, 0.9, 0.076_570_337_034_943_926),
      (100, 0.5, 0.006_930_538_752_429_414_2), (10_000, 0.3, 3.566_749_397_358_979_8e-5),
    ] as [(Double, Double, Double)])
  func `The rest of a normal and of a lognormal law is right far out in the tail`(z: Double, u: Double, rest: Double) throws {
    let normal = try Distribution.normal(mean: 0, standardDeviation: 1, lower: -.infinity)
    #expect(abs(normal.residualQuantile(u, age: z) / rest - 1) < 1e-12)
    // log(X) is normal: with sigma = 1/64, age e^(z / 64), the end is e^((z + rest) / 64).
    let logNormal = try Distribution.logNormal(median: 1, sigma: 1.0 / 64)
    let age = exp(z / 64)
    #expect(abs(logNormal.residualQuantile(u, age: age) / (age * expm1(rest / 64)) - 1) < 1e-12)
  }

  @Test(
    arguments: [
      (3, 2, 0.5, 1.407_277_354_025_343_3, 1e-10), (0.5, 10, 0.5, 0.663_569_363_197_767_7, 1e-10),
      (3, 600, 0.9, 2.310_258_380_926_919_2, 1e-10), (3, 1_000, 0.5, 0.694_534_379_061_397_23, 0.01),
      (20, 2_000, 0.5, 0.699_790_677_923_629_53, 0.01),
    ] as [(Double, Double, Double, Double, Double)])
  func `The rest of a gamma law is right, to 1 % where its survival function underflows`(
    shape: Double, age: Double, u: Double, rest: Double, tolerance: Double
  ) throws {
    let law = try Distribution.gamma(shape: shape, scale: 1)
    #expect(abs(law.residualQuantile(u, age: age) / rest - 1) < tolerance)
  }

  @Test func `Closed forms stay exact where the survival function underflows`() throws {
    let exponential = try Distribution.exponential(mean: 2)
    #expect(exponential.residualQuantile(0.5, age: 1e9) == exponential.quantile(0.5))
    // (1e6 + x)^2 = 1e12 + ln 2 to first order.
    let weibull = try Distribution.weibull(shape: 2, scale: 1)
    #expect(abs(weibull.residualQuantile(0.5, age: 1e6) / (log(2) / 2e6) - 1) < 1e-12)
    // A Pareto rest scales with the age: half of those aged a reach a 2^(1/shape).
    let pareto = try Distribution.pareto(minimum: 1, shape: 400)
    #expect(abs(pareto.residualQuantile(0.5, age: 1e10) / (1e10 * expm1(log(2) / 400)) - 1) < 1e-12)
  }
}
