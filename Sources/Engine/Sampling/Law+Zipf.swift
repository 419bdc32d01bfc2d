import Glibc

/// Zipf's law on the ranks 1...n: P(k) is proportional to k^-s.
///
/// The first ranks come from a table of compensated sums. Beyond it, the Euler-Maclaurin formula gives the sum over the ranks
/// above k to a few units in the last place, and the midpoint rule, whose error is below s / (24 k) of a rank, inverts it; only a
/// value that close to a step is decided by the sum itself. The rank k returned for u satisfies F(k - 1) - e < u <= F(k) + e with
/// e = 1e-15: it is the exact quantile unless u is within rounding of a step.
@usableFromInline struct Zipf: Law {
  let exponent: Double
  let ranks: Double
  /// `above[k]` is the sum of j^-s over j > k; `above[0]` the sum over all ranks.
  private let above: [Double]
  /// N = n + 1/2, the upper limit of the midpoint rule, and N^(s - 1).
  private let limit: Double
  private let limitPower: Double
  let mean: Double

  static let exponentMax = 16.0
  static let ranksMax: UInt64 = 1 << 53
  private static let tableCount = 1024

  init(exponent: Double, ranks: UInt64) {
    self.exponent = exponent
    self.ranks = Double(ranks)
    above = Self.sumsAbove(exponent, ranks: ranks)
    limit = self.ranks + 0.5
    limitPower = pow(limit, exponent - 1)
    mean = Self.sumsAbove(exponent - 1, ranks: ranks)[0] / above[0]
  }

  /// The table, summed from its far end, where the terms are smallest.
  private static func sumsAbove(_ s: Double, ranks: UInt64) -> [Double] {
    let count = Int(min(ranks, UInt64(tableCount)))
    var sums = [Double](repeating: 0, count: count + 1)
    sums[count] = sumAbove(Double(count), s, ranks: Double(ranks))
    var lost = 0.0
    for k in stride(from: count, to: 0, by: -1) {
      let term = pow(Double(k), -s) - lost
      sums[k - 1] = sums[k] + term
      lost = (sums[k - 1] - sums[k]) - term
    }
    return sums
  }

  /// The sum of j^-s over a < j <= b, for a >= 1024 or a == b, by Euler and Maclaurin.
  private static func sumAbove(_ a: Double, _ s: Double, ranks b: Double) -> Double {
    guard a < b else { return 0 }
    let logRatio = log1p((b - a) / a)
    let t = (1 - s) * logRatio
    let integral =
      abs(t) > 1
      ? (pow(b, 1 - s) - pow(a, 1 - s)) / (1 - s)
      : pow(a, 1 - s) * logRatio * (t == 0 ? 1 : expm1(t) / t)
    let fa = pow(a, -s)
    let fb = pow(b, -s)
    let first = s / 12 * (fa / a - fb / b)
    let third = s * (s + 1) * (s + 2) / 720 * (fa / (a * a * a) - fb / (b * b * b))
    return integral + (fb - fa) / 2 + first - third
  }

  func cdf(_ x: Double) -> Double { 1 - survival(x) }

  func survival(_ x: Double) -> Double {
    if x < 1 { return 1 }
    let k = x.rounded(.down)
    if k >= ranks { return 0 }
    return (k < Double(above.count) ? above[Int(k)] : Self.sumAbove(k, exponent, ranks: ranks)) / above[0]
  }

  func quantile(_ u: Double) -> Double { rank(leaving: (1 - u) * above[0]) }

  func upperQuantile(_ q: Double) -> Double { rank(leaving: q * above[0]) }

  /// The first rank above which no more than `rest` is left.
  private func rank(leaving rest: Double) -> Double {
    var low = 1
    var high = above.count - 1
    if rest < above[high] { return tailRank(leaving: rest) }
    while low < high {
      let middle = (low + high) / 2
      if above[middle] <= rest { high = middle } else { low = middle + 1 }
    }
    return Double(low)
  }

  /// The same beyond the table.
  private func tailRank(leaving rest: Double) -> Double {
    // The x whose integral of t^-s from x to N is `rest`.
    let scaled = rest * limitPower
    let logarithm = exponent == 1 ? scaled : log1p((exponent - 1) * scaled) / (exponent - 1)
    let last = Double(above.count - 1)
    let edge = max(last, limit * exp(-logarithm) - 0.5)
    let nearest = edge.rounded()
    var rank = edge.rounded(.up)
    if abs(edge - nearest) <= exponent / (12 * edge) {
      rank = Self.sumAbove(nearest, exponent, ranks: ranks) <= rest ? nearest : nearest + 1
    }
    return min(ranks, max(last + 1, rank))
  }
}
