import ConsistencyOracle
import EventEngine
import Histogram
import StorageModel

/// Everything that is known of a run that has drained: a function of plan, seed and replication.
public struct RunResult: Sendable {
  public let seed: UInt64
  public let replication: UInt32
  /// The fingerprint of all executed events.
  public let digest: Digest
  /// Executed events.
  public let events: UInt64
  /// When the last command was done or dead.
  public let endedAt: Instant
  public let counts: RunCounts
  /// What the oracle counted.
  public let oracle: Counts
  /// The first violations; `oracle` counts all.
  public let violations: [Violation]
  /// Latencies, failover times, barrier times, and the trace if there is one.
  public let observer: RunObserver
  /// By phase; empty if not recorded.
  private let latencies: [SampleSet]

  /// Whether newer data was overwritten by a write that came too late.
  public var isLeaking: Bool { oracle.staleWrites.events > 0 }

  /// Latencies in nanoseconds of reads and writes that arrived in a phase, from the intended arrival; nil if not recorded.
  public func latency(in phase: RunPhase) -> Histogram<UInt32>? { observer.latency(phases: [phase]) }
  /// The same as samples.
  public func latencies(in phase: RunPhase) -> SampleSet? { latencies.isEmpty ? nil : latencies[phase.rawValue] }

  init<A>(_ simulation: Simulation<StorageWorld, A>, seed: UInt64, replication: UInt32) {
    self.seed = seed
    self.replication = replication
    digest = simulation.digest
    events = simulation.executedCount
    endedAt = simulation.now
    counts = simulation.world.counts
    oracle = simulation.world.oracle.counts
    violations = simulation.world.oracle.violations
    observer = simulation.observer
    latencies = RunPhase.allCases.compactMap { [observer] phase in
      // Read once: walking a histogram costs more than a hundred I/Os.
      guard let reads = observer.latency(isWrite: false, phase: phase), let writes = observer.latency(isWrite: true, phase: phase)
      else { return nil }
      return SampleSet(SampleSet(reads), SampleSet(writes))
    }
  }
}
