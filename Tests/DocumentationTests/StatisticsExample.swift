import Statistics
import Testing

extension Examples {
  @Test func statistics() {
    let leaking = Proportion(successes: 0, of: 300)
    let bound = leaking?.interval(.percent95)

    // Nothing in 300 runs: less than about 3/300, and never "0".
    #expect(bound.map { $0.lower == 0 && abs($0.upper - 0.01) < 1e-4 } == true)
  }
}
