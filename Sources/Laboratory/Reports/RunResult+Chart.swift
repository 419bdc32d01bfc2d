import ConsistencyOracle
import EventEngine
import Experiments
import StorageModel
import TraceExport

extension RunResult {
  /// The violation that is told as a story: the first stale write, else the first stale read, else what broke the barrier's
  /// promise.
  var explainedViolation: Violation? {
    violations.first { [.staleWriteOverNewer, .staleWriteRepeated].contains($0.kind) }
      ?? violations.first { $0.kind == .staleRead } ?? violations.first
  }

  /// The story of one violation, drawn from the run's trace. A run that was not traced is made again from its request, which
  /// makes the same run, up to where the story ends.
  func chart() throws(InternalError) -> SequenceChart? {
    guard let violation = explainedViolation else { return nil }
    if request.observes.contains(.trace) { return SequenceChart(of: violation, trace: observer.trace, plan: plan) }
    var run = RunInProgress(request.observing(.trace))
    run.advance(to: violation.at + .nanoseconds(1))
    // What was overwritten before its answer was on its way is lost only once the answer arrives.
    if let other = violation.other, other.acknowledgedAt == nil {
      var seen = 0
      while !run.trace[seen...].contains(where: { $0.isEnd(of: other.version) }) {
        seen = run.trace.count
        guard try run.advance(events: 1_000) else { break }
      }
    }
    return SequenceChart(of: violation, trace: run.trace, plan: plan)
  }
}

extension TraceRecord {
  fileprivate func isEnd(of operation: Version) -> Bool { [.acknowledged, .failed].contains(kind) && version == operation }
}
