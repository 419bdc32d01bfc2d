import EventEngine
import Experiments
import PlainText
import ResultStore
import Statistics
import Testing

@testable import Reports

@Suite struct SummaryTests {
  /// A run of which the store has every measure: 0, but for those that are given.
  private func run(
    _ replication: Int, _ values: [(Measure, Double)], failovers: [Duration] = [], barriers: [Duration] = []
  ) -> FinishedRun {
    let metrics = Measure.all.map { measure in
      Metric(name: measure.name, value: values.first { $0.0 == measure }?.1 ?? 0)
    }
    return recorded(replication, metrics, failovers: failovers, barriers: barriers)
  }

  private func recorded(
    _ replication: Int, _ metrics: [Metric], failovers: [Duration] = [], barriers: [Duration] = []
  ) -> FinishedRun {
    let samples = [(DurationSet.failoverTime, SampleSet(failovers)), (.barrierTime, SampleSet(barriers))]
    let measured = Measurements(
      digest: 0, events: 1, metrics: metrics,
      histograms: samples.map { EncodedHistogram(name: $0.0.rawValue, encoded: $0.1.encoded) })
    return FinishedRun(
      key: RunKey(point: 0, replication: replication), seed: 1, wallSeconds: 1, outcome: .completed(measured))
  }

  /// A point whose barrier is part of the model, not a factor.
  private func point(_ barrier: String) -> RecordedPoint {
    RecordedPoint(id: 0, factors: [], settings: [Factor(name: "barrier", value: barrier)])
  }

  @Test func `failed runs are counted and otherwise left out`() {
    let failed = FinishedRun(key: RunKey(point: 0, replication: 1), seed: 1, wallSeconds: 1, outcome: .failed("x"))
    let runs = [run(0, [(.orphans, 2)]), failed, run(2, [(.orphans, 3), (.leaked, 1)])]
    let summary = PointSummary(point("none"), runs)
    #expect((summary.runs, summary.failedRuns, summary.total(.orphans)) == (2, 1, 5))
    #expect(summary.leaks == Proportion(successes: 1, of: 2))
    #expect(summary.firstToLookAt == 2)
  }

  @Test func `without failover there is no ratio and no time; with one they are pooled over the runs`() throws {
    let calm = PointSummary(point("none"), (0..<10).map { run($0, []) })
    #expect(calm.staleWritesPerFailover == nil && calm.failoverTimeP50 == nil && calm.barrierTimeMean == nil)
    let busy = PointSummary(
      point("none"),
      (0..<10).map {
        run(
          $0, [(.failovers, 2), (.staleWrites, Double($0))], failovers: [.seconds(1), .seconds(Int64($0) + 10)],
          barriers: [.milliseconds(2), .milliseconds(4)])
      })
    #expect(busy.staleWritesPerFailover?.interval?.estimate == 45.0 / 20)
    // The tenth of twenty: ten failovers took 1 s.
    #expect(busy.failoverTimeP50?.interval?.estimate == 1)
    guard case .noVariation(let mean) = busy.barrierTimeMean else { throw InternalError("no barrier time") }
    #expect(abs(mean - 3e-3) < 1e-12)
  }

  @Test func `the explanation says what was counted`() {
    func explanation(_ barrier: String, _ values: [(Measure, Double)], barriers: [Duration] = []) -> String? {
      PointFacts(PointSummary(point(barrier), [run(0, values, barriers: barriers)]))?.explanation
    }
    #expect(
      explanation("hold", [(.orphans, 9), (.orphans(.landedLate), 9), (.staleWrites, 4)], barriers: [.seconds(20)])
        == "leaks: 9 of 9 orphans landed late, 4 of them over newer data; the repeats were held back for 20.0s, and these came "
        + "after that.")
    let late: [(Measure, Double)] = [
      (.orphans, 9), (.orphans(.landedLate), 3), (.orphans(.conflict), 6), (.staleWrites, 2),
    ]
    #expect(
      explanation("hold:20s", late, barriers: [.seconds(20)])?.hasSuffix("held back for 20.0s, and these came after that.")
        == true)
    #expect(
      explanation("preempt+hold:10s+drained", late)
        == "leaks: 3 of 9 orphans landed late, 2 of them over newer data; 6 met RESERVATION CONFLICT; PREEMPT stops what is "
        + "checked later; a write that had passed the check and takes longer than was waited for lands after it.")
    #expect(
      explanation("pr-preempt", [(.orphans, 9), (.orphans(.landedLate), 3), (.orphans(.conflict), 6), (.staleWrites, 2)])
        == "leaks: 3 of 9 orphans landed late, 2 of them over newer data; 6 met RESERVATION CONFLICT; these had passed the "
        + "reservation check before their key was removed.")
    #expect(
      explanation("pr-preempt-abort", [(.orphans, 9), (.orphans(.aborted), 9), (.orphansJudgedAfterBarrier, 8)])
        == "no leak: of 9 orphans 9 were aborted; the array judged 8 after the barrier had begun.")
    #expect(
      explanation("hold", [(.orphans, 9), (.orphans(.landedLate), 9), (.lateForward, 2)])
        == "no leak: of 9 orphans 7 landed while the host still waited to repeat them, 2 landed late over nothing newer; the "
        + "array judged 0 after the barrier had begun.")
  }

  @Test func `proportions are never shown as 0 or 100 per cent`() {
    func text(_ successes: Int, of trials: Int) -> String {
      NumberText.percentage(Proportion(successes: successes, of: trials), .percent95)
    }
    // 1 - 0.05^(1/100) = 2.951 %; Wilson's 43 of 100 is 33.7 to 52.8 %.
    #expect((text(0, of: 100), text(100, of: 100), text(43, of: 100)) == ("< 2.95", "> 97.0", "43 (34-53)"))
  }

  @Test func `the store alone says which barrier a row had, whether it was a factor or not`() {
    let leaking = run(0, [(.orphans, 4), (.orphans(.landedLate), 4), (.staleWrites, 3), (.leaked, 1)])
    func explanation(_ point: RecordedPoint) -> String? { PointFacts(PointSummary(point, [leaking]))?.explanation }
    let begin = "leaks: 4 of 4 orphans landed late, 3 of them over newer data; "
    #expect(explanation(point("none")) == begin + "nothing was done about them before the writes were repeated.")
    let factor = RecordedPoint(id: 0, factors: [Factor(name: "barrier", value: "none")])
    #expect(explanation(factor) == explanation(point("none")))
    let silent = RecordedPoint(id: 0, factors: [])
    #expect(explanation(silent) == begin + "none was stopped; the store does not say by which barrier method.")
  }

  @Test func `a barrier violation is told and counted apart from leaks, and only where the method promised`() throws {
    let violating = run(3, [(.orphans, 4), (.orphans(.landedLate), 4), (.lateForward, 4), (.barrierViolations, 4)])
    let broken = PointSummary(point("pr-preempt-abort"), [violating, run(4, [])])
    #expect(broken.leaks == Proportion(successes: 0, of: 2))
    #expect(broken.violations == Proportion(successes: 1, of: 2))
    #expect(broken.firstToLookAt == 3)
    #expect(
      PointFacts(broken)?.explanation
        == "no leak: of 4 orphans 4 landed late over nothing newer; the array judged 0 after the barrier had begun. Barrier "
        + "violation in 1 of 2 runs: the array sent GOOD while 4 writes were still to act.")
    #expect(PointSummary(point("lun-reset"), [violating]).violations == nil)
  }

  @Test func `a takeover counts as a failover`() {
    let summary = PointSummary(point("none"), [run(0, [(.takeovers, 1), (.staleWrites, 3)]), run(1, [(.failovers, 1)])])
    #expect(summary.failoversAndTakeovers == 2)
    #expect(summary.staleWritesPerFailover?.interval?.estimate == 1.5)
  }

  @Test func `a row that leaks or has orphans is never called calm`() throws {
    let calm = PointSummary(point("none"), [run(0, [])])
    let leaking = PointSummary(
      point("none"), [run(6, [(.leaked, 1), (.staleWrites, 1), (.orphans, 2), (.orphans(.landedLate), 1)])])
    #expect(summary([calm, leaking]).explanations.filter { $0.hasPrefix("Nothing failed over in 1 of 2 rows: ") }.count == 1)
    let told = summary([leaking, leaking]).explanations
    #expect(!told.contains { $0.hasPrefix("Nothing failed over") })
    #expect(told.contains { $0.hasPrefix("  leaks: 1 of 2 orphans landed late") && $0.hasSuffix("[--point 0 --replication 6]") })
  }

  @Test func `a measure that an older store lacks is a dash, never a zero`() throws {
    let old = run(0, [(.staleWrites, 2), (.failovers, 1), (.leaked, 1)])
    guard case .completed(var measured) = old.outcome else { throw InternalError("the run is complete") }
    measured.metrics.removeAll { ["barrier_violations", "takeovers"].contains($0.name) }
    measured.metrics.append(Metric(name: "leaks_of_tomorrow", value: 7))
    let summary = PointSummary(
      point("pr-preempt-abort"), [FinishedRun(key: old.key, seed: 1, wallSeconds: 1, outcome: .completed(measured))])
    #expect(summary.total(.barrierViolations) == nil && summary.violations == nil && summary.staleWritesPerFailover == nil)
    #expect(summary.total(.staleWrites) == 2)
    let sweep = self.summary([summary])
    let row = try #require(sweep.text.split(separator: "\n").first { $0.contains("> 5.00") })
    #expect(row.split(separator: " ").filter { $0 == "-" }.count >= 3, "\(row)")
    #expect(sweep.text.contains("does not know these measures: leaks_of_tomorrow."))
    let csv = sweep.csvLines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let column = try #require(csv[0].firstIndex(of: "barrier_violations"))
    #expect(csv[1][column] == "")
  }

  private func summary(_ points: [PointSummary]) -> SweepSummary {
    SweepSummary(
      Provenance(name: "x", fileText: "", inputs: [], version: "0", seed: 1, command: "", host: "", start: ""), points)
  }
}
