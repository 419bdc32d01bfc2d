import EventEngine
import Sampling
import Testing

extension Examples {
  @Test func sampling() throws {
    let service = try Distribution.exponential(mean: 0.002)
    let random = RandomSource(seed: 7)
    let seconds = service.quantile(random.uniform(entity: 3, purpose: 1, index: 0))
    let median = service.quantile(0.5)

    #expect(seconds > 0 && seconds == service.quantile(RandomSource(seed: 7).uniform(entity: 3, purpose: 1, index: 0)))
    // ln 2 / rate.
    #expect(abs(median - 0.002 * 0.6931471805599453) < 1e-15)
  }
}
