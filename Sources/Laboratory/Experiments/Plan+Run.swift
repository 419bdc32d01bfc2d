import EventEngine
import StorageModel

extension Plan {
  /// How much longer than the workload the last command may live. All timeouts of the model are far shorter.
  static let drainMax = Duration.seconds(24 * 3600)

  /// Runs until no command is live, and sums it up.
  ///
  /// - Throws: `InternalError` if the run contradicts itself: see `RunResult.init(drained:seed:replication:)`.
  public func run(
    seed: UInt64, replication: UInt32 = 0, recordsLatency: Bool = true, traces: Bool = false
  ) throws(InternalError) -> RunResult {
    let observer = RunObserver(recordsLatency: recordsLatency, traces: traces)
    if configuration.run.permuteEqualInstants {
      var simulation = permutedSimulation(seed: seed, replication: replication, observer: observer)
      return try finish(&simulation, seed: seed, replication: replication)
    }
    var simulation = simulation(seed: seed, replication: replication, observer: observer)
    return try finish(&simulation, seed: seed, replication: replication)
  }

  private func finish<A>(
    _ simulation: inout Simulation<StorageWorld, A>, seed: UInt64, replication: UInt32
  ) throws(InternalError) -> RunResult {
    let limit = Instant.zero + configuration.run.until + Self.drainMax
    while !simulation.world.isAtRest, simulation.step() {
      // A fault that would begin later still is no command.
      if simulation.now > limit, simulation.world.liveAttempts + simulation.world.liveOperations > 0 {
        throw InternalError("\(Self.name(seed, replication)): commands are still live a day after the workload stopped")
      }
    }
    simulation.world.finish(at: simulation.now)
    return try RunResult(drained: simulation, seed: seed, replication: replication)
  }

  /// The digest of all events before `instant`.
  public func digest(at instant: Instant, seed: UInt64, replication: UInt32 = 0) -> Digest {
    let observer = RunObserver(recordsLatency: false)
    if configuration.run.permuteEqualInstants {
      var simulation = permutedSimulation(seed: seed, replication: replication, observer: observer)
      simulation.run(until: instant)
      return simulation.digest
    }
    var simulation = simulation(seed: seed, replication: replication, observer: observer)
    simulation.run(until: instant)
    return simulation.digest
  }

  static func name(_ seed: UInt64, _ replication: UInt32) -> String { "seed \(seed) replication \(replication)" }
}

extension RunResult {
  /// Sums up a simulation that has drained.
  ///
  /// - Throws: `InternalError` if a command or I/O is left, if the oracle saw what a correct model cannot do, or if the fates of
  ///   the orphans do not add up.
  public init<A>(
    drained simulation: Simulation<StorageWorld, A>, seed: UInt64, replication: UInt32
  ) throws(InternalError) {
    if let contradiction = Self.contradiction(in: simulation.world) {
      throw InternalError("\(Plan.name(seed, replication)): \(contradiction)")
    }
    self.init(simulation, seed: seed, replication: replication)
  }

  private static func contradiction(in world: StorageWorld) -> String? {
    if let error = world.oracle.modelErrors.first {
      return
        "the model broke its own rules \(world.oracle.counts.modelErrors) times, "
        + "first \(error.kind) at \(error.at.nanoseconds) ns"
    }
    if world.liveAttempts > 0 { return "\(world.liveAttempts) commands are live, and nothing is left to happen" }
    if world.liveOperations > 0 { return "\(world.liveOperations) I/Os have no answer, and nothing is left to happen" }
    if !world.oracle.isQuiet { return "the oracle waits for \(world.oracle.liveOperations) operations" }
    let fates = OrphanFate.decided.reduce(0) { $0 + world.counts[$1] }
    if fates != world.counts.orphans { return "fates do not add up: \(fates) of \(world.counts.orphans) orphans have one" }
    return nil
  }
}

extension OrphanFate {
  /// The fates that an orphan can have in the end.
  public static var decided: [OrphanFate] { allCases.filter { $0 != .undecided } }
}
