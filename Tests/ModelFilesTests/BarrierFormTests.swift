import Barriers
import EventEngine
import StorageModel
import Testing

@testable import ModelFiles

/// A barrier method in a file: by name, in short, by its parts, and one part of it alone.
@Suite struct BarrierFormTests {
  private static let hold10 = BarrierMethod.Quiescence.hold(nanoseconds: 10_000_000_000)

  @Test(
    "Every form is read",
    arguments: [
      ("pr-preempt", BarrierMethod.preempt), ("hold", .hold), ("hold:20s", .hold(nanoseconds: 20_000_000_000)),
      ("preempt+hold:10s+drained", BarrierMethod(exclusion: .preempt, quiescence: hold10)),
      (
        "{ exclude: preempt, wait: { hold: 10s }, rejoin: immediate }",
        BarrierMethod(exclusion: .preempt, quiescence: hold10, rejoin: .immediate)
      ),
      ("{ exclude: none, wait: hold:1500ms }", .hold(nanoseconds: 1_500_000_000)),
      ("{ exclude: none, wait: { hold: 1.5s } }", .hold(nanoseconds: 1_500_000_000)),
      ("{ exclude: none, wait: { watchdog: 1h } }", .watchdog(nanoseconds: 3_600_000_000_000)),
      ("{ exclude: none, wait: watchdog }", .watchdog), ("{ exclude: none, wait: reset }", .logicalUnitReset),
      ("{ exclude: fabric, rejoin: relogin }", .fabricFence),
    ])
  func forms(text: String, method: BarrierMethod) throws {
    #expect(try model("barrier: \(text)").configuration.barrier == method)
  }

  @Test func `A part that is left out is what the others need at least`() throws {
    let texts = ["{}", "{ exclude: none }", "{ exclude: preempt }", "{ exclude: stonith }", "{ wait: { hold: 10s } }"]
    let methods = try texts.map { try model("barrier: \($0)").configuration.barrier }
    let longer = BarrierMethod(exclusion: .preemptAndAbort, quiescence: Self.hold10)
    #expect(methods == [ModelConfiguration().barrier, .none, .preempt, .stonith, longer])
  }

  /// What a user sees who runs the model.
  private func judgement(_ yaml: String, set: [String] = []) throws -> String {
    let loaded = try model(yaml, set: set)
    do throws(ConfigurationError) {
      _ = try Plan(loaded.configuration)
      return "no error"
    } catch {
      let text = "\(loaded.located(error))"
      return String(text[(text.range(of: "m.yaml:")?.lowerBound ?? text.startIndex)...])
    }
  }

  @Test(
    "What cannot work is refused where it was written",
    arguments: [
      ("barrier: { exclude: none, wait: answer }", "m.yaml:1:33: error: there is no answer to wait for"),
      ("barrier:\n  exclude: preempt\n  wait: at-once", "m.yaml:3:9: error: PREEMPT shuts nobody out before it is confirmed"),
      ("barrier: { exclude: stonith, wait: { watchdog: 5s } }", "m.yaml:1:30: error: the watchdog of a host whose power is off"),
      ("barrier: { exclude: stonith, rejoin: drained }", "m.yaml:1:38: error: a host whose power was off comes back through"),
      ("barrier: { exclude: none, rejoin: relogin }", "m.yaml:1:35: error: a new login without an exclusion"),
      ("barrier: { exclude: preempt, rejoin: relogin }", "m.yaml:1:38: error: 'preempt+answer+relogin' lets a failed path"),
      ("barrier: none+answer+drained", "m.yaml:1:10: error: barrier.wait: there is no answer to wait for"),
      ("barrier: hold:0s", "m.yaml:1:10: error: barrier.wait: a hold must last"),
    ])
  func refused(yaml: String, expected: String) throws {
    let message = try judgement(yaml)
    #expect(message.hasPrefix(expected), "\(message)")
  }

  @Test func `Every composition is accepted or refused as it is legal`() throws {
    for method in BarrierMethod.compositions {
      let parts = "{ exclude: \(method.exclusion.name), wait: \(method.quiescence.name), rejoin: \(method.rejoin.name) }"
      let loaded = try model("barrier: \(parts)")
      #expect(loaded.configuration.barrier == method)
      // Initiator ports keep their names in this model.
      let isPossible = method.isLegal && method.reduced(to: .path).rejoin != .relogin
      #expect(try judgement("barrier: \(parts)") == "no error" ? isPossible : !isPossible, "\(method.name)")
    }
  }

  @Test(
    "One part is replaced, the others stay",
    arguments: [
      ("barrier: pr-preempt", ["barrier.wait.hold=10s"], "preempt+hold:10s+drained"),
      ("barrier: pr-preempt", ["barrier.exclude=none"], "none"), ("barrier: hold:3s", ["barrier.wait.hold=5s"], "hold:5s"),
      ("barrier: hold:3s", ["barrier.wait.watchdog=5s"], "watchdog:5s"),
      ("barrier: hold:3s", ["barrier.exclude=preempt"], "preempt+hold:3s+drained"),
      ("barrier: stonith", ["barrier.exclude=fabric"], "fabric+answer+drained"),
      ("barrier: fabric-fence", ["barrier.wait=reset"], "fabric+reset+relogin"),
      ("name: a", ["barrier.wait.hold=10s"], "preempt-abort+hold:10s+drained"),
      ("barrier: none", ["barrier.wait=hold:2s", "barrier.rejoin=immediate"], "none+hold:2s+immediate"),
      ("barrier: { exclude: preempt, wait: { hold: 1s } }", ["barrier.wait.hold=10s"], "preempt+hold:10s+drained"),
      ("barrier: pr-preempt", ["barrier.wait.hold=10s", "barrier=none"], "none"),
    ])
  func overrides(yaml: String, set: [String], name: String) throws {
    #expect(try model(yaml, set: set).configuration.barrier.name == name)
  }

  @Test func `An override points at what is wrong, its own value or the name it was to change`() throws {
    #expect(
      try judgement("barrier: none", set: ["barrier.wait=answer"]).hasPrefix("--set barrier.wait=answer: error: there is no"))
    #expect(try modelMessage("barrier: nonne", set: ["barrier.wait.hold=1s"]).hasPrefix("m.yaml:1:10: error: found 'nonne'"))
  }

  @Test func `What is written reads to the same method, by name where there is one`() throws {
    var configuration = ModelConfiguration()
    for shape in BarrierMethod.compositions {
      for wait in [shape.quiescence] + [1, 90_000_000_000].compactMap(shape.quiescence.lasting) {
        configuration.barrier = BarrierMethod(exclusion: shape.exclusion, quiescence: wait, rejoin: shape.rejoin)
        let text = try ModelFile.text(of: configuration)
        #expect(try model(text).configuration.barrier == configuration.barrier, "\(text)")
        let isMapping = text.hasPrefix("barrier:\n") || text.hasPrefix("barrier: {")
        #expect(isMapping != (configuration.barrier.isNamed), "\(text)")
      }
    }
    configuration.barrier = BarrierMethod(exclusion: .preempt, quiescence: Self.hold10)
    #expect(try ModelFile.text(of: configuration) == "barrier:\n  exclude: preempt\n  wait: { hold: 10s }\n")
    configuration.barrier = .hold(nanoseconds: -1)
    #expect(throws: UnwritableError.self) { try ModelFile.text(of: configuration) }
  }
}

/// Parts of the barrier as factors of an experiment.
@Suite struct BarrierFactorTests {
  private func experiment(_ yaml: String, model: String, _ body: (ExperimentFile) throws -> Void) throws {
    try withFolder(["e.yaml": "model: m.yaml\n" + yaml, "m.yaml": model]) { try body(try $0.experiment()) }
  }

  private func names(_ experiment: ExperimentFile) throws -> [String] {
    try experiment.points.map { try experiment.load(point: $0).configuration.barrier.name }
  }

  @Test func `Exclusions and waits are swept part by part`() throws {
    let yaml = "factors: { barrier.exclude: [none, preempt, preempt-abort], barrier.wait: [reset, hold:1s, { hold: 10s }] }"
    try experiment(yaml, model: "barrier: hold") { experiment in
      let found = try names(experiment)
      #expect(
        found == [
          "lun-reset", "hold:1s", "hold", "preempt+reset+drained", "preempt+hold:1s+drained", "preempt+hold:10s+drained",
          "preempt-abort+reset+drained", "preempt-abort+hold:1s+drained", "preempt-abort+hold:10s+drained",
        ])
      #expect(experiment.points[5].levels.map(\.label) == ["preempt", "{hold: 10s}"])
    }
  }

  @Test func `Lengths of a wait and ways back are swept`() throws {
    let yaml = "factors: { barrier.wait.hold: [1s, 10s], barrier.rejoin: [immediate, drained] }"
    try experiment(yaml, model: "barrier: pr-preempt") { experiment in
      let found = try names(experiment)
      #expect(
        found == [
          "preempt+hold:1s+immediate", "preempt+hold:1s+drained", "preempt+hold:10s+immediate", "preempt+hold:10s+drained",
        ])
    }
  }

  @Test func `Whole methods are levels too, in any form, and go by their names`() throws {
    let yaml = """
      factors: { barrier: [none, { exclude: none, wait: { hold: 20s } }, { exclude: preempt, wait: hold }, hold:2min] }
      exclude: [{ barrier: { exclude: none } }]
      points: [{ barrier: { exclude: preempt-abort } }]
      """
    try experiment(yaml, model: "name: m") { experiment in
      let labels = experiment.points.map { $0.levels.map(\.label) }
      #expect(labels == [["hold:20s"], ["preempt+hold:10s+drained"], ["hold:120s"], ["pr-preempt-abort"]])
      let found = try names(experiment)
      #expect(found == labels.flatMap { $0 })
      // What is written anew has the same points.
      try withFolder(["e.yaml": try experiment.rewritten(), "m.yaml": "name: m"]) { folder in
        let again = try folder.experiment()
        #expect(again.points.map { $0.levels.map(\.label) } == labels)
      }
    }
  }

  @Test func `One method in two forms is one level`() throws {
    let yaml = "model: m.yaml\nfactors: { barrier: [pr-preempt, { exclude: preempt }] }"
    #expect(
      try experimentMessage(yaml) == "e.yaml:2:34: error: level 'pr-preempt' appears more than once; expected it once")
  }
}
