import Statistics
import Testing

@Suite struct QueueingTheoryTests {
  /// Known values of Erlang's C: 1/3 and 4/9 in closed form; 0.5541 and 0.4092 as in printed tables.
  @Test(
    arguments: [(2, 1, 1.0 / 3, 1e-14), (3, 2, 4.0 / 9, 1e-14), (5, 4, 0.5541, 5.1e-5), (10, 8, 0.4092, 5.1e-5)]
      as [(Int, Double, Double, Double)])
  func `The probability of waiting is that of the Erlang C tables`(
    servers: Int, load: Double, expected: Double, tolerance: Double
  ) throws {
    let queue = try #require(MarkovQueue(arrivalRate: load, serviceRate: 1, servers: servers))
    #expect(abs(queue.waitProbability - expected) < tolerance, "\(queue.waitProbability)")
  }

  @Test func `One server has the M/M/1 formulas`() throws {
    let queue = try #require(MarkovQueue(arrivalRate: 3, serviceRate: 4))
    #expect(abs(queue.meanResponse - 1) < 1e-15)  // 1 / (mu - lambda)
    #expect(abs(queue.meanWait - 0.75) < 1e-15)  // rho / (mu - lambda)
    #expect(abs(queue.meanNumber - 3) < 1e-14)  // rho / (1 - rho)
    #expect(abs(queue.stationaryProbability(of: 2) - 0.25 * 0.5625) < 1e-15)  // (1 - rho) rho^2
  }

  @Test(arguments: [(1, 0.5), (2, 1.9), (7, 3), (64, 60), (500, 480)] as [(Int, Double)])
  func `The stationary law sums to one and has the mean number and the waiting probability`(servers: Int, load: Double) throws {
    let queue = try #require(MarkovQueue(arrivalRate: load, serviceRate: 1, servers: servers))
    var (total, mean, waiting) = (0.0, 0.0, 0.0)
    for count in 0..<5_000 {
      let p = queue.stationaryProbability(of: count)
      total += p
      mean += Double(count) * p
      if count >= servers { waiting += p }
    }
    #expect(abs(total - 1) < 1e-11)
    #expect(abs(mean / queue.meanNumber - 1) < 1e-10)
    #expect(abs(waiting - queue.waitProbability) < 1e-11)
  }

  @Test func `An overloaded queue has no equilibrium`() {
    #expect(MarkovQueue(arrivalRate: 2, serviceRate: 1, servers: 2) == nil)
    #expect(MarkovQueue(arrivalRate: 0, serviceRate: 1) == nil)
    #expect(MarkovQueue(arrivalRate: 1, serviceRate: 2, servers: 0) == nil)
  }

  @Test func `The gate lets through what lies within 4.89 standard errors, and its sample size sees the stated error`() throws {
    #expect(ValidationGate.accepts(1.489, expected: 1, standardError: 0.1))
    #expect(!ValidationGate.accepts(0.5, expected: 1, standardError: 0.1))
    let n = ValidationGate.trialsNeeded(proportion: 0.5, difference: 0.02)
    #expect(n == 40_000)
    #expect(ValidationGate.accepts(try #require(Proportion(successes: n / 2 + 480, of: n)), expected: 0.5))
    #expect(!ValidationGate.accepts(try #require(Proportion(successes: n / 2 + 800, of: n)), expected: 0.5))
  }
}
