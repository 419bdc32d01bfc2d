import Statistics
import Testing

@Suite struct ProportionTests {
  /// Newcombe, Statistics in Medicine 17:857 (1998), table I, methods 3 and 5, 95 %.
  @Test(
    arguments: [
      (81, 263, 0.2553, 0.3662, 0.2527, 0.3676), (15, 148, 0.0624, 0.1605, 0.0578, 0.1617), (0, 20, 0, 0.1611, 0, 0.1684),
      (1, 29, 0.0061, 0.1718, 0.0009, 0.1776),
    ] as [(Int, Int, Double, Double, Double, Double)])
  func `Wilson's and Clopper and Pearson's intervals are those that Newcombe published`(
    successes: Int, trials: Int, wilsonLower: Double, wilsonUpper: Double, exactLower: Double, exactUpper: Double
  ) throws {
    let proportion = try #require(Proportion(successes: successes, of: trials))
    let wilson = proportion.wilson(.percent95)
    #expect(abs(wilson.lower - wilsonLower) <= 5.1e-5 && abs(wilson.upper - wilsonUpper) <= 5.1e-5, "\(wilson)")
    let exact = proportion.clopperPearson(.percent95)
    #expect(abs(exact.lower - exactLower) <= 5.1e-5 && abs(exact.upper - exactUpper) <= 5.1e-5, "\(exact)")
  }

  @Test func `None seen gives a one-sided bound of about 3 over n, all seen its mirror image`() throws {
    let none = try #require(Proportion(successes: 0, of: 1_000)).interval(.percent95)
    #expect(none.sides == .upperBound && none.lower == 0 && none.confidence == .percent95)
    #expect(abs(none.upper - 0.002_991_249) < 5e-9)  // 1 - 0.05^(1/1000)
    let all = try #require(Proportion(successes: 1_000, of: 1_000)).interval(.percent95)
    #expect(all.sides == .lowerBound && all.upper == 1)
    #expect(abs(all.lower - (1 - none.upper)) < 1e-15)
    let some = try #require(Proportion(successes: 1, of: 1_000))
    #expect(some.interval(.percent95) == some.wilson(.percent95))
  }

  /// Coverage at p = the sum of the binomial probabilities of the outcomes whose interval holds p.
  private func coverage(_ intervals: [Interval], at p: Double) -> Double {
    let n = intervals.count - 1
    var probability = 1.0
    for _ in 0..<n { probability *= 1 - p }
    var covered = 0.0
    for (k, interval) in intervals.enumerated() {
      if interval.lower <= p && p <= interval.upper { covered += probability }
      probability *= Double(n - k) / Double(k + 1) * p / (1 - p)
    }
    return covered
  }

  @Test(arguments: [1, 2, 5, 13, 30])
  func `Clopper and Pearson's interval covers at least as often as it says, whatever the true proportion`(n: Int) throws {
    for confidence in [.percent95, .percent99, try #require(Confidence(0.8))] {
      let outcomes = (0...n).compactMap { Proportion(successes: $0, of: n) }
      let exact = outcomes.map { $0.clopperPearson(confidence) }
      let bounds = outcomes.map { $0.upperBound(confidence) }
      for i in 1..<1_000 {
        let p = Double(i) / 1_000
        #expect(coverage(exact, at: p) >= confidence.level - 1e-12, "n \(n), p \(p)")
        #expect(coverage(bounds, at: p) >= confidence.level - 1e-12, "n \(n), p \(p)")
      }
    }
  }

  @Test func `Wilson's interval covers close to what it says on average`() throws {
    let intervals = (0...20).compactMap { Proportion(successes: $0, of: 20)?.wilson(.percent95) }
    var sum = 0.0
    for i in 0..<1_000 { sum += coverage(intervals, at: (Double(i) + 0.5) / 1_000) / 1_000 }
    #expect(sum > 0.945 && sum < 0.965)
  }

  /// GSL's own inverse beta function fails here.
  @Test(arguments: [10_000, 1_000_000])
  func `Many trials give limits near those of the normal approximation`(n: Int) throws {
    for successes in [n / 10, n / 2, n - n / 10] {
      let proportion = try #require(Proportion(successes: successes, of: n))
      let p = proportion.estimate
      let half = 1.959_964 * (p * (1 - p) / Double(n)).squareRoot()
      let exact = proportion.clopperPearson(.percent95)
      #expect(abs((exact.upper - p) / half - 1) < 0.03 && abs((p - exact.lower) / half - 1) < 0.03)
    }
  }

  @Test func `Impossible counts and levels are refused`() {
    #expect(Proportion(successes: 1, of: 0) == nil)
    #expect(Proportion(successes: -1, of: 5) == nil)
    #expect(Proportion(successes: 6, of: 5) == nil)
    for level in [0, 1, -0.5, 1.5, .nan] { #expect(Confidence(level) == nil) }
  }
}

@Suite struct PairedProportionsTests {
  /// Airway hyper-responsiveness before and after a transplant (1, 1, 7, 12): Fagerland, Lydersen & Laake, Statistics in Medicine
  /// 33:2850 (2014), Tango's asymptotic score interval.
  @Test func `Tango's interval is the one published for paired airway tests`() throws {
    let interval = try #require(PairedProportions(onlyFirst: 1, onlySecond: 7, pairs: 21)).tango(.percent95)
    #expect(abs(interval.estimate + 0.286) < 5.1e-4)
    #expect(abs(interval.lower + 0.517) < 5.1e-4 && abs(interval.upper + 0.026) < 5.1e-4, "\(interval)")
  }

  /// With no discordant pair the score equation is n d^2 = z^2 d (1 - d).
  @Test func `Pairs that always agree leave a width of z^2 over n + z^2 on both sides`() throws {
    let interval = try #require(PairedProportions(onlyFirst: 0, onlySecond: 0, pairs: 50)).tango(.percent95)
    let expected = 3.841_458_820_694_124 / (50 + 3.841_458_820_694_124)
    #expect(abs(interval.upper - expected) < 1e-12 && abs(interval.lower + expected) < 1e-12)
  }

  /// The limits are where the score statistic, with the nuisance parameter found by search instead of in closed form, is z.
  @Test(arguments: [(1, 7, 21), (0, 1, 44), (40, 20, 160), (200, 0, 200), (3, 0, 200), (5, 5, 10)])
  func `At the limits the constrained likelihood's own score statistic is the normal quantile`(a: Int, b: Int, n: Int) throws {
    let pair = try #require(PairedProportions(onlyFirst: a, onlySecond: b, pairs: n))
    let interval = pair.tango(.percent95)
    #expect(interval.lower <= interval.estimate && interval.estimate <= interval.upper)
    for (limit, sign) in [(interval.lower, 1.0), (interval.upper, -1.0)] where abs(limit) < 1 {
      let statistic = scoreStatistic(a, b, n, difference: limit)
      #expect(abs(statistic - sign * 1.959_964) < 1e-3, "\(interval): \(statistic)")
    }
    let mirrored = try #require(PairedProportions(onlyFirst: b, onlySecond: a, pairs: n)).tango(.percent95)
    #expect(abs(mirrored.lower + interval.upper) < 1e-12 && abs(mirrored.upper + interval.lower) < 1e-12)
  }

  @Test func `200 leaking runs against none still have a width`() throws {
    let interval = try #require(PairedProportions(onlyFirst: 200, onlySecond: 0, pairs: 200)).tango(.percent95)
    #expect(interval.upper == 1 && interval.lower < 0.99 && interval.lower > 0.95)
  }

  @Test func `Impossible counts are refused`() {
    #expect(PairedProportions(onlyFirst: 3, onlySecond: 3, pairs: 5) == nil)
    #expect(PairedProportions(onlyFirst: -1, onlySecond: 3, pairs: 5) == nil)
    #expect(PairedProportions(onlyFirst: 0, onlySecond: 0, pairs: 0) == nil)
  }
}
