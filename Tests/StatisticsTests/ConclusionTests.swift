import Statistics
import Testing

@Suite struct MeanTests {
  /// The two-sided 95 % and 99 % points of Student's t: Abramowitz & Stegun, table 26.10.
  @Test(
    arguments: [
      (1, 12.706, 63.657), (2, 4.303, 9.925), (4, 2.776, 4.604), (9, 2.262, 3.250), (29, 2.045, 2.756), (120, 1.980, 2.617),
    ] as [(Int, Double, Double)])
  func `The half width is Student's t times the standard error`(degrees: Int, t95: Double, t99: Double) throws {
    // n values 0 and 1 in turn around their mean; variance from the definition.
    let values = (0...degrees).map { Double($0 % 3) }
    let mean = values.reduce(0, +) / Double(values.count)
    var squares = 0.0
    for value in values { squares += (value - mean) * (value - mean) }
    let error = (squares / Double(degrees) / Double(values.count)).squareRoot()
    for (confidence, t) in [(Confidence.percent95, t95), (.percent99, t99)] {
      let interval = try #require(Conclusion.mean(of: values, confidence).interval)
      #expect(abs(interval.estimate - mean) < 1e-14)
      #expect(abs(interval.halfWidth / error - t) < 5.1e-4)
      #expect(abs(interval.upper + interval.lower - 2 * mean) < 1e-12)
    }
  }

  @Test func `One run is too few, and equal runs tell nothing of the error`() {
    #expect(Conclusion.mean(of: [], .percent95) == .needsRuns(2))
    #expect(Conclusion.mean(of: [3], .percent95) == .needsRuns(2))
    #expect(Conclusion.mean(of: [3, 3, 3], .percent95) == .noVariation(3))
  }
}

@Suite struct RatioTests {
  @Test func `The jackknife's variance is that of the recomputed ratios`() throws {
    let y = [3.0, 0, 7, 2, 5, 0]
    let x = [4.0, 1, 9, 3, 5, 0]
    var without: [Double] = []
    for i in y.indices {
      var sums = (0.0, 0.0)
      for j in y.indices where j != i { sums = (sums.0 + y[j], sums.1 + x[j]) }
      without.append(sums.0 / sums.1)
    }
    let mean = without.reduce(0, +) / 6
    let error = (without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * 5 / 6).squareRoot()
    let interval = try #require(Conclusion.ratioOfSums(y, over: x, .percent95).interval)
    #expect(abs(interval.estimate - 17.0 / 22) < 1e-15)
    #expect(abs(interval.halfWidth / (2.571 * error) - 1) < 3e-4)  // t with 5 degrees of freedom
  }

  @Test func `With equal denominators it is Student's interval of the mean, scaled`() throws {
    let y = [1.0, 4, 2, 8, 5]
    let ratio = try #require(Conclusion.ratioOfSums(y, over: [2, 2, 2, 2, 2], .percent99).interval)
    let mean = try #require(Conclusion.mean(of: y, .percent99).interval)
    #expect(abs(ratio.lower - mean.lower / 2) < 1e-12 && abs(ratio.upper - mean.upper / 2) < 1e-12)
  }

  @Test func `A ratio needs two runs with a denominator`() {
    #expect(Conclusion.ratioOfSums([], over: [], .percent95) == .needsRuns(2))
    #expect(Conclusion.ratioOfSums([1, 0, 0], over: [2, 0, 0], .percent95) == .needsRuns(4))
    #expect(Conclusion.ratioOfSums([0, 0], over: [2, 3], .percent95) == .noVariation(0))
  }
}

@Suite struct PairedDifferenceTests {
  @Test func `Pairing removes what both alternatives have in common`() throws {
    let common = [10.0, 90, 40, 70, 20]
    let noise = [0.1, -0.2, 0.3, 0, -0.1]
    let pair = PairedDifference(zip(common, noise).map { $0 + 2 + $1 }, minus: common, .percent95)
    let interval = try #require(pair.difference.interval)
    #expect(abs(interval.estimate - 2.02) < 1e-12)
    #expect(interval.lower > 1.7 && interval.upper < 2.3)
    // By definition: the squares of both around their means over those of the noise, 0.148 around 0.02.
    let reduction = try #require(pair.varianceReduction)
    var both = 0.0
    for (c, e) in zip(common, noise) { both += (c - 46) * (c - 46) + (c - 46 + e - 0.02) * (c - 46 + e - 0.02) }
    #expect(abs(reduction / (both / 0.148) - 1) < 1e-9)
  }

  @Test func `Unrelated alternatives gain nothing, opposed ones lose`() throws {
    let unrelated = PairedDifference([1, 1, -1, -1], minus: [1, -1, 1, -1], .percent95)
    #expect(unrelated.varianceReduction == 1)
    let opposed = PairedDifference([1, -1, 2], minus: [-1, 1, -2], .percent95)
    #expect(opposed.varianceReduction == 0.5)
  }

  @Test func `Constant shifts and single runs have no interval`() {
    let shifted = PairedDifference([3, 5], minus: [1, 3], .percent95)
    #expect(shifted.difference == .noVariation(2) && shifted.varianceReduction == .infinity)
    let single = PairedDifference([3], minus: [1], .percent95)
    #expect(single.difference == .needsRuns(2) && single.varianceReduction == nil)
    #expect(PairedDifference([1, 1], minus: [2, 2], .percent95).varianceReduction == nil)
  }
}
