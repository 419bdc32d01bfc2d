import EventEngine
import ResultStore
import Statistics
import Testing

@testable import Experiments

@Suite struct SummaryTests {
  private func run(
    _ replication: Int, _ metrics: KeyValuePairs<String, Double>, failovers: [Duration] = [], barriers: [Duration] = []
  ) -> FinishedRun {
    let samples = [("failover_time", SampleSet(failovers)), ("barrier_time", SampleSet(barriers))]
    let measured = Measurements(
      digest: 0, events: 1, metrics: metrics.map { Metric(name: $0.key, value: $0.value) },
      histograms: samples.map { EncodedHistogram(name: $0.0, encoded: $0.1.encoded) })
    return FinishedRun(
      key: RunKey(point: 0, replication: replication), seed: 1, wallSeconds: 1, outcome: .completed(measured))
  }

  private func point(_ barrier: String) -> Point { Point(id: 0, factors: [Factor(name: "barrier", value: barrier)]) }

  @Test func `failed runs are counted and otherwise left out`() {
    let failed = FinishedRun(key: RunKey(point: 0, replication: 1), seed: 1, wallSeconds: 1, outcome: .failed("x"))
    let runs = [run(0, ["orphans": 2, "leaked": 0]), failed, run(2, ["orphans": 3, "leaked": 1])]
    let summary = PointSummary(point("none"), runs)
    #expect((summary.runs, summary.failedRuns, summary.orphans) == (2, 1, 5))
    #expect(summary.leaks == Proportion(successes: 1, of: 2))
    #expect(summary.firstLeak == 2)
  }

  @Test func `without failover there is no ratio and no time; with one they are pooled over the runs`() {
    let calm = PointSummary(point("none"), (0..<10).map { run($0, ["failovers": 0, "leaked": 0]) })
    #expect(calm.staleWritesPerFailover == nil && calm.failoverTimeP50 == nil && calm.barrierTimeMean == nil)
    let busy = PointSummary(
      point("none"),
      (0..<10).map {
        run(
          $0, ["failovers": 2, "stale_writes": Double($0)], failovers: [.seconds(1), .seconds(Int64($0) + 10)],
          barriers: [.milliseconds(2), .milliseconds(4)])
      })
    #expect(busy.staleWritesPerFailover?.interval?.estimate == 45.0 / 20)
    // The tenth of twenty: ten failovers took 1 s.
    #expect(busy.failoverTimeP50?.interval?.estimate == 1)
    #expect(busy.barrierTimeMean.map { abs($0 - 3e-3) < 1e-12 } == true)
  }

  @Test func `the explanation says what was counted`() {
    func explanation(_ barrier: String, _ metrics: KeyValuePairs<String, Double>, barriers: [Duration] = []) -> String {
      PointSummary(point(barrier), [run(0, metrics, barriers: barriers)]).explanation
    }
    #expect(
      explanation("hold", ["orphans": 9, "orphan_landed_late": 9, "stale_writes": 4], barriers: [.seconds(20)])
        == "leaks: 9 of 9 orphans landed late, 4 of them over newer data; the repeats were held back for 20.0s, and these came "
        + "after that.")
    #expect(
      explanation("pr-preempt", ["orphans": 9, "orphan_landed_late": 3, "orphan_conflict": 6, "stale_writes": 2])
        == "leaks: 3 of 9 orphans landed late, 2 of them over newer data; 6 met RESERVATION CONFLICT; these had passed the "
        + "reservation check before their key was removed.")
    #expect(
      explanation("pr-preempt-abort", ["orphans": 9, "orphan_aborted": 9, "orphans_judged_after_barrier": 8])
        == "no leak: of 9 orphans 9 were aborted; the array judged 8 after the barrier had begun.")
    #expect(
      explanation("hold", ["orphans": 9, "orphan_landed_late": 9, "late_forward": 2])
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

  @Test func `times have the unit that suits them, counts their groups`() {
    #expect(
      [0, 999e-9, 12.34e-6, 4.999e-3, 0.9996, 30.14].map { NumberText.time($0) }
        == ["0s", "1.00us", "12.3us", "5.00ms", "1.00s", "30.1s"])
    #expect([0, 999, 1_000, 1_234_567].map { NumberText.count($0) } == ["0", "999", "1,000", "1,234,567"])
  }

  @Test func `a table aligns its columns under headings set at the bottom`() {
    let table = TextTable(
      columns: [.init(heading: ["name"], isRightAligned: false), .init(heading: ["two", "lines"])],
      lines: [.title("group"), .cells(["a", "1"]), .cells(["long name", "1,000"])])
    #expect(table.text == "            two\nname      lines\n---------------\ngroup\na             1\nlong name 1,000")
  }

  @Test func `long lines are broken at spaces`() {
    #expect("  aa bb cc dd".wrapped(8, indent: 4) == "  aa bb\n    cc\n    dd")
    #expect("unbreakable word".wrapped(4, indent: 1) == "unbreakable\n word")
  }
}
