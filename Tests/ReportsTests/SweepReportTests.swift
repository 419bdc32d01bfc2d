import Experiments
import Foundation
import ResultStore
import StorageModel
import TestSupport
import Testing

@testable import Reports

@Suite struct SweepReportTests {
  /// Runs an experiment, and reads what its store alone supports.
  private func summary(_ experiment: String, in workplace: Workplace) throws -> SweepSummary {
    let sweep = try Sweep(experiment)
    let origin = SweepOrigin(version: "0", command: "test", host: "here", start: "now")
    let store = try sweep.openStore(workplace.path("out"), origin: origin)
    _ = try sweep.run(into: store, jobs: 2)
    try store.close()
    let reader = try ResultStore.read(directory: workplace.path("out"))
    defer { try? reader.close() }
    return try SweepSummary(reader)
  }

  @Test func `a stale write leaks in the long stall without a barrier, and nowhere else`() throws {
    let workplace = try Workplace()
    let points = try summary(workplace.smallSweep(replications: 10), in: workplace).points
    #expect(points.map { $0.total(.failovers).map { $0 > 0 } } == [false, true, false, true])
    #expect(points.map { $0.total(.staleWrites).map { $0 > 0 } } == [false, true, false, false])
    for point in points {
      #expect(OrphanFate.decided.reduce(0) { $0 + (point.total(.orphans($1)) ?? .nan) } == point.total(.orphans))
    }
  }

  /// The leak of a takeover: no path fails.
  @Test func `a takeover that leaks is explained, counted, and its run is named`() throws {
    let workplace = try Workplace()
    try workplace.write("race.yaml", raceModel)
    let path = try workplace.write(
      "experiment.yaml", "name: race\nmodel: race.yaml\nfactors:\n  barrier: [none, pr-preempt-abort]\nreplications: 8\n")
    let summary = try summary(path, in: workplace)
    let leaking = try #require(summary.points[0].leaks)
    #expect(leaking.successes > 0 && summary.points[1].leaks?.successes == 0)
    #expect(summary.points.map(\.failoversAndTakeovers) == [8, 8])
    #expect(summary.points[0].staleWritesPerFailover != nil)
    #expect(!summary.text.contains("Nothing failed over"))
    let first = try #require(summary.points[0].firstToLookAt)
    let told = summary.explanations.first { $0.contains("[--point 0 --replication \(first)]") }
    #expect(told?.contains("nothing was done about them before the writes were repeated") == true, "\(summary.explanations)")
  }

  @Test func `the cause is that of the model's barrier, though it is no factor`() throws {
    let workplace = try Workplace()
    try workplace.write("model.yaml", smallModel + "\nbarrier: none")
    let path = try workplace.write("experiment.yaml", "model: model.yaml\nfactors:\n  faults.stall.for: [1s]\nreplications: 3\n")
    let text = try summary(path, in: workplace).text
    #expect(text.replacing(/\s+/, with: " ").contains("nothing was done about them before the writes were repeated"), "\(text)")
  }
}
