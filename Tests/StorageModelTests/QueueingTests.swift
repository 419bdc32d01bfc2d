import EventEngine
import Glibc
import Sampling
import Statistics
import Testing

@testable import StorageModel

/// The model's media behind links that take no time are the queues of the textbooks.
@Suite struct QueueingTests {
  static let serviceRate = 1000.0
  /// The error of the mean response that must be noticed.
  static let error = 0.05

  static func plan(service: Distribution, arrivalRate: Double, servers: Int) throws -> Plan {
    var model = ModelConfiguration()
    model.hosts.hbas = 1
    model.hosts.queueDepth = 1_000_000
    model.hosts.hbaLatency = .zero
    model.hosts.overlap = .allow
    model.fabric.fabrics = 1
    model.fabric.link.bandwidth = nil
    model.fabric.link.propagation = .zero
    model.fabric.switchLatency = .zero
    model.array.controllers = 1
    model.array.portsPerController = 1
    model.array.portLatency = .zero
    model.array.media.servers = servers
    model.array.media.read = service
    model.workload.kind = .open(rate: arrivalRate, process: .poisson)
    model.workload.readRatio = 1
    model.workload.start = .milliseconds(100)
    model.run.warmUp = Duration(seconds: 0.1 + warmUp(arrivalRate: arrivalRate, servers: servers))
    model.run.until = model.run.warmUp + .seconds(2)
    return try Plan(model)
  }

  /// Twenty relaxation times of the queue (Morse 1955), after which an empty start is forgotten to one part in 10^8.
  static func warmUp(arrivalRate: Double, servers: Int) -> Double {
    let rate = sqrt(Double(servers) * serviceRate) - sqrt(arrivalRate)
    return 20 / (rate * rate)
  }

  /// Mean response of each run, and its standard error over the runs.
  static func meanResponse(_ plan: Plan, runs: Int) async throws -> (mean: Double, standardError: Double) {
    let means = await concurrently(runs) { index in
      var run = plan.simulation(seed: 5, replication: UInt32(index))
      run.drain()
      return (run.observer.latency()?.mean ?? .nan) * 1e-9
    }
    let mean = means.reduce(0, +) / Double(runs)
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(runs - 1)
    return (mean, sqrt(variance / Double(runs)))
  }

  static func check(_ plan: Plan, expected: Double, runs: Int) async throws {
    let (mean, standardError) = try await meanResponse(plan, runs: runs)
    // Eight standard errors: what is wrong by `error` lies three beyond the gate.
    #expect(standardError * 8 <= expected * error, "\(runs) runs are too few: \(standardError / expected)")
    #expect(ValidationGate.accepts(mean, expected: expected, standardError: standardError), "\(mean), not \(expected)")
    for wrong in [expected * (1 + error), expected * (1 - error)] {
      #expect(!ValidationGate.accepts(mean, expected: wrong, standardError: standardError), "\(wrong) is not refused")
    }
  }

  @Test("M/M/1 and M/M/4: the mean response is that of theory", arguments: [(1, 0.5, 240), (1, 0.7, 640), (4, 0.7, 160)])
  func markov(servers: Int, load: Double, runs: Int) async throws {
    let rate = load * Self.serviceRate * Double(servers)
    let theory = try #require(MarkovQueue(arrivalRate: rate, serviceRate: Self.serviceRate, servers: servers))
    let plan = try Self.plan(service: .exponential(mean: 1 / Self.serviceRate), arrivalRate: rate, servers: servers)
    try await Self.check(plan, expected: theory.meanResponse, runs: runs)
  }

  @Test("M/D/1: the mean wait is half that of M/M/1 (Pollaczek and Khinchin)")
  func deterministic() async throws {
    let load = 0.6
    let plan = try Self.plan(
      service: .constant(1 / Self.serviceRate), arrivalRate: load * Self.serviceRate, servers: 1)
    let wait = load / (2 * (1 - load)) / Self.serviceRate
    try await Self.check(plan, expected: wait + 1 / Self.serviceRate, runs: 160)
  }

  @Test("Little's law: the integral of N(t) is the sum of sojourns, to the nanosecond, at any instant", arguments: 0..<60)
  func little(_ index: Int) throws {
    let seed = UInt64(50_000 + index)
    var random = RandomModel(seed: seed)
    let plan = try Plan(random.model())
    var run = plan.simulation(seed: seed, observer: RunObserver(recordsLatency: false, traces: true))
    var (integral, before) = (Int64(0), Instant.zero)
    // Half of the runs are cut off in the middle.
    let events = index % 2 == 0 ? 10_000_000 : 500 + random.below(20_000)
    for _ in 0..<events {
      let live = Int64(run.world.liveOperations)
      guard run.step() else { break }
      integral += live * (run.now - before).nanoseconds
      before = run.now
    }
    var (sojourns, live) = (Int64(0), Int64(0))
    for record in run.observer.trace {
      switch record.kind {
      case .issued:
        sojourns += (run.now - record.instant).nanoseconds
        live += 1
      case .acknowledged, .failed:
        sojourns -= (run.now - record.instant).nanoseconds
        live -= 1
      default: break
      }
    }
    #expect(integral == sojourns && live == run.world.liveOperations, "seed \(seed)")
  }
}
