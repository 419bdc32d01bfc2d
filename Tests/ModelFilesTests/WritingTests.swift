import EventEngine
import Reservations
import Sampling
import StorageModel
import TestSupport
import Testing

@testable import ModelFiles

/// What the other laws cannot know of each other is all that may be refused.
private let refusable = ["expected more than 'from'", "expected bounds that leave", "expected a sigma for which"]

@Suite struct WritingTests {
  private func check(_ document: YAML, _ folder: Folder, seed: UInt64) throws {
    try folder.write("a.yaml", Array(document.document.utf8))
    let read = try folder.model("a.yaml")
    let expected = fingerprint(read.configuration)
    for isComplete in [false, true] {
      let text = try read.text(isComplete: isComplete, file: folder.path + "/b.yaml")
      try folder.write("b.yaml", Array(text.utf8))
      let again = try folder.model("b.yaml")
      #expect(fingerprint(again.configuration) == expected, "seed \(seed):\n\(document.document)\n\(text)")
      #expect(try again.text(isComplete: isComplete, file: folder.path + "/b.yaml") == text, "seed \(seed)")
    }
  }

  @Test func `Whatever the descriptions allow is read, and reads the same when it was written again`() throws {
    try withFolder(Drawing.files) { folder in
      let keys = ModelConfiguration.shape()
      var refusals: [String] = []
      for seed in seeds(150) {
        var drawing = Drawing(seed: seed)
        let document = drawing.value(keys)
        refusals += drawing.refusals
        do { try check(document, folder, seed: seed) } catch { Issue.record("seed \(seed): \(error)\n\(document.document)") }
      }
      let others = refusals.filter { refusal in !refusable.contains { refusal.contains($0) } }
      #expect(others.prefix(5) == [])
    }
  }

  @Test("A shipped model reads the same when it was written again", arguments: Project.models)
  func shipped(name: String) throws {
    try withFolder([:]) { folder in
      let read = try ModelFile.load(Project.root + "/Models/" + name)
      try folder.write("b.yaml", Array(try read.text(file: folder.path + "/b.yaml").utf8))
      #expect(fingerprint(try folder.model("b.yaml").configuration) == fingerprint(read.configuration))
    }
  }

  @Test("A shipped experiment reads the same when it was written again", arguments: Project.experiments)
  func experiments(name: String) throws {
    let path = Project.root + "/Experiments/" + name
    let read = try ExperimentFile.load(path)
    // Its model is relative to the folder that it stands in.
    let model = read.modelPath
    try withFolder([:]) { folder in
      let text = try read.rewritten().replacing(/\nmodel: .*/, with: "\nmodel: \(model)")
      try folder.write("e.yaml", Array(text.utf8))
      let again = try folder.experiment()
      #expect([again.name, "\(again.seed)", "\(again.replications)"] == [read.name, "\(read.seed)", "\(read.replications)"])
      #expect(again.points.map(\.levels) == read.points.map(\.levels))
      #expect(again.points.map(\.name) == read.points.map(\.name))
      for (a, b) in zip(again.points, read.points) where Project.hasTraces || !name.hasPrefix("trace") {
        #expect(fingerprint(try again.load(point: a).configuration) == fingerprint(try read.load(point: b).configuration))
      }
    }
  }

  @Test func `Exclusions, named levels and listed points of an experiment are written`() throws {
    let yaml = """
      model: m.yaml
      seed: 18446744073709551615
      set: { faults: [] }
      factors:
        array.defects: [[], [skip_abort], [skip_abort, good_before_quiesce]]
        size: [{ name: "12", set: { workload.size: { uniform: { from: 1KiB, to: 2KiB } } } }, { name: b, set: {} }]
      exclude: [{ array.defects: "[skip_abort]", size: [b] }]
      points: [{ name: "null", size: b, hosts.count: 2 }]
      """
    try withFolder(["e.yaml": yaml, "m.yaml": "name: m"]) { folder in
      let read = try folder.experiment()
      try folder.write("e.yaml", Array(try read.rewritten().utf8))
      let again = try folder.experiment()
      #expect(read.points.count == 6)
      #expect(again.seed == .max)
      #expect(again.points.map(\.levels) == read.points.map(\.levels))
      #expect(again.points.map(\.name) == read.points.map(\.name))
      for (a, b) in zip(again.points, read.points) {
        #expect(fingerprint(try again.load(point: a).configuration) == fingerprint(try read.load(point: b).configuration))
      }
    }
  }

  @Test func `Only what differs from the default is written, in units that lose nothing`() throws {
    #expect(try ModelFile.text(of: ModelConfiguration()) == "{}\n")
    var configuration = ModelConfiguration()
    configuration.hosts.hbaLatency = .microseconds(500)
    configuration.hosts.multipath.noPathRetry = .polls(12)
    configuration.fabric.link.bandwidth = nil
    configuration.fabric.link.propagation = .nanoseconds(251)
    configuration.array.logicalUnitSize = 3 << 30
    configuration.array.media.read = try .exponential(mean: 0.00025)
    configuration.array.defects = [.skipAbort, .goodBeforeQuiesce]
    configuration.workload.kind = .open(rate: 0.5, process: .poisson)
    configuration.workload.workingSet = 4096
    configuration.run.until = .nanoseconds(9_007_199_254_740_993)
    let text = try ModelFile.text(of: configuration)
    #expect(fingerprint(try model(text).configuration) == fingerprint(configuration))
    #expect(
      text == """
        hosts:
          hba_latency: 500us
          multipath: { no_path_retry: 12 }
        fabric:
          link: { bandwidth: unlimited, propagation: 251ns }
        array:
          logical_unit_size: 3GiB
          media: { read: { exponential: { mean: 250us } } }
          defects: [good_before_quiesce, skip_abort]
        workload:
          open: { rate: 0.5/s }
          working_set: 4KiB
        run:
          until: 9007199254740993ns

        """)
  }

  @Test func `What no key can say is not written, but reported with its key path`() throws {
    var configuration = ModelConfiguration()
    configuration.array.reservations.rules.profile.hasUnitAttentions = false
    configuration.array.media.write = try .bernoulli(probability: 0.5)
    configuration.workload.kind = .trace(WorkloadTrace(name: "made", records: []))
    configuration.name = "two\nlines"
    let error = try #require(throws: UnwritableError.self) { try ModelFile.text(of: configuration) }
    let keys = error.problems.map { $0.prefix { $0 != ":" } }
    #expect(keys == ["name", "array.media.write", "array.reservations.profile", "workload.trace"])
  }

  @Test func `Paths are written relative to the folder of the file that is written`() throws {
    let files = Drawing.files.merging([
      "models/m.yaml": """
      workload: { trace: { file: ../mqsim.trace, format: mqsim, time_scale: 2 } }
      array: { media: { read: { empirical: { file: ../values.txt, unit: us } } } }
      """
    ]) { $1 }
    try withFolder(files) { folder in
      let text = try folder.model("models/m.yaml").text(file: folder.path + "/deep/er/m.yaml")
      #expect(text.contains("file: ../../mqsim.trace"))
      #expect(text.contains("file: ../../values.txt"))
      try folder.write("deep/er/m.yaml", Array(text.utf8))
      #expect(
        fingerprint(try folder.model("deep/er/m.yaml").configuration)
          == fingerprint(try folder.model("models/m.yaml").configuration))
    }
  }
}
