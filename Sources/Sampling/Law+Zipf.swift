import Glibc

/// Zipf's law on the ranks 1...n: P(k) is proportional to k^-s.
///
/// The first ranks come from a table of compensated partial sums. Beyond it, the Euler-Maclaurin formula gives the sum over the
/// ranks above k to a few units in the last place, and the midpoint rule, whose error is below s / (24 k) of a rank, inverts it;
/// only a value that close to a step is decided by the sum itself. The rank k returned for u satisfies
/// F(k - 1) - e < u <= F(k) + e with e = 1e-15: it is the exact quantile unless u is within rounding of a step.
@usableFromInline struct Zipf: Law {
  private let exponent: Double
  private let ranks: Double
  /// `head[k - 1]` is the sum of j^-s over j <= k.
  private let head: [Double]
  /// The sum over the ranks that are not in the table.
  private let tail: Double
  private let total: Double
  /// N^(s - 1) for N = n + 1/2, the upper limit of the midpoint rule.
  private let limit: Double
  private let limitPower: Double
  let mean: Double

  static let exponentMax = 16.0
  static let ranksMax: UInt64 = 1 << 53
  private static let headCount = 1024

  init(exponent: Double, ranks: UInt64) {
    self.exponent = exponent
    self.ranks = Double(ranks)
    head = Self.partialSums(exponent, through: Int(min(ranks, UInt64(Self.headCount))))
    tail = Self.powerSum(exponent, after: Double(head.count), through: self.ranks)
    total = head[head.count - 1] + tail
    limit = self.ranks + 0.5
    limitPower = pow(limit, exponent - 1)
    let first = Self.partialSums(exponent - 1, through: head.count)[head.count - 1]
    mean = (first + Self.powerSum(exponent - 1, after: Double(head.count), through: self.ranks)) / total
  }

  private static func partialSums(_ s: Double, through n: Int) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(n)
    var sum = 0.0
    var lost = 0.0
    for k in 1...n {
      let term = pow(Double(k), -s) - lost
      let next = sum + term
      lost = (next - sum) - term
      sum = next
      sums.append(sum)
    }
    return sums
  }

  /// The sum of j^-s over a < j <= b, for a >= 1024 or a == b.
  private static func powerSum(_ s: Double, after a: Double, through b: Double) -> Double {
    guard a < b else { return 0 }
    let logRatio = log1p((b - a) / a)
    let t = (1 - s) * logRatio
    let integral = pow(a, 1 - s) * logRatio * (t == 0 ? 1 : expm1(t) / t)
    let fa = pow(a, -s)
    let fb = pow(b, -s)
    let first = s / 12 * (fa / a - fb / b)
    let third = s * (s + 1) * (s + 2) / 720 * (fa / (a * a * a) - fb / (b * b * b))
    return integral + (fb - fa) / 2 + first - third
  }

  func cdf(_ x: Double) -> Double {
    if x < 1 { return 0 }
    let k = x.rounded(.down)
    if k >= ranks { return 1 }
    return k <= Double(head.count) ? head[Int(k) - 1] / total : 1 - survival(k)
  }

  func survival(_ x: Double) -> Double {
    if x < 1 { return 1 }
    let k = x.rounded(.down)
    if k >= ranks { return 0 }
    if k <= Double(head.count) { return (head[head.count - 1] - head[Int(k) - 1] + tail) / total }
    return Self.powerSum(exponent, after: k, through: ranks) / total
  }

  func quantile(_ u: Double) -> Double {
    let sum = u * total
    return sum <= head[head.count - 1] ? headRank(sum) : tailRank((1 - u) * total)
  }

  func upperQuantile(_ q: Double) -> Double {
    let rest = q * total
    return rest >= tail ? headRank(total - rest) : tailRank(rest)
  }

  /// The first rank of the table whose partial sum reaches `sum`.
  private func headRank(_ sum: Double) -> Double {
    var low = 0
    var high = head.count - 1
    while low < high {
      let middle = (low + high) / 2
      if head[middle] >= sum { high = middle } else { low = middle + 1 }
    }
    return Double(low + 1)
  }

  /// The first rank beyond the table above which no more than `rest` is left.
  private func tailRank(_ rest: Double) -> Double {
    // The x whose integral of t^-s from x to N is `rest`.
    let scaled = rest * limitPower
    let logarithm = exponent == 1 ? scaled : log1p((exponent - 1) * scaled) / (exponent - 1)
    let first = Double(head.count)
    let edge = max(first, limit * exp(-logarithm) - 0.5)
    let nearest = edge.rounded()
    var rank = edge.rounded(.up)
    if abs(edge - nearest) <= exponent / (12 * edge) {
      rank = Self.powerSum(exponent, after: nearest, through: ranks) <= rest ? nearest : nearest + 1
    }
    return min(ranks, max(first + 1, rank))
  }
}
