import Experiments
import PlainText
import StorageModel

/// Why each row came out as it did, said from what was counted.
extension SweepSummary {
  var explanations: [String] {
    let told = points.filter { $0.runs > 0 }.map { (point: $0, facts: PointFacts($0)) }
    var lines: [String] = []
    let calm = told.compactMap(\.facts).filter(\.isCalm)
    if !calm.isEmpty {
      let cause =
        calm.allSatisfy { $0.commandTimeouts == 0 }
        ? "no command timed out" : calm.allSatisfy { $0.pathFailures == 0 } ? "no path failed" : "no I/O was out on a failed path"
      lines.append("Nothing failed over in \(calm.count) of \(points.count) rows: \(cause), so no host gave up a write.")
    }
    var title: String?
    for (point, facts) in told where facts.map({ !$0.isCalm }) ?? true {
      if groupTitle(point) != title {
        title = groupTitle(point)
        lines.append(groupTitle(point))
      }
      let again = point.firstToLookAt.map { " [--point \(point.point.id) --replication \($0)]" } ?? ""
      // With the method as the only factor, the group's title has named the row.
      let name = rowName(point).isEmpty ? "" : rowName(point) + ": "
      lines.append("  \(name)\(facts?.explanation ?? "not explained: the store does not have all that was counted.")\(again)")
    }
    if points.contains(where: { $0.firstToLookAt != nil }) {
      lines.append(
        "[...]: the first run that leaks, or else breaks the barrier's promise; `weir run EXPERIMENT` with these options tells "
          + "its story.")
    }
    return lines
  }
}
