import ResultStore
import Statistics
import StorageModel

extension SweepSummary {
  /// The comparison of the points for people: one row a point, grouped by the first factor, and why each row came out as it did.
  public var text: String {
    let notes = """
      P(leak): share of the runs in which newer data was overwritten by a late write, with Wilson's interval, or the one-sided \
      Clopper-Pearson bound where none or all did. Stale writes a failover: jackknife over runs. All at 95 % confidence. \
      I/O p99.9: of the I/Os that arrived between fault and recovery. Orphan: a write that its host gave up; every orphan has \
      one fate, and they add up to the orphans issued.
      """
    let paragraphs = [notes] + absentFates
    return
      ([headline, "", table, ""] + paragraphs.map { $0.wrapped(Self.columns, indent: 0) } + [""]
      + explanations.map { $0.wrapped(Self.columns, indent: 4) }).joined(separator: "\n")
  }

  private static let columns = 128

  private var headline: String {
    let runs = points.reduce(0) { $0 + $1.runs }
    let failed = points.reduce(0) { $0 + $1.failedRuns }
    let ios = points.filter { $0.runs > 0 }.map { $0.total("ios_issued") / Double($0.runs) }
    var text =
      "\(provenance.name): \(points.count) \(points.count == 1 ? "point" : "points"), \(runs) \(runs == 1 ? "run" : "runs")"
    if failed > 0 { text += ", \(failed) failed" }
    if let least = ios.min(), let most = ios.max() {
      let range = [NumberText.count(least), NumberText.count(most)]
      text += "; \(range[0] == range[1] ? range[0] : range.joined(separator: " to ")) I/Os a run; seed \(provenance.seed)"
    }
    return text
  }

  /// Only fates that some orphan had.
  private var fates: [OrphanFate] { OrphanFate.decided.filter { fate in points.contains { $0.orphans(fate) > 0 } } }

  private var absentFates: [String] {
    let absent = OrphanFate.decided.filter { !fates.contains($0) }.map { $0.words }
    return absent.isEmpty ? [] : ["No orphan was \(absent.joined(separator: ", "))."]
  }

  private var table: String {
    let columns = factorColumns
    var table = TextTable(
      columns: columns.map { .init(heading: $0.heading, isRightAligned: false) } + figureHeadings.map { .init(heading: $0) }
        + fates.map { .init(heading: ["orphans"] + $0.heading) })
    var title: String?
    for point in points {
      if groupTitle(point) != title {
        title = groupTitle(point)
        table.lines.append(.title(groupTitle(point)))
      }
      let levels = columns.enumerated().map { ($0 == 0 ? "  " : "") + (point.level($1.factor) ?? "-") }
      table.lines.append(.cells(levels + figures(point) + fates.map { NumberText.count(point.orphans($0)) }))
    }
    return table.text
  }

  private var figureHeadings: [[String]] {
    [
      ["fail-", "overs", "a run"], ["P(leak)", "%"], ["stale writes", "a failover"], ["lost", "acked", "blocks"],
      ["fail-", "over", "p50"], ["fail-", "over", "p99"], ["I/O", "p99.9", "during"], ["barrier", "mean"], ["orphans", "issued"],
    ]
  }

  private func figures(_ point: PointSummary) -> [String] {
    guard point.runs > 0 else { return figureHeadings.map { _ in "-" } }
    return [
      NumberText.short(point.failovers / Double(point.runs)), NumberText.percentage(point.leaks, PointSummary.confidence),
      NumberText.ratio(point.staleWritesPerFailover), NumberText.count(point.total("lost_acknowledged_blocks")),
      NumberText.time(point.failoverTimeP50), NumberText.time(point.failoverTimeP99), NumberText.time(point.latencyDuringP999),
      point.barrierTimeMean.map { NumberText.time($0) } ?? "-", NumberText.count(point.orphans),
    ]
  }
}

// MARK: Factors

extension SweepSummary {
  /// The factor that groups the rows: the barrier method where that varies, else the first.
  private var groupFactor: String? {
    let names = points.first?.point.factors.map(\.name) ?? []
    return names.contains("barrier") ? "barrier" : names.first { $0 != Point.nameFactor }
  }

  /// Factors of the first point but the grouping one: a column each. What else a point has goes into the title of its group.
  private var factorColumns: [(factor: String, heading: [String])] {
    let names = points.first?.point.factors.map(\.name).filter { $0 != groupFactor && $0 != Point.nameFactor } ?? []
    return names.map { name in
      let keys = name.split(separator: ".").map(String.init).drop { $0 == "faults" }
      return (name, keys.enumerated().map { ($0 == 0 ? "" : ".") + $1 })
    }
  }

  func groupTitle(_ point: PointSummary) -> String {
    let columns = factorColumns.map(\.factor)
    let others = point.point.factors.filter {
      $0.name != groupFactor && $0.name != Point.nameFactor && !columns.contains($0.name)
    }
    let group = groupFactor.flatMap(point.level) ?? "all"
    return others.isEmpty ? group : "\(group), " + others.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
  }

  /// The point within its group.
  func rowName(_ point: PointSummary) -> String {
    factorColumns.compactMap { point.level($0.factor) }.joined(separator: " ")
  }
}

extension OrphanFate {
  /// Under "orphans".
  fileprivate var heading: [String] {
    switch self {
    case .undecided: ["undecided"]
    case .landedBefore: ["landed", "before"]
    case .landedLate: ["landed", "late"]
    case .aborted: ["aborted"]
    case .conflict: ["con-", "flict"]
    case .unitAttention: ["unit", "att."]
    case .droppedInFabric: ["lost in", "fabric"]
    case .noDataSent: ["no data", "sent"]
    case .droppedByHost: ["in its", "host"]
    }
  }

  /// As the end of "No orphan was".
  fileprivate var words: String {
    switch self {
    case .undecided: "undecided"
    case .landedBefore: "on the media before it was given up"
    case .landedLate: "late on the media"
    case .aborted: "aborted"
    case .conflict: "refused with RESERVATION CONFLICT"
    case .unitAttention: "refused with a unit attention"
    case .droppedInFabric: "dropped in the fabric"
    case .noDataSent: "left without data"
    case .droppedByHost: "dropped by its host"
    }
  }
}
