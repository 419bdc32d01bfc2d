import Barriers
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

  static func model(service: Distribution, servers: Int) -> ModelConfiguration {
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
    model.workload.readRatio = 1
    model.workload.start = .milliseconds(100)
    return model
  }

  /// Starts empty. Twenty relaxation times of the queue (Morse 1955) are discarded, after which that is forgotten to one part in
  /// 10^8.
  static func planFromEmpty(service: Distribution, arrivalRate: Double) throws -> Plan {
    var model = model(service: service, servers: 1)
    model.workload.kind = .open(rate: arrivalRate, process: .poisson)
    let rate = sqrt(serviceRate) - sqrt(arrivalRate)
    model.run.warmUp = Duration(seconds: 0.1 + 20 / (rate * rate))
    model.run.until = model.run.warmUp + .seconds(2)
    return try Plan(model)
  }

  /// Starts from the stationary law: as many customers at once as the queue then holds, and after them two seconds of a Poisson
  /// stream. Service is memoryless, so those in service may as well have just begun. The first ones are not counted.
  static func planFromStationaryLaw(_ queue: MarkovQueue, arrivalRate: Double, servers: Int, run: Int) throws -> Plan {
    let random = RandomSource(seed: 77, replication: UInt32(run))
    var (present, left) = (0, random.uniform(entity: 0, purpose: 0, index: 0))
    while left > queue.stationaryProbability(of: present) {
      left -= queue.stationaryProbability(of: present)
      present += 1
    }
    let gap = try Distribution.exponential(mean: 1 / arrivalRate)
    var arrivals = [Double](repeating: 0, count: present)
    var (now, index) = (gap.quantile(random.uniform(entity: 0, purpose: 1, index: 0)), UInt64(0))
    while now < 2 {
      arrivals.append(now)
      index += 1
      now += gap.quantile(random.uniform(entity: 0, purpose: 1, index: index))
    }
    let records = arrivals.map {
      WorkloadTrace.Record(arrival: Duration(seconds: $0), firstBlock: 0, blockCount: 8, unit: 0, isWrite: false)
    }
    var model = model(service: try .exponential(mean: 1 / serviceRate), servers: servers)
    model.workload.kind = .trace(WorkloadTrace(name: "stationary", records: records))
    model.run.warmUp = .milliseconds(100) + .nanoseconds(1)
    model.run.until = .seconds(3)
    return try Plan(model)
  }

  /// Mean response of each run, and its standard error over the runs.
  static func meanResponse(
    runs: Int, _ plan: @escaping @Sendable (Int) -> Plan?
  ) async throws -> (mean: Double, standardError: Double) {
    let means = await concurrently(runs) { (index: Int) -> Double in
      guard let plan = plan(index) else { return Double.nan }
      var run = plan.simulation(seed: 5, replication: UInt32(index))
      run.drain()
      return (run.observer.latency()?.mean ?? Double.nan) * 1e-9
    }
    let mean = means.reduce(0, +) / Double(runs)
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(runs - 1)
    return (mean, sqrt(variance / Double(runs)))
  }

  static func check(expected: Double, runs: Int, _ plan: @escaping @Sendable (Int) -> Plan?) async throws {
    let (mean, standardError) = try await meanResponse(runs: runs, plan)
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
    try await Self.check(expected: theory.meanResponse, runs: runs) { index in
      try? Self.planFromStationaryLaw(theory, arrivalRate: rate, servers: servers, run: index)
    }
  }

  @Test("M/D/1: the mean wait is half that of M/M/1 (Pollaczek and Khinchin)")
  func deterministic() async throws {
    let load = 0.6
    let plan = try Self.planFromEmpty(service: .constant(1 / Self.serviceRate), arrivalRate: load * Self.serviceRate)
    let wait = load / (2 * (1 - load)) / Self.serviceRate
    try await Self.check(expected: wait + 1 / Self.serviceRate, runs: 160) { _ in plan }
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
