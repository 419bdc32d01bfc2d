import Experiments
import PlainText
import ResultStore
import Statistics
import StorageModel

extension SweepSummary {
  /// The comparison of the points for people: one row a point, grouped by the first factor, and why each row came out as it did.
  public var text: String {
    let notes = """
      P(leak): share of the runs with a stale write or a stale read, with Wilson's interval, or the one-sided Clopper-Pearson \
      bound where none or all had one. Barrier violations: writes that acted against the promise of the barrier method; a dash \
      where it promises nothing of the kind. Stale writes a failover or takeover: jackknife over runs. All at 95 % confidence. \
      I/O p99.9: of the I/Os that arrived between fault and recovery. Orphan: a write that its host gave up; every orphan has \
      one fate, and they add up to the orphans issued.
      """
    let paragraphs = [notes] + absentFates + unknownMeasures
    return
      ([headline, "", table, ""] + paragraphs.map { $0.wrapped(Self.columns, indent: 0) } + [""]
      + explanations.map { $0.wrapped(Self.columns, indent: 4) }).joined(separator: "\n")
  }

  private static let columns = 128

  private var headline: String {
    let runs = points.reduce(0) { $0 + $1.runs }
    let failed = points.reduce(0) { $0 + $1.failedRuns }
    let ios = points.compactMap { point in point.runs == 0 ? nil : point.total(.iosIssued).map { $0 / Double(point.runs) } }
    var text =
      "\(provenance.name): \(points.count) \(points.count == 1 ? "point" : "points"), \(runs) \(runs == 1 ? "run" : "runs")"
    if failed > 0 { text += ", \(failed) failed" }
    if let least = ios.min(), let most = ios.max() {
      let range = [NumberText.grouped(least as Double), NumberText.grouped(most as Double)]
      text += "; \(range[0] == range[1] ? range[0] : range.joined(separator: " to ")) I/Os a run; seed \(provenance.seed)"
    }
    return text
  }

  /// Only fates that some orphan had.
  private var fates: [OrphanFate] {
    OrphanFate.decided.filter { fate in points.contains { $0.total(.orphans(fate)).map { $0 > 0 } ?? false } }
  }

  private var absentFates: [String] {
    guard points.allSatisfy({ $0.total(.orphans) != nil }) else { return [] }
    let absent = OrphanFate.decided.filter { !fates.contains($0) }.map { $0.words }
    return absent.isEmpty ? [] : ["No orphan was \(absent.joined(separator: ", "))."]
  }

  private var unknownMeasures: [String] {
    let names = Set(points.flatMap(\.unknownNames)).sorted()
    return names.isEmpty ? [] : ["Left out, because this weir does not know these measures: \(names.joined(separator: ", "))."]
  }

  private var table: String {
    let columns = factorColumns
    let figures = Column.figures + fates.map { Column(sumOf: .orphans($0)) }
    var table = TextTable(
      columns: columns.map { .init(heading: $0.heading, isRightAligned: false) } + figures.map { .init(heading: $0.heading) })
    var title: String?
    for point in points {
      if groupTitle(point) != title {
        title = groupTitle(point)
        table.lines.append(.title(groupTitle(point)))
      }
      let levels = columns.enumerated().map { ($0 == 0 ? "  " : "") + (point.point.level($1.factor) ?? "-") }
      table.lines.append(.cells(levels + figures.map { point.runs > 0 ? $0.text(point) : "-" }))
    }
    return table.text
  }

  /// A column of figures: a finding, or a sum over the runs.
  private struct Column {
    var heading: [String]
    var text: (PointSummary) -> String

    init(of finding: Finding) {
      heading = finding.heading
      text = finding.text
    }

    init(sumOf measure: Measure) {
      heading = measure.heading
      text = { NumberText.grouped($0.total(measure)) }
    }

    private init(_ heading: [String], _ text: @escaping (PointSummary) -> String) {
      self.heading = heading
      self.text = text
    }

    static var figures: [Column] {
      [
        Column(["fail-/", "take-", "overs", "a run"]) { point in
          point.failoversAndTakeovers.map { NumberText.short($0 / Double(point.runs)) } ?? "-"
        },
        Column(of: .leakProbability),
        // Not promised is not the same as none.
        Column(Measure.barrierViolations.heading) {
          $0.violations == nil ? "-" : NumberText.grouped($0.total(.barrierViolations))
        },
        Column(of: .staleWritesPerFailover), Column(sumOf: .lostAcknowledgedBlocks), Column(of: .failoverTimeP50),
        Column(of: .failoverTimeP99), Column(of: .latencyDuringP999), Column(of: .barrierTimeMean), Column(sumOf: .orphans),
      ]
    }
  }
}

// MARK: Factors

extension SweepSummary {
  /// The factor that groups the rows: the barrier method where that varies, else the first.
  private var groupFactor: String? {
    let names = points.first?.point.factors.map(\.name) ?? []
    return names.contains("barrier") ? "barrier" : names.first { $0 != RecordedPoint.nameFactor }
  }

  /// Factors of the first point but the grouping one: a column each. What else a point has goes into the title of its group.
  private var factorColumns: [(factor: String, heading: [String])] {
    let names = points.first?.point.factors.map(\.name).filter { $0 != groupFactor && $0 != RecordedPoint.nameFactor } ?? []
    return names.map { name in
      let keys = name.split(separator: ".").map(String.init).drop { $0 == "faults" }
      return (name, keys.enumerated().map { ($0 == 0 ? "" : ".") + $1 })
    }
  }

  func groupTitle(_ point: PointSummary) -> String {
    let columns = factorColumns.map(\.factor)
    let others = point.point.factors.filter {
      $0.name != groupFactor && $0.name != RecordedPoint.nameFactor && !columns.contains($0.name)
    }
    let group = groupFactor.flatMap(point.point.level) ?? "all"
    return others.isEmpty ? group : "\(group), " + others.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
  }

  /// The point within its group.
  func rowName(_ point: PointSummary) -> String {
    factorColumns.compactMap { point.point.level($0.factor) }.joined(separator: " ")
  }
}

extension OrphanFate {
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
