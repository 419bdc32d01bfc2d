import Barriers
import ConsistencyOracle
import EventEngine
import Histogram
import StorageModel

/// Everything that is known of a run that has ended: a function of its request.
public struct RunResult: Sendable {
  public let request: RunRequest
  /// The fingerprint of all executed events.
  public let digest: Digest
  /// Executed events.
  public let events: UInt64
  /// When the last command was done or dead.
  public let endedAt: Instant
  /// When each fault of the plan began and ended, or would have.
  public let faultTimes: [(begin: Instant, end: Instant)]
  public let counts: RunCounts
  /// What the oracle counted.
  public let oracle: Counts
  /// The first violations of consistency, and of what the barrier promised; `oracle` counts all.
  public let violations: [Violation]
  /// Latencies, failover times, barrier times, and the trace if there is one.
  public let observer: RunObserver
  /// By phase; empty if not recorded.
  private let latencies: [SampleSet]

  public var plan: Plan { request.plan }
  public var seed: UInt64 { request.seed }
  public var replication: UInt32 { request.replication }

  /// Whether the run leaked: a stale write reached the medium, or a stale read its reader. Every table, figure, explanation and
  /// exit status means this.
  public var isLeaking: Bool { oracle.hasLeak }

  /// What reached the medium against the promise of the barrier. A verdict of its own: such a write may have hit nothing newer.
  public var barrierViolations: BlockTally {
    plan.configuration.barrier.forbidsActsAfterGood ? oracle.barrierViolations : BlockTally()
  }

  /// Latencies in nanoseconds of reads and writes that arrived in a phase, from the intended arrival; nil if not recorded.
  public func latency(in phase: RunPhase) -> Histogram<UInt32>? { observer.latency(phases: [phase]) }
  /// The same as samples.
  public func latencies(in phase: RunPhase) -> SampleSet? { latencies.isEmpty ? nil : latencies[phase.rawValue] }

  init<A>(_ request: RunRequest, _ simulation: Simulation<StorageWorld, A>) {
    self.request = request
    digest = simulation.digest
    events = simulation.executedCount
    endedAt = simulation.now
    faultTimes = simulation.world.faultTimes
    counts = simulation.world.counts
    oracle = simulation.world.oracle.counts
    let isPromised = request.plan.configuration.barrier.forbidsActsAfterGood
    violations = simulation.world.oracle.violations.filter { isPromised || $0.kind != .barrier }
    observer = simulation.observer
    latencies = RunPhase.allCases.compactMap { [observer] phase in
      // Read once: walking a histogram costs more than a hundred I/Os.
      guard let reads = observer.latency(isWrite: false, phase: phase), let writes = observer.latency(isWrite: true, phase: phase)
      else { return nil }
      return SampleSet(SampleSet(reads), SampleSet(writes))
    }
  }
}
