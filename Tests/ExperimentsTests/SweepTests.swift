import Foundation
import ModelFiles
import ResultStore
import StorageModel
import TestSupport
import Testing

@testable import Experiments

@Suite struct SweepTests {
  private func run(
    _ experiment: String, into directory: String, jobs: Int, stop: StopRequest = StopRequest(), stopAfter runs: Int = .max
  ) throws -> SweepProgress {
    let sweep = try Sweep(experiment)
    let store = try sweep.openStore(directory, origin: origin)
    defer { try? store.close() }
    #expect(store.abandoned.isEmpty)
    return try sweep.run(into: store, jobs: jobs, stop: stop) { if $0.done >= runs { stop.raise() } }
  }

  @Test func `one worker and three make the same rows`() throws {
    let workplace = try Workplace()
    let experiment = try workplace.smallSweep(replications: 5)
    let alone = try run(experiment, into: workplace.path("one"), jobs: 1)
    #expect(alone == (try run(experiment, into: workplace.path("three"), jobs: 3)))
    #expect((alone.completed, alone.reused, alone.failed) == (20, 0, 0))
    #expect(try rows(workplace.path("one")) == rows(workplace.path("three")))
    #expect(try rows(workplace.path("one")).count == 20)
  }

  @Test func `a row is the run of its point, seed and replication`() throws {
    let workplace = try Workplace()
    let experiment = try workplace.smallSweep(replications: 2)
    _ = try run(experiment, into: workplace.path("out"), jobs: 2)
    let sweep = try Sweep(experiment)
    for row in try rows(workplace.path("out")) {
      let result = try RunRequest(
        sweep.plan(ofPoint: row.key.point), seed: 7, replication: UInt32(row.key.replication)
      ).result()
      guard case .completed(let measured) = row.outcome else { throw InternalError("run failed") }
      #expect(measured.digest == result.digest.value)
      #expect(row.seed == 7)
    }
  }

  @Test func `a finished sweep is not run again`() throws {
    let workplace = try Workplace()
    let experiment = try workplace.smallSweep(replications: 2)
    _ = try run(experiment, into: workplace.path("out"), jobs: 2)
    let before = try rows(workplace.path("out"))
    let again = try run(experiment, into: workplace.path("out"), jobs: 2)
    #expect((again.reused, again.completed) == (8, 0))
    #expect(try rows(workplace.path("out")) == before)
  }

  @Test func `a stopped sweep keeps whole runs, and the next start goes on from there`() throws {
    let workplace = try Workplace()
    let (experiment, directory) = (try workplace.smallSweep(replications: 40), workplace.path("out"))
    let stop = StopRequest()
    let stopped = try run(experiment, into: directory, jobs: 2, stop: stop, stopAfter: 3)
    #expect((3..<160).contains(stopped.done))
    #expect(try rows(directory).count == stopped.done)
    let none = try run(experiment, into: directory, jobs: 2, stop: stop)
    #expect((none.reused, none.completed) == (stopped.done, 0))
    let more = try run(experiment, into: directory, jobs: 2, stopAfter: stopped.done + 1)
    #expect(more.reused == stopped.done && more.completed > 0)
  }

  @Test func `results of another seed or model are refused`() throws {
    let workplace = try Workplace()
    let experiment = try workplace.smallSweep(replications: 1)
    _ = try run(experiment, into: workplace.path("out"), jobs: 1)
    try workplace.write("experiment.yaml", smallExperiment(replications: 1, seed: 8))
    #expect(throws: StoreError.self) { try run(experiment, into: workplace.path("out"), jobs: 1) }
    _ = try workplace.smallSweep(replications: 1)
    #expect(try run(experiment, into: workplace.path("out"), jobs: 1).reused == 4)
    try workplace.write("model.yaml", smallModel + "\n# changed")
    #expect(throws: StoreError.self) { try run(experiment, into: workplace.path("out"), jobs: 1) }
  }

  @Test func `every input has its name as seen from the experiment`() throws {
    let workplace = try Workplace()
    let sweep = try Sweep(workplace.smallSweep(replications: 1))
    let store = try sweep.openStore(workplace.path("out"), origin: origin)
    defer { try? store.close() }
    #expect(store.provenance.inputs.map(\.name) == ["experiment.yaml", "model.yaml"])
  }

  @Test func `a warning that several points share is given once`() throws {
    let workplace = try Workplace()
    #expect(try Sweep(workplace.smallSweep(replications: 1)).warnings.count == 1)
  }

  @Test func `the store says each point's barrier, though it is no factor`() throws {
    let workplace = try Workplace()
    try workplace.write("model.yaml", smallModel + "\nbarrier: hold")
    let path = try workplace.write("experiment.yaml", "model: model.yaml\nfactors:\n  faults.stall.for: [200ms, 1s]\n")
    let store = try Sweep(path).openStore(workplace.path("out"), origin: origin)
    defer { try? store.close() }
    #expect(try store.points().map(\.barrier) == [.hold, .hold])
    #expect(try store.points().map(\.factors.count) == [1, 1])
  }

  @Test func `the store has the short form of a barrier without a name, and reads it back`() throws {
    let workplace = try Workplace()
    try workplace.write("model.yaml", smallModel + "\nbarrier: { exclude: preempt, wait: { hold: 1s } }")
    let path = try workplace.write("experiment.yaml", "model: model.yaml\nfactors: { barrier.wait.hold: [2s, 1500ms] }\n")
    let sweep = try Sweep(path)
    let store = try sweep.openStore(workplace.path("out"), origin: origin)
    defer { try? store.close() }
    let points = try store.points()
    #expect(
      points.map(\.settings) == ["2s", "1500ms"].map { [Factor(name: "barrier", value: "preempt+hold:\($0)+drained")] })
    let planned = try (0..<2).map { try sweep.plan(ofPoint: $0).configuration.barrier }
    #expect(points.map(\.barrier) == planned)
  }

  @Test func `a combination of levels that cannot work is refused with its point before anything runs`() throws {
    let workplace = try Workplace()
    try workplace.write("model.yaml", smallModel)
    let path = try workplace.write(
      "experiment.yaml",
      "model: model.yaml\nfactors:\n  barrier.exclude: [preempt, none]\n  barrier.wait: [answer, hold]\n")
    let error = try #require(throws: ModelFileError.self) { try Sweep(path) }
    #expect(
      error.description == "\(path):4:18: error: there is no answer to wait for, because nobody is shut out; name an exclusion, "
        + "or go on at once; this is point 2 (barrier.exclude=none barrier.wait=answer)")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try workplace.write("experiment.yaml", text + "exclude: [{ barrier.exclude: none, barrier.wait: answer }]\n")
    let names = try Sweep(path).barriers.map(\.name)
    #expect(names == ["pr-preempt", "preempt+hold:10s+drained", "hold"])
  }

  @Test func `what was stored is read back by the measures that stored it`() throws {
    let workplace = try Workplace()
    _ = try run(workplace.smallSweep(replications: 1), into: workplace.path("out"), jobs: 1)
    let sweep = try Sweep(workplace.path("experiment.yaml"))
    for row in try rows(workplace.path("out")) {
      let result = try RunRequest(sweep.plan(ofPoint: row.key.point), seed: 7).result()
      guard case .completed(let measured) = row.outcome else { throw InternalError("run failed") }
      let read = MeasuredRun(measured)
      #expect(read.unknownNames.isEmpty)
      for measure in Measure.all where !result[measure].isNaN { #expect(read[measure] == result[measure], "\(measure.name)") }
      #expect(read[.barrierTime] == SampleSet(result.observer.barrierTimes))
    }
  }
}
