import Sampling
import Testing

@Suite struct ValidationTests {
  typealias Make = @Sendable (Double) throws(DistributionError) -> Distribution

  static let cases: [(parameter: String, bad: [Double], make: Make)] = [
    ("constant", [.nan, .infinity], { x throws(DistributionError) in try .constant(x) }),
    ("lower", [.nan, -.infinity], { x throws(DistributionError) in try .uniform(lower: x, upper: 1) }),
    ("upper", [.nan, .infinity, 1, 0], { x throws(DistributionError) in try .uniform(lower: 1, upper: x) }),
    ("mean", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .exponential(mean: x) }),
    ("mean", [.nan, .infinity, -10], { x throws(DistributionError) in try .normal(mean: x, standardDeviation: 1) }),
    (
      "standard_deviation", [.nan, .infinity, 0, -1],
      { x throws(DistributionError) in try .normal(mean: 1, standardDeviation: x) }
    ),
    ("lower", [.nan, .infinity], { x throws(DistributionError) in try .normal(mean: 0, standardDeviation: 1, lower: x) }),
    ("upper", [.nan, 0, -1], { x throws(DistributionError) in try .normal(mean: 0, standardDeviation: 1, upper: x) }),
    ("median", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .logNormal(median: x, sigma: 1) }),
    ("sigma", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .logNormal(median: 1, sigma: x) }),
    ("mean", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .logNormal(mean: x, sigma: 1) }),
    ("sigma", [.nan, .infinity, 0, -1, 1_000], { x throws(DistributionError) in try .logNormal(mean: 1, sigma: x) }),
    ("shape", [.nan, .infinity, 0, -1, 1e7], { x throws(DistributionError) in try .gamma(shape: x, scale: 1) }),
    ("scale", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .gamma(shape: 1, scale: x) }),
    ("shape", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .weibull(shape: x, scale: 1) }),
    ("scale", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .weibull(shape: 1, scale: x) }),
    ("minimum", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .pareto(minimum: x, shape: 1) }),
    ("shape", [.nan, .infinity, 0, -1], { x throws(DistributionError) in try .pareto(minimum: 1, shape: x) }),
    ("probability", [.nan, 1.0.nextUp, -0.1], { x throws(DistributionError) in try .bernoulli(probability: x) }),
    ("exponent", [.nan, .infinity, -0.1, 17], { x throws(DistributionError) in try .zipf(exponent: x, ranks: 10) }),
    ("ranks", [0, 0x1p53 + 2], { x throws(DistributionError) in try .zipf(exponent: 1, ranks: UInt64(x)) }),
    ("values", [.nan, .infinity], { x throws(DistributionError) in try .empirical([1, x]) }),
    (
      "weights", [.nan, .infinity, -1, 0],
      { x throws(DistributionError) in try .mixture(weights: [0, x], components: [.constant(1), .constant(2)]) }
    ),
  ]

  @Test(arguments: cases.indices)
  func `A parameter outside its domain is refused by name`(index: Int) throws {
    let entry = Self.cases[index]
    for value in entry.bad {
      let error = #expect(throws: DistributionError.self, "\(entry.parameter) = \(value)") { try entry.make(value) }
      #expect(error?.parameter == entry.parameter, "\(value): \(String(describing: error))")
    }
  }

  @Test func `An empty sample, an empty mixture and weights without components are refused`() {
    #expect(throws: DistributionError.self) { try Distribution.empirical([]) }
    #expect(throws: DistributionError.self) { try Distribution.mixture(weights: [], components: []) }
    #expect(throws: DistributionError.self) { try Distribution.mixture(weights: [1, 2], components: [.constant(1)]) }
  }

  @Test func `The error tells the value and what was expected`() {
    let error = #expect(throws: DistributionError.self) { try Distribution.logNormal(median: 1, sigma: -0.4) }
    #expect(error?.description == "sigma is -0.4; expected a finite number above 0")
  }
}

@Suite struct EmpiricalTextTests {
  @Test func `A text of one number a line gives those values, without comments and empty lines`() throws {
    let law = try Distribution.empirical(parsing: "# seconds\n 0.25\t\r\n\n1e-3 # slow start\n4\n")
    #expect(law.quantile(0.2) == 1e-3)
    #expect(law.quantile(0.5) == 0.25)
    #expect(law.quantile(0.9) == 4)
    #expect(abs(law.mean - 4.251 / 3) < 1e-15)
  }

  @Test(arguments: [
    ("1\n2\nthree\n", 3, "'three'"), ("1\r\n\r\n2 3\r\n", 3, "'2 3'"), ("nan", 1, "'nan'"), ("# a\n1s", 2, "'1s'"),
    ("1\n1e999", 2, "'1e999'"),
  ])
  func `A line that is not a finite number is refused with its number`(text: String, line: Int, given: String) {
    let error = #expect(throws: DistributionError.self) { try Distribution.empirical(parsing: text) }
    #expect(error?.line == line)
    #expect(error?.given == given)
  }

  @Test func `A text without numbers is refused`() {
    let error = #expect(throws: DistributionError.self) { try Distribution.empirical(parsing: "# nothing\n\n") }
    #expect(error?.parameter == "values")
  }
}
