import Experiments
import Foundation
import ResultStore
import TestSupport
import Testing

@testable import Reports

/// What is recorded beside each experiment still holds.
@Suite struct OutcomeTests {
  static let experiments = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Experiments")

  static func files(_ ending: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: experiments.path).filter { $0.hasSuffix(ending) }.sorted()
      .map { String($0.dropLast(ending.count)) }
  }

  private func path(_ name: String) -> String { Self.experiments.appending(path: name).path }

  private func recorded(_ name: String) throws -> ExperimentOutcome {
    try #require(ExperimentOutcome(text: String(contentsOfFile: path("\(name).outcome"), encoding: .utf8)), "\(name).outcome")
  }

  @Test func `every experiment that can be run has its outcome`() throws {
    let names = try Self.files(".yaml")
    #expect(!names.isEmpty)
    // A trace that is not part of the project is not there, or elsewhere.
    let root = Self.experiments.deletingLastPathComponent().path + "/"
    let own = names.filter { name in
      let inputs = (try? Sweep(path("\(name).yaml")))?.inputs ?? []
      return !inputs.isEmpty && inputs.allSatisfy { URL(filePath: $0.path).standardizedFileURL.path.hasPrefix(root) }
    }
    #expect(own.contains("barriers"))
    #expect(try Set(own).isSubset(of: Self.files(".outcome")), "\(own)")
  }

  @Test(arguments: try Self.files(".outcome")) func `some runs of each point come to what is recorded`(name: String) throws {
    let workplace = try Workplace()
    var sweep = try Sweep(path("\(name).yaml"))
    sweep.replications = 3
    let origin = SweepOrigin(version: "0", command: "test", host: "here", start: "now")
    let store = try sweep.openStore(workplace.path("out"), origin: origin)
    defer { try? store.close() }
    #expect(try sweep.run(into: store, jobs: 2).failed == 0)
    let outcome = ExperimentOutcome(try SweepSummary(store))
    #expect(outcome.rows.allSatisfy { $0.runs == 3 } && outcome.rows.count == sweep.experiment.points.count)
    #expect(outcome.differences(from: try recorded(name)) == [])
  }

  private func outcome(_ rows: [(runs: Int, leaking: Int, violating: Int?)]) -> ExperimentOutcome {
    var outcome = ExperimentOutcome(
      SweepSummary(Provenance(name: "", fileText: "", inputs: [], version: "", seed: 1, command: "", host: "", start: ""), []))
    outcome.rows = rows.enumerated().map {
      ExperimentOutcome.Row(point: $0, runs: $1.runs, leaking: $1.leaking, violating: $1.violating, name: "stage=a b")
    }
    return outcome
  }

  @Test func `an outcome is read as it was written`() {
    let written = outcome([(100, 0, nil), (100, 100, 0), (99, 12, 7)])
    #expect(ExperimentOutcome(text: written.text(of: "x.yaml")) == written)
    #expect(ExperimentOutcome(text: "") == nil && ExperimentOutcome(text: "---\n0 1 x -") == nil)
  }

  @Test func `none, some and all are told apart, and shares that are too far from each other`() {
    func agree(_ a: (Int, Int, Int?), _ b: (Int, Int, Int?)) -> Bool { outcome([a]).differences(from: outcome([b])).isEmpty }
    #expect(agree((3, 0, nil), (100, 0, nil)) && agree((3, 3, nil), (100, 100, nil)) && agree((3, 1, nil), (100, 40, nil)))
    #expect(!agree((3, 1, nil), (100, 0, nil)) && !agree((3, 2, nil), (100, 100, nil)))
    #expect(agree((3, 0, nil), (100, 10, nil)) && !agree((3, 3, nil), (100, 10, nil)))
    #expect(agree((3, 0, 3), (100, 0, 100)) && !agree((3, 0, 0), (100, 0, 100)) && !agree((3, 0, nil), (100, 0, 0)))
    #expect(outcome([(3, 0, nil)]).differences(from: outcome([])).count == 1)
    #expect(outcome([]).differences(from: outcome([(3, 0, nil)])).count == 1)
  }
}
