import Statistics
import Testing

/// Noise for the tests: a Weyl sequence through the finaliser of MurmurHash3.
private func noise(_ i: Int) -> Double {
  var z = UInt64(i + 1) &* 0x9e37_79b9_7f4a_7c15
  z = (z ^ (z >> 33)) &* 0xff51_afd7_ed55_8ccd
  z = (z ^ (z >> 33)) &* 0xc4ce_b9fe_1a85_ec53
  return (Double((z ^ (z >> 33)) >> 12) + 0.5) * 0x1p-52
}

@Suite struct PooledQuantileTests {
  @Test func `The estimate is the quantile of all samples, weighted by their counts`() throws {
    let runs = (0..<8).map { run in (0..<25).map { Double($0 * 8 + run) } }
    let interval = try #require(Conclusion.pooledQuantile(0.9, ofRuns: runs, .percent95, seed: 1).interval)
    #expect(interval.estimate == 179)  // the 180th of 0...199
    let weightedValues = (0..<6).map { _ in [WeightedValue(value: 2, count: 1), WeightedValue(value: 1, count: 99)] }
    #expect(Conclusion.pooledQuantile(0.99, ofRuns: weightedValues, .percent95, seed: 1).interval?.estimate == 1)
    #expect(Conclusion.pooledQuantile(0.991, ofRuns: weightedValues, .percent95, seed: 1).interval?.estimate == 2)
  }

  @Test func `The same seed gives the same interval, another seed one like it`() throws {
    let runs = (0..<30).map { run in (0..<20).map { noise(run * 20 + $0) } }
    let first = try #require(Conclusion.pooledQuantile(0.5, ofRuns: runs, .percent95, seed: 5).interval)
    #expect(Conclusion.pooledQuantile(0.5, ofRuns: runs, .percent95, seed: 5).interval == first)
    let other = try #require(Conclusion.pooledQuantile(0.5, ofRuns: runs, .percent95, seed: 6).interval)
    #expect(abs(other.halfWidth / first.halfWidth - 1) < 0.15)
    let few = (0..<4).map { Conclusion.pooledQuantile(0.5, ofRuns: runs, .percent95, resamples: 20, seed: $0) }
    #expect(few.contains { $0 != few[0] })
    #expect(first.lower < first.estimate && first.estimate < first.upper)
  }

  /// One sample a run is the textbook bootstrap of a median; its standard error is 1 / (2 f sqrt(n)) = 0.05 for n = 100 uniforms.
  @Test func `With one sample a run the width is that of a sample median`() throws {
    let runs = (0..<100).map { [noise($0)] }
    let interval = try #require(Conclusion.pooledQuantile(0.5, ofRuns: runs, .percent95, seed: 3).interval)
    #expect(interval.halfWidth > 0.6 * 1.96 * 0.05 && interval.halfWidth < 1.6 * 1.96 * 0.05, "\(interval)")
  }

  @Test func `Samples that only repeat inside a run do not narrow the interval`() throws {
    let once = (0..<40).map { [noise($0)] }
    let often = (0..<40).map { [WeightedValue(value: noise($0), count: 1_000)] }
    let narrow = try #require(Conclusion.pooledQuantile(0.5, ofRuns: once, .percent95, seed: 3).interval)
    let wide = try #require(Conclusion.pooledQuantile(0.5, ofRuns: often, .percent95, seed: 3).interval)
    #expect(narrow == wide)
  }

  @Test func `The interval covers the true quantile about as often as it says`() throws {
    var covered = 0
    for trial in 0..<200 {
      let runs = (0..<40).map { run in (0..<5).map { noise((trial * 40 + run) * 5 + $0) } }
      let interval = try #require(
        Conclusion.pooledQuantile(0.8, ofRuns: runs, .percent95, resamples: 200, seed: UInt64(trial)).interval)
      if interval.lower <= 0.8 && 0.8 <= interval.upper { covered += 1 }
    }
    #expect(covered >= 175 && covered <= 199, "\(covered) of 200")
  }

  @Test func `Too few runs or samples are said to be too few, and how many are needed`() {
    let one = [[1.0, 2, 3]]
    #expect(Conclusion.pooledQuantile(0.5, ofRuns: one, .percent95, seed: 1) == .needsRuns(6))  // 2^-5 <= 0.05
    #expect(Conclusion.pooledQuantile(0.5, ofRuns: one, .percent99, seed: 1) == .needsRuns(8))  // 2^-7 <= 0.01
    #expect(Conclusion.pooledQuantile(0.5, ofRuns: [[Double]](), .percent95, seed: 1) == .needsRuns(6))
    // 0.99^n <= 0.05 from n = 299 on (Wilks 1941).
    let ten = (0..<10).map { [Double($0)] }
    #expect(Conclusion.pooledQuantile(0.99, ofRuns: ten, .percent95, seed: 1) == .needsRuns(299))
    let pairs = (0..<10).map { [Double($0), 1] }
    #expect(Conclusion.pooledQuantile(0.99, ofRuns: pairs, .percent95, seed: 1) == .needsRuns(150))
  }
}
