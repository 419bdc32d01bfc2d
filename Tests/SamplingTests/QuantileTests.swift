import EventEngine
import Glibc
import Sampling
import Testing

/// The extremes of the open interval (0, 1) and what lies between.
private let uniforms: [Double] =
  [
    .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-200, 1e-30, 1e-17, 1e-9, 1e-5, 0.5.nextDown, 0.5, 0.5.nextUp, 0.999,
    1 - 1e-9, 1 - 0x1p-53, 1.0.nextDown,
  ] + (1...99).map { Double($0) / 100 }

@Suite struct QuantileTests {
  @Test func `The quantile never is NaN and never falls as the uniform rises`() throws {
    for entry in try Catalogue.all() {
      var last = -Double.infinity
      for u in uniforms.sorted() {
        let x = entry.law.quantile(u)
        #expect(x >= last * (1 - 1e-13 * (last.sign == .minus ? -1 : 1)), "\(entry.name) at \(u): \(x) after \(last)")
        last = x
      }
    }
  }

  @Test func `In a continuous law the distribution function undoes the quantile, in both tails`() throws {
    for entry in try Catalogue.continuous() {
      for u in uniforms where u > 1e-280 {
        let x = entry.law.quantile(u)
        guard x != 0 else { continue }  // underflow
        // Rounding x moves F: hence the tolerance in ulps of x. A truncated law is a difference: hence `absolute`.
        let near = 4 * x.ulp
        let absolute = entry.name.hasPrefix("normal") ? 1e-15 : 0
        let tail =
          u < 0.5
          ? (entry.law.cdf(x - near), entry.law.cdf(x + near)) : (entry.law.survival(x + near), entry.law.survival(x - near))
        let p = min(u, 1 - u)
        let inverse = tail.0 <= p * (1 + 1e-10) + absolute && tail.1 >= p * (1 - 1e-10) - absolute
        #expect(inverse, "\(entry.name) at \(u): x = \(x), F = \(entry.law.cdf(x)), S = \(entry.law.survival(x))")
      }
    }
  }

  @Test func `In a discrete law the quantile is the first value whose distribution function reaches the uniform`() throws {
    for entry in try Catalogue.discrete() {
      for u in uniforms {
        let x = entry.law.quantile(u)
        #expect(entry.law.cdf(x) >= u - 1e-15, "\(entry.name) at \(u): \(x)")
        #expect(entry.law.cdf(x.nextDown) < u + 1e-15, "\(entry.name) at \(u): \(x)")
      }
    }
  }

  @Test func `The distribution and survival functions add up to one and stay within zero and one`() throws {
    for entry in try Catalogue.all() {
      for x in [-1e300, -4, -1, 0, 1e-300, 1e-4, 0.5, 1, 3.5, 7, 100, 1e9, 1e300] {
        let f = entry.law.cdf(x)
        let s = entry.law.survival(x)
        #expect(f >= 0 && f <= 1 && s >= 0 && s <= 1 && abs(f + s - 1) < 1e-11, "\(entry.name) at \(x): \(f), \(s)")
      }
    }
  }

  /// Kolmogorov-Smirnov: for n draws, P(D sqrt(n) > 2.69) = 2 exp(-2 * 2.69^2) = 1e-6; for discrete laws it is less.
  @Test func `Addressed draws follow the distribution function`() throws {
    let source = RandomSource(seed: 20_261_123)
    let n = 20_000
    for (entity, entry) in try Catalogue.all().enumerated() {
      var draws: [Double] = []
      for i in 0..<n { draws.append(entry.law.quantile(source.uniform(entity: UInt32(entity), purpose: 1, index: UInt64(i)))) }
      draws.sort()
      var distance = 0.0
      for (i, x) in draws.enumerated() where i + 1 == n || draws[i + 1] > x {
        distance = max(distance, abs(entry.law.cdf(x) - Double(i + 1) / Double(n)))
        if entry.isContinuous { distance = max(distance, abs(entry.law.cdf(x) - Double(i) / Double(n))) }
      }
      #expect(distance * Double(n).squareRoot() < 2.69, "\(entry.name): \(distance)")
    }
  }

  @Test func `The Kolmogorov-Smirnov gate refuses a lognormal whose sigma is wrong by a tenth`() throws {
    let source = RandomSource(seed: 1)
    let right = try Distribution.logNormal(median: 1, sigma: 0.4)
    let wrong = try Distribution.logNormal(median: 1, sigma: 0.44)
    let n = 20_000
    let draws = (0..<n).map { wrong.quantile(source.uniform(entity: 0, purpose: 0, index: UInt64($0))) }.sorted()
    var distance = 0.0
    for (i, x) in draws.enumerated() { distance = max(distance, abs(right.cdf(x) - Double(i + 1) / Double(n))) }
    #expect(distance * Double(n).squareRoot() > 2.69)
  }

  /// The mean is the integral of the quantile over (0, 1); substituting u = 1 / (1 + exp(-t)) gives an integrand that dies off
  /// exponentially, for which the trapezoidal rule is nearly exact.
  @Test func `The mean is the integral of the quantile`() throws {
    for entry in try Catalogue.all() where entry.law.mean.isFinite && !entry.name.contains("2^") {
      let step = 1.0 / 512
      var sum = 0.0
      for i in -Int(36 / step)...Int(36 / step) {
        let t = Double(i) * step
        let u = logistic(t)
        sum += entry.law.quantile(u) * u * logistic(-t) * step
      }
      let mean = entry.law.mean
      let isSmooth = entry.isContinuous && !entry.name.hasPrefix("mixture")
      // A jump of the quantile costs up to its height times the step.
      #expect(
        abs(sum - mean) <= (isSmooth ? 2e-6 * abs(mean) : 2e-3 * max(abs(mean), entry.isContinuous ? 0 : 1)),
        "\(entry.name): \(sum), \(mean)")
    }
    #expect(try Distribution.pareto(minimum: 1, shape: 1).mean == .infinity)
    #expect(
      try Distribution.mixture(weights: [1, 1], components: [.constant(1), .pareto(minimum: 1, shape: 0.5)]).mean == .infinity)
  }

  @Test func `A duration is rounded to the nanosecond and never negative`() throws {
    #expect(try Distribution.constant(1.234_567_890_4).duration(0.5) == .nanoseconds(1_234_567_890))
    #expect(try Distribution.constant(0.6e-9).duration(0.5) == .nanoseconds(1))
    #expect(try Distribution.constant(-3).duration(0.5) == .zero)
    #expect(try Distribution.pareto(minimum: 1, shape: 1e-3).duration(1.0.nextDown) == .seconds(3_000_000_000))
  }

  @Test func `Very small and very large parameters give neither NaN nor an abort`() throws {
    let laws: [Distribution] = try [
      .gamma(shape: 1e-4, scale: 1), .gamma(shape: 1e6, scale: 1e-300), .weibull(shape: 1e-3, scale: 1e300),
      .weibull(shape: 1e300, scale: 1), .pareto(minimum: 1e300, shape: 1e-300), .logNormal(median: 1e-300, sigma: 1e10),
      .normal(mean: 1e300, standardDeviation: 1e-300), .exponential(mean: .greatestFiniteMagnitude),
      .gamma(shape: .leastNormalMagnitude, scale: 1), .normal(mean: 0, standardDeviation: 1, lower: -.infinity, upper: -4),
    ]
    for (i, law) in laws.enumerated() {
      for u in uniforms {
        #expect(!law.quantile(u).isNaN, "law \(i) at \(u)")
        for age in [0, 1e-300, 1, 1e10, 1e300] {
          let rest = law.residualQuantile(u, age: age)
          #expect(rest >= 0, "law \(i) at \(u), age \(age): \(rest)")
        }
      }
    }
  }
}

private func logistic(_ t: Double) -> Double { 1 / (1 + exp(-t)) }
