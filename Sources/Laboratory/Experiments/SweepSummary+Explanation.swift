import StorageModel

/// Why each row came out as it did, said from what was counted.
extension SweepSummary {
  var explanations: [String] {
    var lines: [String] = []
    let calm = points.filter { $0.runs > 0 && $0.failovers == 0 }
    if !calm.isEmpty {
      let cause = calm.allSatisfy { $0.total("command_timeouts") == 0 } ? "no command timed out" : "no path failed"
      lines.append("Nothing failed over in \(calm.count) of \(points.count) rows: \(cause), so no host gave up a write.")
    }
    var title: String?
    for point in points where point.failovers > 0 {
      if groupTitle(point) != title {
        title = groupTitle(point)
        lines.append(groupTitle(point))
      }
      let again = point.firstLeak.map { " [--point \(point.point.id) --replication \($0)]" } ?? ""
      // With the method as the only factor, the group's title has named the row.
      let name = rowName(point).isEmpty ? "" : rowName(point) + ": "
      lines.append("  \(name)\(point.explanation)\(again)")
    }
    if points.contains(where: { $0.firstLeak != nil }) {
      lines.append("[...]: the first run that leaks; `weir run EXPERIMENT` with these options tells its story.")
    }
    return lines
  }
}

extension PointSummary {
  private func text(_ metric: String) -> String { NumberText.count(total(metric)) }

  /// One sentence.
  var explanation: String {
    if orphans == 0 { return "no write was out on the paths that failed." }
    return total("stale_writes") > 0 ? leakExplanation : tightExplanation
  }

  private var leakExplanation: String {
    var text = "leaks: \(NumberText.count(orphans(.landedLate))) of \(NumberText.count(orphans)) orphans landed late, "
    text += "\(self.text("stale_writes")) of them over newer data"
    return text + "; \(whatLetThemThrough)."
  }

  /// How the late ones came past the barrier, as far as its method and the counts tell.
  private var whatLetThemThrough: String {
    let stopped = stoppedByArray.isEmpty ? "none was stopped" : stoppedByArray.joined(separator: ", ")
    let time = barrierTimeMean.map { NumberText.time($0) } ?? "0s"
    switch level("barrier") {
    case "none": return "nothing was done about them before the writes were repeated"
    case "hold": return "the repeats were held back for \(time), and these came after that"
    case "lun-reset": return "the reset emptied the task set (\(stopped)), and these had not entered it"
    case "pr-preempt": return "\(stopped); these had passed the reservation check before their key was removed"
    case "pr-preempt-abort":
      let violations = total("barrier_violations")
      return violations > 0 ? "\(stopped); the array sent GOOD while \(NumberText.count(violations)) were still to act" : stopped
    default: return stopped
    }
  }

  private var tightExplanation: String {
    let stopped = stoppedByArray + lostElsewhere
    var clauses = stopped
    let landedBefore = orphans(.landedBefore)
    if landedBefore > 0 { clauses.append("\(NumberText.count(landedBefore)) had landed before they were given up") }
    let afterDisposal = ["late_same", "late_forward", "late_concurrent"].reduce(0) { $0 + total($1) }
    let whileOpen = orphans(.landedLate) - afterDisposal
    if whileOpen > 0 { clauses.append("\(NumberText.count(whileOpen)) landed while the host still waited to repeat them") }
    if afterDisposal > 0 { clauses.append("\(NumberText.count(afterDisposal)) landed late over nothing newer") }
    let judged = "the array judged \(text("orphans_judged_after_barrier")) after the barrier had begun"
    return "no leak: of \(NumberText.count(orphans)) orphans \(clauses.joined(separator: ", ")); \(judged)."
  }

  private var stoppedByArray: [String] {
    counted([(.aborted, "were aborted"), (.conflict, "met RESERVATION CONFLICT"), (.unitAttention, "met a unit attention")])
  }

  private var lostElsewhere: [String] {
    counted([
      (.noDataSent, "were asked for data that their host no longer sends"), (.droppedInFabric, "were dropped in the fabric"),
      (.droppedByHost, "were dropped by their host"),
    ])
  }

  private func counted(_ clauses: [(OrphanFate, String)]) -> [String] {
    clauses.filter { orphans($0.0) > 0 }.map { "\(NumberText.count(orphans($0.0))) \($0.1)" }
  }
}
