import Barriers
import Experiments
import PlainText
import Statistics
import StorageModel

/// What has to be known of a point to say why it came out as it did: sums over its runs, and its barrier method.
struct PointFacts {
  let barrier: BarrierMethod?
  /// Mean seconds from raising a barrier to its end.
  let barrierTime: Double?
  let runs: Int
  let failoversAndTakeovers: Double
  let commandTimeouts: Double
  let pathFailures: Double
  let staleWrites: Double
  let staleReads: Double
  /// Of what was promised.
  let violations: Double
  let violatingRuns: Int
  let orphans: Double
  let judgedAfterBarrier: Double
  /// Late, but settled then, and over nothing newer.
  let lateHarmless: Double
  private let fates: [(fate: OrphanFate, count: Double)]

  /// Nil if the store does not have all that it takes.
  init?(_ point: PointSummary) {
    let late = [Measure.lateSame, .lateForward, .lateConcurrent].compactMap(point.total)
    let fates = OrphanFate.decided.compactMap { fate in point.total(.orphans(fate)).map { (fate: fate, count: $0) } }
    guard let failoversAndTakeovers = point.failoversAndTakeovers, let commandTimeouts = point.total(.commandTimeouts),
      let pathFailures = point.total(.pathFailures), let staleWrites = point.total(.staleWrites),
      let staleReads = point.total(.staleReads), let violations = point.total(.barrierViolations),
      let orphans = point.total(.orphans), let judged = point.total(.orphansJudgedAfterBarrier), late.count == 3,
      fates.count == OrphanFate.decided.count
    else { return nil }
    barrier = point.point.barrier
    switch point.barrierTimeMean {
    case .noVariation(let mean): barrierTime = mean
    default: barrierTime = nil
    }
    runs = point.runs
    self.failoversAndTakeovers = failoversAndTakeovers
    self.commandTimeouts = commandTimeouts
    self.pathFailures = pathFailures
    self.staleWrites = staleWrites
    self.staleReads = staleReads
    violatingRuns = point.violations?.successes ?? 0
    self.violations = violatingRuns > 0 ? violations : 0
    self.orphans = orphans
    judgedAfterBarrier = judged
    lateHarmless = late.reduce(0, +)
    self.fates = fates
  }

  func orphans(_ fate: OrphanFate) -> Double { fates.first { $0.fate == fate }?.count ?? 0 }

  var isLeaking: Bool { staleWrites + staleReads > 0 }
  /// Nothing happened that could be explained.
  var isCalm: Bool { failoversAndTakeovers == 0 && orphans == 0 && violations == 0 && !isLeaking }

  /// One or two sentences.
  var explanation: String {
    var text = isLeaking ? leakExplanation : orphans > 0 ? tightExplanation : "no write was out on the paths that failed."
    if violations > 0 {
      text += " Barrier violation in \(violatingRuns) of \(runs) runs: the array sent GOOD while \(number(violations)) "
      text += violations == 1 ? "write was still to act." : "writes were still to act."
    }
    return text
  }

  private func number(_ value: Double) -> String { NumberText.grouped(value as Double) }

  private var leakExplanation: String {
    var clauses: [String] = []
    if orphans > 0 {
      clauses.append("\(number(orphans(.landedLate))) of \(number(orphans)) orphans landed late")
      clauses.append("\(number(staleWrites)) of them over newer data")
    } else if staleWrites > 0 {
      clauses.append("\(number(staleWrites)) stale writes, though no host gave up a write")
    }
    if staleReads > 0 { clauses.append("\(number(staleReads)) reads returned stale data") }
    let cause = staleWrites > 0 ? whatLetThemThrough.map { "; \($0)" } ?? "" : ""
    return "leaks: \(clauses.joined(separator: ", "))\(cause)."
  }

  /// How the late ones came past the barrier, as far as its method and the counts tell.
  private var whatLetThemThrough: String? {
    let stopped = stoppedByArray.isEmpty ? "none was stopped" : stoppedByArray.joined(separator: ", ")
    let time = barrierTime.map { NumberText.time($0) } ?? "0s"
    guard let barrier else { return "\(stopped); the store does not say by which barrier method" }
    return switch (barrier.exclusion, barrier.quiescence) {
    case (.none, .atOnce): "nothing was done about them before the writes were repeated"
    case (.none, .hold): "the repeats were held back for \(time), and these came after that"
    case (.none, .reset): "the reset emptied the task set (\(stopped)), and these had not entered it"
    case (.preempt, .answer): "\(stopped); these had passed the reservation check before their key was removed"
    case (.preemptAndAbort, _): "\(stopped); these were neither refused nor aborted"
    // The sentence goes on.
    default: "\(stopped); \(barrier.explanation.dropLast())"
    }
  }

  private var tightExplanation: String {
    var clauses = stoppedByArray + lostElsewhere
    let landedBefore = orphans(.landedBefore)
    if landedBefore > 0 { clauses.append("\(number(landedBefore)) \(OrphanFate.landedBefore.clause)") }
    let whileOpen = orphans(.landedLate) - lateHarmless
    if whileOpen > 0 { clauses.append("\(number(whileOpen)) landed while the host still waited to repeat them") }
    if lateHarmless > 0 { clauses.append("\(number(lateHarmless)) landed late over nothing newer") }
    let judged = "the array judged \(number(judgedAfterBarrier)) after the barrier had begun"
    return "no leak: of \(number(orphans)) orphans \(clauses.joined(separator: ", ")); \(judged)."
  }

  private var stoppedByArray: [String] { counted([.aborted, .conflict, .unitAttention]) }
  private var lostElsewhere: [String] { counted([.noDataSent, .droppedInFabric, .droppedByHost]) }

  private func counted(_ fates: [OrphanFate]) -> [String] {
    fates.filter { orphans($0) > 0 }.map { "\(number(orphans($0))) \($0.clause)" }
  }
}
