import EventEngine
import StorageModel

/// A run between its begin and its end, for those who look at it on the way.
public struct RunInProgress: Sendable {
  public let request: RunRequest
  // One of them is there: a generic engine, called through a protocol, would not be specialised, and many times slower.
  private var inOrder: StorageSimulation?
  private var permuted: PermutedStorageSimulation?

  /// The run at instant zero.
  public init(_ request: RunRequest) {
    self.request = request
    let observer = RunObserver(
      recordsLatency: request.observes.contains(.latency), traces: request.observes.contains(.trace),
      captures: request.observes.contains(.frames))
    let (plan, seed, replication) = (request.plan, request.seed, request.replication)
    if request.permutesEqualInstants {
      permuted = plan.permutedSimulation(seed: seed, replication: replication, observer: observer)
    } else {
      inOrder = plan.simulation(seed: seed, replication: replication, observer: observer)
    }
  }

  /// Executes up to `events` events; false when none is left.
  ///
  /// - Throws: `InternalError` if commands are still live a day after the workload stopped: they would be for ever.
  @discardableResult public mutating func advance(events: Int = .max) throws(InternalError) -> Bool {
    let limit = Instant.zero + request.plan.configuration.run.until + Self.drainMax
    let check = request.checksEvery
    let pace = inOrder?.advance(events, limit, check) ?? permuted?.advance(events, limit, check) ?? .ended
    if case .broken(let rule, let now, let event) = pace {
      throw InternalError("\(request.name): a rule is broken at \(now.nanoseconds) ns, after event \(event): \(rule)")
    }
    if case .endless = pace {
      throw InternalError("\(request.name): commands are still live a day after the workload stopped")
    }
    if case .goesOn = pace { return true }
    return false
  }

  /// How much longer than the workload the last command may live. All timeouts of the model are far shorter.
  private static let drainMax = Duration.seconds(24 * 3600)

  /// Executes every event before `instant`.
  public mutating func advance(to instant: Instant) {
    inOrder?.run(until: instant)
    permuted?.run(until: instant)
  }

  /// The fingerprint of all events so far.
  public var digest: Digest { simulated(\.digest, \.digest) }
  /// What has been recorded so far.
  public var trace: [TraceRecord] { simulated(\.observer.trace, \.observer.trace) }

  /// What passed the target ports since the last time, for those who write a long run down as it goes on.
  public mutating func takeFrames() -> [ExchangeFrame] {
    inOrder?.observer.takeFrames() ?? permuted?.observer.takeFrames() ?? []
  }

  /// Sums up a run that has ended, and closes its oracle's books.
  ///
  /// - Throws: `InternalError` if a command or I/O is left, if the oracle saw what a correct model cannot do, or if the fates of
  ///   the orphans do not add up.
  public mutating func result() throws(InternalError) -> RunResult {
    if let contradiction = inOrder?.endedInContradiction() ?? permuted?.endedInContradiction() {
      throw InternalError("\(request.name): \(contradiction)")
    }
    return simulated({ RunResult(request, $0) }, { RunResult(request, $0) })
  }

  private func simulated<T>(_ a: (StorageSimulation) -> T, _ b: (PermutedStorageSimulation) -> T) -> T {
    if let inOrder { return a(inOrder) }
    guard let permuted else { preconditionFailure("a run has one of two engines") }
    return b(permuted)
  }
}

/// How a run fared over some events.
private enum Pace {
  case goesOn, ended, endless
  /// A rule of the world does not hold after this event.
  case broken(String, Instant, UInt64)
}

extension Simulation where W == StorageWorld {
  fileprivate mutating func advance(_ events: Int, _ limit: Instant, _ checksEvery: UInt64?) -> Pace {
    for _ in 0..<events {
      if world.isAtRest { return .ended }
      guard step() else { return .ended }
      if let checksEvery, executedCount % checksEvery == 0, let rule = world.brokenRule {
        return .broken(rule, now, executedCount)
      }
      // A fault that would begin later still is no command.
      if now > limit, world.liveAttempts + world.liveOperations > 0 { return .endless }
    }
    return .goesOn
  }

  /// The rules of a run that has ended are looked at here, for every run.
  fileprivate mutating func endedInContradiction() -> String? {
    world.finish(at: now)
    if let error = world.oracle.modelErrors.first {
      return
        "the model broke its own rules \(world.oracle.counts.modelErrors) times, "
        + "first \(error.kind) at \(error.at.nanoseconds) ns"
    }
    return world.brokenRuleOfDrainedRun
  }
}

extension OrphanFate {
  /// The fates that an orphan can have in the end.
  public static var decided: [OrphanFate] { allCases.filter { $0 != .undecided } }
}
