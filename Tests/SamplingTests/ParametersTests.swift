import Sampling
import Testing

@Suite struct ParametersTests {
  @Test func `What a factory is given makes the same distribution again`() throws {
    for entry in try Catalogue.all() {
      let again = try Distribution(entry.law.parameters)
      for u in [1e-9, 0.1, 0.5, 0.9, 1 - 1e-9] { #expect(again.quantile(u) == entry.law.quantile(u), "\(entry.name)") }
      #expect(again.parameters == entry.law.parameters, "\(entry.name)")
    }
  }

  @Test func `Parameters are those that were given`() throws {
    #expect(try Distribution.gamma(shape: 2, scale: 0.003).parameters == .gamma(shape: 2, scale: 0.003))
    #expect(
      try Distribution.normal(mean: 5, standardDeviation: 1, lower: 4, upper: 7).parameters
        == .normal(mean: 5, standardDeviation: 1, lower: 4, upper: 7))
    #expect(try Distribution.empirical([3, 1, 2]).parameters == .empirical([1, 2, 3]))
    // Weights are not normalised: thirds would not come back.
    let mixture = try Distribution.mixture(weights: [1, 0, 2], components: [.constant(1), .constant(2), .exponential(mean: 3)])
    #expect(
      mixture.parameters
        == .mixture([.init(weight: 1, law: .constant(1)), .init(weight: 2, law: .exponential(mean: 3))]))
  }

  @Test func `Parameters outside the domain are refused as the factory refuses them`() {
    #expect(throws: DistributionError.self) { try Distribution(.uniform(lower: 2, upper: 2)) }
    #expect(throws: DistributionError.self) { try Distribution(.mixture([.init(weight: 1, law: .exponential(mean: -1))])) }
  }
}
