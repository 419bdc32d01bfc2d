/// One family of distributions with fixed, validated parameters.
///
/// Both tails are given, because `1 - cdf(x)` is 0 from about eight standard deviations on, where ages of long-lived components
/// and rare delays live.
protocol Law: Sendable {
  /// What the factory was given.
  var parameters: Distribution.Parameters { get }
  /// The expected value; infinite where the integral diverges or overflows.
  var mean: Double { get }
  /// Values that have a probability of their own and that a search over reals would approach only bit by bit.
  var atoms: [Double] { get }
  /// P(X <= x).
  func cdf(_ x: Double) -> Double
  /// P(X > x), accurate where it is small.
  func survival(_ x: Double) -> Double
  /// The smallest x with `cdf(x) >= u`, for u in (0, 1).
  func quantile(_ u: Double) -> Double
  /// The smallest x with `survival(x) <= q`, for q in (0, 1).
  func upperQuantile(_ q: Double) -> Double
  /// The quantile of X - age given X > age, for u in (0, 1); 0 when X cannot exceed the age. Never negative.
  func residualQuantile(_ u: Double, age: Double) -> Double
}

extension Law {
  var atoms: [Double] { [] }

  func residualQuantile(_ u: Double, age: Double) -> Double { conditionalQuantile(u, above: age) }

  /// Q(F(a) + u (1 - F(a))) - a, through whichever tail is the smaller and hence the more accurate.
  func conditionalQuantile(_ u: Double, above age: Double) -> Double {
    let alive = survival(age)
    guard alive > 0 else { return 0 }
    let lower = cdf(age) + u * alive
    let end = lower < 0.5 ? quantile(lower) : upperQuantile((1 - u) * alive)
    return max(0, end - age)
  }
}
