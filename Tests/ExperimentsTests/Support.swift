import Experiments
import ResultStore

let origin = SweepOrigin(version: "0", command: "test", host: "here", start: "now")

/// All that must not depend on when, where and how often a sweep was started.
func rows(_ directory: String) throws -> [FinishedRun] {
  let store = try ResultStore.read(directory: directory)
  defer { try? store.close() }
  var rows: [FinishedRun] = []
  for point in try store.points() {
    for var run in try store.runs(point: point.id) {
      run.wallSeconds = nil
      if case .completed(var measured) = run.outcome {
        // A NaN is not equal to itself.
        measured.metrics.removeAll { $0.value.isNaN }
        run.outcome = .completed(measured)
      }
      rows.append(run)
    }
  }
  return rows
}
