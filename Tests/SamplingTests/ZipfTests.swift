import EventEngine
import Sampling
import Testing
import Glibc

/// Sums of k^-s from the far end, smallest terms first, so that their rounding is far below what is tested.
private func suffixSums(_ s: Double, ranks: Int) -> [Double] {
  var sums = [Double](repeating: 0, count: ranks + 1)
  var lost = 0.0
  for k in stride(from: ranks, to: 0, by: -1) {
    let term = pow(Double(k), -s) - lost
    let next = sums[k] + term
    lost = (next - sums[k]) - term
    sums[k - 1] = next
  }
  return sums
}

@Suite struct ZipfTests {
  /// `above[k]` is the mass above rank k; the quantile is the first k with above[k] <= (1 - u) above[0].
  @Test(arguments: [0, 0.3, 0.99, 1 - 1e-9, 1, 1.01, 1.5, 3, 7])
  func `Every uniform gives the rank that summing all ranks gives`(s: Double) throws {
    let ranks = 50_000
    let law = try Distribution.zipf(exponent: s, ranks: UInt64(ranks))
    let above = suffixSums(s, ranks: ranks)
    let source = RandomSource(seed: 7)
    for i in 0..<4_000 {
      let u = source.uniform(entity: 1, purpose: 1, index: UInt64(i))
      let k = Int(law.quantile(u))
      try #require((1...ranks).contains(k))
      let rest = (1 - u) * above[0]
      #expect(above[k] <= rest + 1e-15 * above[0] && above[k - 1] > rest - 1e-15 * above[0], "s \(s), u \(u): \(k)")
    }
  }

  @Test(arguments: [0, 0.7, 1, 1.2, 2.5])
  func `On both sides of each step near the table's end the rank changes by one`(s: Double) throws {
    let ranks = 20_000
    let law = try Distribution.zipf(exponent: s, ranks: UInt64(ranks))
    let above = suffixSums(s, ranks: ranks)
    for k in [1, 2, 1_000, 1_022, 1_023, 1_024, 1_025, 1_026, 2_000, 9_999, 19_998, 19_999] {
      let step = 1 - above[k] / above[0]
      #expect(law.quantile(step - 2e-15) == Double(k), "s \(s), below step \(k)")
      #expect(law.quantile(step + 2e-15) == Double(k + 1), "s \(s), above step \(k)")
    }
  }

  /// H(2^32) = 22.757 925 441 6...: ln n + Euler's constant + 1/(2n) - 1/(12 n^2).
  @Test func `With exponent 1 and 2^32 ranks the probabilities follow the harmonic number`() throws {
    let n = 4_294_967_296.0
    let harmonic = 32 * 0.693_147_180_559_945_3 + 0.577_215_664_901_532_9 + 1 / (2 * n)
    let law = try Distribution.zipf(exponent: 1, ranks: 1 << 32)
    #expect(abs(law.cdf(1) * harmonic - 1) < 1e-14)
    #expect(abs(law.cdf(3) * harmonic - 11.0 / 6) < 1e-13)
    #expect(abs(law.survival(n / 2) * harmonic - (0.693_147_180_559_945_3 - 1 / (2 * n))) < 1e-13)
    #expect(abs(law.mean / (n / harmonic) - 1) < 1e-14)
  }

  @Test func `Among 2^53 equally likely ranks the quantile is the rank's share`() throws {
    let law = try Distribution.zipf(exponent: 0, ranks: 1 << 53)
    #expect(law.quantile(.leastNonzeroMagnitude) == 1)
    #expect(abs(law.quantile(0.5) - 0x1p52) <= 9)
    #expect(law.quantile(1.0.nextDown) >= 0x1p53 - 9)
    #expect(abs(law.mean / 0x1p52 - 1) < 1e-14)
  }
}
