import Glibc

/// Tango's statistic by its definition: the probability q of "only second" maximises the likelihood
/// (q + d)^a q^b (1 - 2q - d)^(n - a - b), found by golden-section search.
func scoreStatistic(_ a: Int, _ b: Int, _ n: Int, difference d: Double) -> Double {
  func power(_ count: Int, _ p: Double) -> Double { count == 0 ? 0 : Double(count) * log(max(p, 1e-300)) }
  func likelihood(_ q: Double) -> Double { power(a, q + d) + power(b, q) + power(n - a - b, 1 - 2 * q - d) }
  var low = max(0, -d)
  var high = (1 - d) / 2
  for _ in 0..<200 {
    let third = (high - low) * 0.381_966
    if likelihood(low + third) < likelihood(high - third) { low += third } else { high -= third }
  }
  let variance = Double(n) * (low + high + d * (1 - d))
  return (Double(a - b) - Double(n) * d) / variance.squareRoot()
}
