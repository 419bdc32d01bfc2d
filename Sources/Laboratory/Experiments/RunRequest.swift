import EventEngine
import StorageModel

/// One run, said completely: the only way to make one. Equal requests make the same run, whatever they observe, so that a table,
/// a chart, a trace and a capture that are asked for one after the other still tell about one run.
public struct RunRequest: Sendable {
  /// What is recorded while it runs. It changes nothing that happens.
  public struct Observation: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// How long each I/O took.
    public static let latency = Observation(rawValue: 1)
    /// Everything that happens, one record a step: for the trace log and the sequence chart.
    public static let trace = Observation(rawValue: 2)
    /// What passes the array's target ports: for packet captures.
    public static let frames = Observation(rawValue: 4)
  }

  public var plan: Plan
  public var seed: UInt64
  /// Which of the replications of the seed.
  public var replication: UInt32
  /// Whether events of one instant come in an order of the run's own instead of that in which they were scheduled.
  public var permutesEqualInstants: Bool
  public var observes: Observation
  /// After how many events the rules of the world are looked at while the run goes on; nil: only at its end.
  public var checksEvery: UInt64?

  /// The run as the plan says, ties included.
  public init(_ plan: Plan, seed: UInt64, replication: UInt32 = 0, observes: Observation = .latency) {
    self.plan = plan
    self.seed = seed
    self.replication = replication
    permutesEqualInstants = plan.configuration.run.permuteEqualInstants
    self.observes = observes
  }

  /// The same run, looked at in another way.
  public func observing(_ other: Observation) -> RunRequest {
    var request = self
    request.observes = other
    return request
  }

  /// Runs until no command is live, and sums it up.
  ///
  /// - Throws: `InternalError` if the run contradicts itself: see `RunInProgress.result()`.
  public func result() throws(InternalError) -> RunResult {
    var run = RunInProgress(self)
    while try run.advance() {}
    return try run.result()
  }

  /// The digest of all events before `instant`.
  public func digest(at instant: Instant) -> Digest {
    var run = RunInProgress(observing([]))
    run.advance(to: instant)
    return run.digest
  }

  /// Names the run among those of its plan in messages.
  var name: String { "seed \(seed) replication \(replication)" }
}
