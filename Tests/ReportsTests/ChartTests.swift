import ConsistencyOracle
import EventEngine
import Experiments
import ModelFiles
import StorageModel
import TestSupport
import Testing

@testable import Reports

/// The story of a run is told of that run.
@Suite struct ChartTests {
  private func plan(permuted: Bool = false) throws -> Plan {
    let workplace = try Workplace()
    let overrides = try [
      Override(keyPath: "barrier", text: "none", origin: "test"),
      Override(keyPath: "run.permute_equal_instants", text: "\(permuted)", origin: "test"),
    ]
    return try Plan(ModelFile.load(workplace.write("race.yaml", raceModel), overrides: overrides).configuration)
  }

  @Test(arguments: [false, true]) func `a chart drawn afterwards is the chart of the traced run`(permuted: Bool) throws {
    let plan = try plan(permuted: permuted)
    var told = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      let request = RunRequest(plan, seed: seed)
      let (quiet, traced) = (try request.result(), try request.observing(.trace).result())
      #expect(quiet.digest == traced.digest)
      #expect(try quiet.chart()?.lines == traced.chart()?.lines, "seed \(seed)")
      guard let violation = quiet.explainedViolation, let chart = try quiet.chart() else { continue }
      // The late write and what it replaced are of this run.
      #expect(traced.observer.trace.contains { $0.kind == .applied && $0.version == violation.write.version })
      #expect(chart.steps.contains { $0.hasSuffix("w REPLACES v") }, "seed \(seed)")
      told += 1
    }
    #expect(told > 0, "no run leaked")
  }

  /// Where every stale write destroyed acknowledged data, the chart of the first says that its v is lost, whether its GOOD had
  /// arrived by then or not.
  @Test func `chart and verdict agree on what was lost`() throws {
    let plan = try plan()
    var (before, afterwards) = (0, 0)
    for seed in 1...60 as ClosedRange<UInt64> {
      let result = try RunRequest(plan, seed: seed).result()
      guard result.oracle.staleWrites.events > 0, result.oracle.lostAcknowledged == result.oracle.staleWrites else { continue }
      let sentence = try #require(try result.chart()?.sentences.last)
      #expect(sentence.hasSuffix("is lost."), "seed \(seed): \(sentence)")
      if sentence.contains("whose GOOD was still on its way") { afterwards += 1 } else { before += 1 }
    }
    #expect(before > 0 && afterwards > 0, "\(before) before, \(afterwards) afterwards")
  }
}

/// A host stands still with a write under way while another host takes over and writes the same blocks.
let raceModel = """
  name: race
  hosts: { count: 2 }
  fabric: { link: { length: 50km } }
  array: { transfer: r2t, media: { servers: 64, write: { lognormal: { median: 90us, sigma: 0.4 } } } }
  workload: { rewrite: { streams: 4 }, hosts: [host0], size: 4KiB }
  faults:
    - { name: pause, at: { uniform: { from: 1s, to: 1100ms } }, host_pause: { host: host0, for: 3s, takeover_after: 1s } }
  run: { until: 6s }
  """
