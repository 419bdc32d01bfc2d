import Experiments
import PlainText
import Statistics

/// What an experiment came to, in the few numbers that a change of the model must not change unnoticed: in how many runs of each
/// point something leaked, and in how many the barrier broke its promise. Recorded as text beside the experiment.
public struct ExperimentOutcome: Equatable, Sendable {
  /// One point.
  public struct Row: Equatable, Sendable {
    public var point: Int
    /// Completed runs.
    public var runs: Int
    public var leaking: Int
    /// Nil where the method promises nothing that could be broken.
    public var violating: Int?
    /// The levels of the factors.
    public var name: String
  }

  public var rows: [Row]

  /// Without points whose store does not say whether they leaked.
  public init(_ summary: SweepSummary) {
    rows = summary.points.compactMap { point in
      guard let leaks = point.leaks else { return nil }
      let levels = point.point.factors.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
      return Row(
        point: point.point.id, runs: point.runs, leaking: leaks.successes, violating: point.violations?.successes, name: levels)
    }
  }

  /// Reads what `text` wrote. Nil if it is something else.
  public init?(text: String) {
    let lines = text.split(separator: "\n").drop { !$0.hasPrefix("---") }.dropFirst()
    rows = []
    for line in lines {
      let cells = line.split(separator: " ", maxSplits: 4).map(String.init)
      guard cells.count >= 4, let point = Int(cells[0]), let runs = Int(cells[1]), let leaking = Int(cells[2]),
        cells[3] == "-" || Int(cells[3]) != nil
      else { return nil }
      let name = cells.count > 4 ? String(cells[4].drop { $0 == " " }) : ""
      rows.append(Row(point: point, runs: runs, leaking: leaking, violating: Int(cells[3]), name: name))
    }
    if rows.isEmpty { return nil }
  }

  /// A table for people, with a head that says what it is.
  public func text(of experiment: String) -> String {
    let head =
      """
      # What \(experiment) came to: in how many runs of each point something leaked, and in how many the
      # barrier broke its promise. `make outcomes` writes this file; a test repeats some runs of each point and compares.
      """
    var table = TextTable(
      columns: ["point", "runs", "leaking", "violating"].map { .init(heading: [$0]) }
        + [.init(heading: ["levels"], isRightAligned: false)])
    table.lines = rows.map { row in
      .cells(["\(row.point)", "\(row.runs)", "\(row.leaking)", row.violating.map { "\($0)" } ?? "-", row.name])
    }
    return head + "\n\n" + table.text + "\n"
  }

  /// What `other`, with more or fewer runs of the same experiment, concludes otherwise, a line a difference: another set of
  /// points, leaks in all, some or none of the runs, or shares whose intervals have nothing in common.
  public func differences(from other: ExperimentOutcome) -> [String] {
    var differences: [String] = []
    for row in rows {
      guard let theirs = other.rows.first(where: { $0.point == row.point && $0.name == row.name }) else {
        differences.append("point \(row.point) (\(row.name)) is missing")
        continue
      }
      func compare(_ what: String, _ a: Int, _ b: Int) {
        if Self.agree((a, row.runs), (b, theirs.runs)) { return }
        differences.append(
          "point \(row.point) (\(row.name)): \(what) in \(a) of \(row.runs) runs here, in \(b) of \(theirs.runs) there")
      }
      compare("leaks", row.leaking, theirs.leaking)
      switch (row.violating, theirs.violating) {
      case (nil, nil): break
      case (let a?, let b?): compare("barrier violations", a, b)
      default: differences.append("point \(row.point) (\(row.name)): only one of them says whether the barrier kept its promise")
      }
    }
    for row in other.rows where !rows.contains(where: { $0.point == row.point }) {
      differences.append("point \(row.point) (\(row.name)) is new")
    }
    return differences
  }

  /// None and all are conclusions of their own. Some runs out of many may well be none or all of a few, if those are few enough.
  private static func agree(_ a: (hits: Int, runs: Int), _ b: (hits: Int, runs: Int)) -> Bool {
    let (more, fewer) = a.runs >= b.runs ? (a, b) : (b, a)
    if more.hits == 0 || fewer.runs == 0 { return fewer.hits == 0 }
    if more.hits == more.runs { return fewer.hits == fewer.runs }
    guard let x = Proportion(successes: more.hits, of: more.runs)?.interval(.percent95),
      let y = Proportion(successes: fewer.hits, of: fewer.runs)?.interval(.percent95)
    else { return false }
    return x.lower <= y.upper && y.lower <= x.upper
  }
}
