import Barriers
import EventEngine
import Glibc
import Reservations
import Sampling
import Statistics
import Testing

@testable import StorageModel

/// P(stale) = exp(-T / m): one write stuck in a port that stalls for an exponential time of mean m, from the instant of its
/// issue; T from then until the overwrite is applied, less the time from the stall's end to the late apply.
@Suite struct ClosedFormTests {
  /// All constants of the run, so that T follows by hand.
  struct Constants {
    let timeout = Duration.milliseconds(10)
    let think = Duration.milliseconds(5)
    let hold = Duration.milliseconds(8)
    let hba = Duration.microseconds(2)
    let propagation = Duration.microseconds(1)
    let switching = Duration.microseconds(3)
    let port = Duration.microseconds(5)
    let media = Duration.microseconds(100)
    let start = Duration.seconds(1)

    /// HBA, link, switch, link, port: from the issue until the command is looked at.
    private var outward: Duration { hba + propagation + switching + propagation + port }
    private var back: Duration { propagation + switching + propagation }

    /// The write times out and is repeated at once; its answer comes, the application thinks, the overwrite travels and is
    /// applied when the media are done with it; the late write needs the media too when the stall ends.
    var untilOverwrite: Duration {
      let answered = timeout + outward + media + back
      let applied = answered + think + outward + media
      return applied - media
    }
  }

  static func plan(_ method: BarrierMethod, mean: Duration) throws -> Plan {
    let constants = Constants()
    var model = ModelConfiguration()
    model.barrier = method
    model.hosts.hbaLatency = constants.hba
    model.hosts.multipath.pathSelector = .roundRobin
    model.hosts.scsi.commandTimeout = constants.timeout
    model.fabric.transport = .tcp
    model.fabric.link = LinkConfiguration()
    model.fabric.link.bandwidth = nil
    model.fabric.link.propagation = constants.propagation
    model.fabric.switchLatency = constants.switching
    model.array.transfer = .immediate
    model.array.portLatency = constants.port
    model.array.media.write = Distribution(constants.media)
    model.array.reservations.persistThroughPowerLoss = false
    model.workload.kind = .rewrite(streams: 1, think: Distribution(constants.think))
    model.workload.start = constants.start
    model.faults = [
      FaultConfiguration(
        name: "stall", at: Distribution(constants.start), lasting: try .exponential(mean: mean.seconds),
        kind: .portStall(firstPort, .ingress))
    ]
    // A stall that is still on then is stale whatever its length: it heals here, after the overwrite.
    model.run.until = constants.start + constants.untilOverwrite + constants.hold + .milliseconds(1)
    return try Plan(model)
  }

  static func leaking(_ method: BarrierMethod, mean: Duration, runs: Int) async throws -> Proportion {
    let plan = try plan(method, mean: mean)
    let leaks = await concurrently(runs) { index in
      var run = plan.simulation(
        seed: 2, replication: UInt32(index), observer: RunObserver(recordsLatency: false))
      run.drain()
      return run.leaks
    }
    return try #require(Proportion(successes: leaks.count { $0 }, of: runs))
  }

  /// T is seen to be right within this fraction.
  static let error = 0.1

  static func stale(_ time: Double, _ mean: Double) -> Double { exp(-time / mean) }

  @Test("The share of stale runs is exp(-T/m), and a T wrong by a tenth is refused", arguments: [0.5, 1, 1.5, 2, 3])
  func closedForm(_ ratio: Double) async throws {
    let constants = Constants()
    for (method, time) in [
      (BarrierMethod.none, constants.untilOverwrite), (.hold(constants.hold), constants.untilOverwrite + constants.hold),
    ] {
      let time = time.seconds
      let mean = time / ratio
      let expected = Self.stale(time, mean)
      let wrong = [Self.stale(time * (1 + Self.error), mean), Self.stale(time * (1 - Self.error), mean)]
      let difference = wrong.map { abs($0 - expected) }.min() ?? 0
      let runs = ValidationGate.trialsNeeded(proportion: expected, difference: difference)
      let observed = try await Self.leaking(method, mean: Duration(seconds: mean), runs: runs)
      #expect(ValidationGate.accepts(observed, expected: expected), "\(method.name): \(observed.estimate), not \(expected)")
      for p in wrong { #expect(!ValidationGate.accepts(observed, expected: p), "\(method.name): \(p) is not refused") }
    }
  }

  @Test("T is exact: a stall a microsecond shorter is not stale, one a microsecond longer is")
  func boundary() throws {
    let constants = Constants()
    for (method, time) in [
      (BarrierMethod.none, constants.untilOverwrite), (.hold(constants.hold), constants.untilOverwrite + constants.hold),
    ] {
      for (offset, isStale) in [(Duration.microseconds(-1), false), (.microseconds(1), true)] {
        var model = try Self.plan(method, mean: .seconds(1)).configuration
        model.faults[0].lasting = Distribution(time + offset)
        #expect(try Plan(model).drained(seed: 1).leaks == isStale, "\(method.name), offset \(offset.nanoseconds) ns")
      }
    }
  }

  @Test("With PREEMPT AND ABORT no run is stale", arguments: [0.5, 1, 1.5, 2, 3])
  func airtight(_ ratio: Double) async throws {
    let mean = Duration(seconds: Constants().untilOverwrite.seconds / ratio)
    #expect(try await Self.leaking(.preemptAndAbort, mean: mean, runs: 2000).successes == 0)
  }
}
