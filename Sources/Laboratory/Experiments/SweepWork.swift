import ResultStore
import Synchronization

/// The runs still to be made, shared by the workers of a sweep.
final class SweepWork: Sendable {
  private struct State {
    var pending: ArraySlice<RunKey>
    var progress: SweepProgress
    var error: (any Error)?
  }

  private let state: Mutex<State>
  private let jobs: Int
  private let stop: StopRequest

  init(_ pending: [RunKey], reused: Int, jobs: Int, stop: StopRequest) {
    self.jobs = jobs
    self.stop = stop
    let progress = SweepProgress(reused: reused, total: reused + pending.count)
    state = Mutex(State(pending: pending[...], progress: progress))
  }

  /// Consecutive runs, so that a worker seldom changes the point; fewer towards the end, so that all workers end together.
  func next() -> ArraySlice<RunKey> {
    state.withLock { state in
      let count = max(1, min(16, state.pending.count / (4 * jobs)))
      defer { state.pending = state.pending.dropFirst(count) }
      return state.pending.prefix(count)
    }
  }

  /// Whether no further run is begun.
  var isStopped: Bool { stop.isRaised || state.withLock { $0.error != nil } }

  /// The first error ends the sweep.
  func failed(_ error: any Error) {
    state.withLock { $0.error = $0.error ?? error }
  }

  func finished(_ run: FinishedRun) {
    state.withLock { state in
      switch run.outcome {
      case .completed(let measurements):
        state.progress.completed += 1
        state.progress.events += measurements.events
      case .failed:
        state.progress.failed += 1
      }
    }
  }

  var progress: SweepProgress { state.withLock { $0.progress } }

  /// What came of it, when all workers have ended.
  func outcome() throws -> SweepProgress {
    if let error = state.withLock({ $0.error }) { throw error }
    return progress
  }
}

/// How far a sweep is.
public struct SweepProgress: Equatable, Sendable {
  /// Runs that an earlier start had finished.
  public var reused: Int
  /// All runs of the sweep.
  public var total: Int
  /// Runs that this start completed, and those that ended with an internal error.
  public var completed = 0
  public var failed = 0
  /// Events of the completed runs.
  public var events = 0

  public var done: Int { reused + completed + failed }
  public var isFinished: Bool { done == total }
}
