import Glibc

/// The M/M/c queue in equilibrium: Poisson arrivals, c servers with exponential service, one first-come-first-served line.
/// M/M/1 is c = 1. Formulas: Kleinrock, Queueing Systems I, 1975, sections 3.2 and 3.5.
public struct MarkovQueue: Equatable, Sendable {
  /// Arrivals, and services of one busy server, in the same unit of time, which is that of the mean times.
  public let arrivalRate: Double
  public let serviceRate: Double
  public let servers: Int

  /// Nil unless both rates are positive and the servers can keep up: arrivalRate < servers * serviceRate.
  public init?(arrivalRate: Double, serviceRate: Double, servers: Int = 1) {
    guard arrivalRate > 0, serviceRate > 0, servers > 0, arrivalRate < Double(servers) * serviceRate else { return nil }
    self.arrivalRate = arrivalRate
    self.serviceRate = serviceRate
    self.servers = servers
  }

  /// The fraction of time that a server is busy.
  public var utilisation: Double { arrivalRate / (Double(servers) * serviceRate) }

  /// Erlang's C: the probability that an arrival has to wait.
  public var waitProbability: Double {
    let blocked = blockingProbability
    return blocked / (1 - utilisation * (1 - blocked))
  }

  /// Erlang's B, by its recursion over the servers, which neither overflows nor cancels.
  private var blockingProbability: Double {
    let load = arrivalRate / serviceRate
    var blocked = 1.0
    for k in 1...servers { blocked = load * blocked / (Double(k) + load * blocked) }
    return blocked
  }

  /// Mean time in the line.
  public var meanWait: Double { waitProbability / (Double(servers) * serviceRate - arrivalRate) }

  /// Mean time from arrival to departure.
  public var meanResponse: Double { meanWait + 1 / serviceRate }

  /// Mean number in line and in service (Little's law).
  public var meanNumber: Double { arrivalRate * meanResponse }

  /// The probability of `count` customers in line and in service.
  public func stationaryProbability(of count: Int) -> Double {
    guard count >= 0 else { return 0 }
    // From the state in which exactly the last server is taken, whose probability Erlang's C gives.
    let full = waitProbability * (1 - utilisation)
    if count >= servers { return full * pow(utilisation, Double(count - servers)) }
    let load = arrivalRate / serviceRate
    var probability = full
    for k in stride(from: servers, to: count, by: -1) { probability *= Double(k) / load }
    return probability
  }
}

/// The test of a simulated figure against theory: with a fixed seed it either always passes or always fails, and it fails a
/// correct model with probability 1e-6 at most, so that thousands of such tests do not flake when a seed changes.
public enum ValidationGate {
  /// The two-sided probability of refusing a correct model.
  public static let alpha = 1e-6
  /// The standard normal deviate of `alpha`.
  public static let z = 4.8917

  /// Whether `observed` lies within z standard errors of `expected`.
  public static func accepts(_ observed: Double, expected: Double, standardError: Double) -> Bool {
    abs(observed - expected) <= z * standardError
  }

  /// Whether a proportion is that expected: its standard error follows from the expectation.
  public static func accepts(_ observed: Proportion, expected p: Double) -> Bool {
    accepts(observed.estimate, expected: p, standardError: (p * (1 - p) / Double(observed.trials)).squareRoot())
  }

  /// The number of trials at which a proportion wrong by `difference` from `p` is refused: 64 p (1 - p) / d^2 makes the error 8
  /// standard errors wide, 3.1 beyond the gate.
  public static func trialsNeeded(proportion p: Double, difference: Double) -> Int {
    precondition(p > 0 && p < 1 && difference > 0)
    return Int((64 * p * (1 - p) / (difference * difference)).rounded(.up))
  }
}
