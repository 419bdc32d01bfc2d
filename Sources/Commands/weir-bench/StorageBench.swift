import CAllocationCounter
import EventEngine
import Sampling
import StorageModel

/// The storage model: the demo's dual-fabric array without its fault, and with more I/O.
enum StorageBench {
  static func measure(quick: Bool) -> [BenchRow] {
    do {
      return try throughput(quick) + [bytesPerHost(quick), snapshot(quick)]
    } catch {
      preconditionFailure("the benchmark's own model is refused: \(error)")
    }
  }

  private static func plan(hosts: Int = 1, rate: Double = 10_000) throws -> Plan {
    var configuration = ModelConfiguration()
    configuration.name = "dual-fabric"
    configuration.hosts.count = hosts
    configuration.hosts.multipath.pathSelector = .roundRobin
    configuration.array.media.read = try .logNormal(median: 180e-6, sigma: 0.4)
    configuration.array.media.write = try .logNormal(median: 90e-6, sigma: 0.4)
    configuration.workload.kind = .open(rate: rate, process: .poisson)
    configuration.workload.readRatio = 0.3
    configuration.workload.address = .zipf(exponent: 1.1)
    configuration.workload.workingSet = 4 << 20
    configuration.run.until = .seconds(3600)
    return try Plan(configuration)
  }

  /// A simulation past its set-up, in which buffers are as long as they get.
  private static func warm(_ plan: Plan, isJudged: Bool = true, for time: Duration) -> StorageSimulation {
    var simulation = plan.simulation(seed: 1, observer: RunObserver(), isJudged: isJudged)
    simulation.run(until: .zero + time)
    return simulation
  }

  /// With and without the oracle, in turns.
  private static func throughput(_ quick: Bool) throws -> [BenchRow] {
    let plan = try plan()
    let events = quick ? 2_000 : 2_000_000
    var judged = warm(plan, for: quick ? .milliseconds(50) : .seconds(20))
    var unjudged = warm(plan, isJudged: false, for: quick ? .milliseconds(50) : .seconds(20))
    let before = (judged.world.counts.completed, unjudged.world.counts.completed)
    var timings: ([Timing], [Timing]) = ([], [])
    for _ in 0..<5 {
      timings.0.append(Timing(events: events) { judged.run(count: events) })
      timings.1.append(Timing(events: events) { unjudged.run(count: events) })
    }
    return [
      measurement("storage", timings.0, ios: judged.world.counts.completed - before.0, events: 5 * events),
      measurement("storage_without_oracle", timings.1, ios: unjudged.world.counts.completed - before.1, events: 5 * events),
    ]
  }

  private static func measurement(_ name: String, _ timings: [Timing], ios: UInt64, events: Int) -> BenchRow {
    var measurement = BenchRow(name, timings.typical)
    measurement.simulatedIOsPerSecond = 1e9 / timings.typical.nanosecondsPerEvent * Double(ios) / Double(events)
    return measurement
  }

  /// What one more host costs in state, I/O included.
  private static func bytesPerHost(_ quick: Bool) throws -> BenchRow {
    let (few, many) = (8, quick ? 16 : 72)
    func bytes(hosts: Int) throws -> UInt64 {
      let plan = try plan(hosts: hosts, rate: 200)
      let before = weir_heap_bytes()
      // Registrations are served one after the other: the last host begins after 10 ms for each.
      let simulation = warm(plan, for: .milliseconds(quick ? 200 : 2_000))
      return withExtendedLifetime(simulation) { weir_heap_bytes() - before }
    }
    var measurement = BenchRow("storage_host")
    measurement.bytesPerHost = (Double(try bytes(hosts: many)) - Double(try bytes(hosts: few))) / Double(many - few)
    return measurement
  }

  /// A copy, and the first 1,000 events of it, which copy what they touch.
  private static func snapshot(_ quick: Bool) throws -> BenchRow {
    let plan = try plan()
    var original = plan.simulation(seed: 1, observer: RunObserver(recordsLatency: false))
    original.run(until: .zero + .milliseconds(quick ? 50 : 2_000))
    var times: [Double] = []
    for _ in 0..<(quick ? 3 : 101) {
      let timing = Timing(events: 1) {
        var copy = original
        copy.run(count: 1_000)
      }
      times.append(timing.nanosecondsPerEvent / 1e3)
    }
    var measurement = BenchRow("snapshot_and_1000_events")
    measurement.microseconds = times.median
    return measurement
  }
}
