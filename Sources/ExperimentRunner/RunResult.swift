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

  /// Whether newer data was overwritten by a write that came too late.
  public var isLeaking: Bool { oracle.staleWrites.events > 0 }

  /// Latencies in nanoseconds of reads and writes that arrived in a phase, from the intended arrival; nil if not recorded.
  public func latency(in phase: RunPhase) -> Histogram<UInt32>? { observer.latency(phases: [phase]) }
}
