import EventEngine
import ModelFiles
import Reservations
import StorageModel
import Testing

private let stalled = """
  faults: [{ name: stall, at: 1s, port_stall: { port: array.controller0.port0, stage: egress, for: 60s } }]
  """

private func experiment(_ yaml: String) throws -> ExperimentFile {
  try withFolder(["e.yaml": yaml, "m.yaml": stalled]) { try $0.experiment() }
}

@Suite struct ExperimentTests {
  @Test func `Factors give their product, the last one varying fastest`() throws {
    let read = try experiment("model: m.yaml\nfactors: { barrier: [none, hold], faults.stall.for: [15s, 45s] }")
    #expect(read.points.map(\.id) == [0, 1, 2, 3])
    #expect(
      read.points.map { $0.levels.map(\.label) } == [["none", "15s"], ["none", "45s"], ["hold", "15s"], ["hold", "45s"]])
    #expect(read.points[2].levels.map(\.factor) == ["barrier", "faults.stall.for"])
  }

  @Test func `A point is the model with its levels`() throws {
    let yaml = "model: m.yaml\nfactors: { barrier: [none, hold], faults.stall.for: [15s, 45s] }"
    try withFolder(["e.yaml": yaml, "m.yaml": stalled]) { folder in
      let experiment = try folder.experiment()
      let loaded = try experiment.load(point: experiment.points[3])
      #expect(loaded.configuration.barrier == .hold)
      #expect(loaded.configuration.faults[0].lasting.mean == 45)
      #expect(loaded.inputs.map(\.path) == [folder.path + "/m.yaml"])
      let run = try experiment.load(point: experiment.points[3], overrides: [Override(assignment: "barrier=none")])
      #expect(run.configuration.barrier == .none)
    }
  }

  @Test func `A level can set several keys under one name`() throws {
    let yaml = """
      model: m.yaml
      factors:
        stage:
          - { name: ingress, set: { faults.stall.stage: ingress, array.transfer: immediate } }
          - { name: late, set: { faults.stall.stage: after_data } }
      """
    try withFolder(["e.yaml": yaml, "m.yaml": stalled]) { folder in
      let experiment = try folder.experiment()
      #expect(
        experiment.points.map(\.levels) == [
          [FactorLevel(factor: "stage", label: "ingress")], [FactorLevel(factor: "stage", label: "late")],
        ])
      let first = try experiment.load(point: experiment.points[0]).configuration
      #expect(first.array.transfer == .immediate)
      #expect(first.faults[0].kind == .portStall(TargetPortName(controller: 0, port: 0), .ingress))
      let second = try experiment.load(point: experiment.points[1]).configuration
      #expect(second.array.transfer == .readyToTransfer)
      #expect(second.faults[0].kind == .portStall(TargetPortName(controller: 0, port: 0), .afterData))
    }
  }

  @Test func `Listed points come after the product, and take named levels by name`() throws {
    let yaml = """
      model: m.yaml
      set: { hosts.count: 2 }
      factors:
        barrier: [none, hold]
        stage: [{ name: late, set: { faults.stall.stage: after_data } }]
      points:
        - { name: buggy, barrier: pr-preempt-abort, stage: late, array.defects: [skip_abort] }
        - { hosts.count: 3 }
      """
    try withFolder(["e.yaml": yaml, "m.yaml": stalled]) { folder in
      let experiment = try folder.experiment()
      #expect(experiment.points.map(\.name) == [nil, nil, "buggy", nil])
      #expect(
        experiment.points[2].levels == [
          FactorLevel(factor: "barrier", label: "pr-preempt-abort"), FactorLevel(factor: "stage", label: "late"),
          FactorLevel(factor: "array.defects", label: "[skip_abort]"),
        ])
      let buggy = try experiment.load(point: experiment.points[2]).configuration
      #expect(buggy.array.defects == [.skipAbort])
      #expect(buggy.faults[0].kind == .portStall(TargetPortName(controller: 0, port: 0), .afterData))
      let hosts = try experiment.points.map { try experiment.load(point: $0).configuration.hosts.count }
      #expect(hosts == [2, 2, 2, 3])
    }
  }

  @Test func `Excluded combinations are left out and the rest stays dense`() throws {
    let read = try experiment(
      """
      model: m.yaml
      factors: { barrier: [none, hold, lun-reset], hosts.count: [1, 2] }
      exclude:
        - { barrier: none, hosts.count: 2 }
        - { barrier: [hold, lun-reset], hosts.count: 1 }
      """)
    #expect(read.points.map { $0.levels.map(\.label) } == [["none", "1"], ["hold", "2"], ["lun-reset", "2"]])
    #expect(read.points.map(\.id) == [0, 1, 2])
  }

  @Test func `What is not written has defaults`() throws {
    let read = try experiment("model: m.yaml")
    #expect(read.name == "e")
    #expect(read.seed == 1)
    #expect(read.replications == 1)
    #expect(read.points.map(\.levels) == [[]])
    #expect(read.text == "model: m.yaml")
  }

  @Test func `Experiments name a model, models do not`() throws {
    let answers = try withFolder(["e.yaml": "model: m.yaml", "m.yaml": stalled]) { folder in
      try ["e.yaml", "m.yaml"].map { try ExperimentFile.isExperiment(folder.path + "/" + $0) }
    }
    #expect(answers == [true, false])
  }

  @Test func `Seeds have 64 bits`() throws {
    #expect(try experiment("model: m.yaml\nseed: 18446744073709551615").seed == .max)
  }

  @Test func `A file named by a level is relative to the experiment, one named by the model to the model`() throws {
    let files = [
      "sweeps/e.yaml": "model: ../models/m.yaml\nfactors: { workload.trace.file: [a.csv] }",
      "models/m.yaml": """
      workload: { trace: { file: none, format: mqsim } }
      array: { media: { read: { empirical: { file: l.txt, unit: us } } } }
      """, "sweeps/a.csv": "1 0 0 8 1\n", "models/l.txt": "5\n",
    ]
    try withFolder(files) { folder in
      let experiment = try folder.experiment("sweeps/e.yaml")
      let inputs = try experiment.load(point: experiment.points[0]).inputs.map(\.path)
      #expect(
        inputs == ["sweeps/../models/m.yaml", "sweeps/../models/l.txt", "sweeps/a.csv"].map { folder.path + "/" + $0 })
    }
  }

  @Test func `A file is read once for all points`() throws {
    let files = ["e.yaml": "model: m.yaml", "m.yaml": "workload: { trace: { file: t, format: mqsim } }", "t": "1 0 0 8 1\n"]
    try withFolder(files) { folder in
      let experiment = try folder.experiment()
      _ = try experiment.load(point: experiment.points[0])
      try folder.write("t", Array("1 0 0 8 1\n2 0 0 8 1\n".utf8))
      try folder.write("m.yaml", Array("nonsense".utf8))
      guard case .trace(let trace) = try experiment.load(point: experiment.points[0]).configuration.workload.kind else {
        Issue.record("not a trace")
        return
      }
      #expect(trace.records.count == 1)
    }
  }

  static let badExperiments: [(String, String)] = [
    ("name: a", "e.yaml:1:1: error: missing key 'model'; expected it here"),
    ("model: none.yaml", "e.yaml:1:8: error: cannot read 'none.yaml': No such file or directory; expected a readable file"),
    (
      "model: m.yaml\ncompare: {}",
      "e.yaml:2:1: error: unknown key 'compare'; expected one of name, model, seed, replications, set, factors, exclude, points"
    ),
    ("model: m.yaml\nreplications: 0", "e.yaml:2:15: error: 0 is out of range; expected a whole number from 1"),
    ("model: m.yaml\nreplications: 10000001", "e.yaml:2:15: error: too many runs; expected at most 10000000 at all points"),
    (
      "model: m.yaml\nreplications: 9223372036854775807\nfactors: { barrier: [none, hold] }",
      "e.yaml:2:15: error: too many runs; expected at most 10000000 at all points"
    ),
    ("model: m.yaml\nseed: -1", "e.yaml:2:7: error: -1 is out of range; expected a whole number from 0"),
    ("model: m.yaml\nfactors: [barrier]", "e.yaml:2:10: error: found a list; expected a mapping of factors to levels"),
    ("model: m.yaml\nfactors: { barrier: none }", "e.yaml:2:21: error: found 'none'; expected a list of levels"),
    ("model: m.yaml\nfactors: { barrier: [] }", "e.yaml:2:21: error: found an empty list; expected at least one level"),
    (
      "model: m.yaml\nfactors: { barrier: [none, hold, none] }",
      "e.yaml:2:34: error: level 'none' appears more than once; expected it once"
    ),
    (
      "model: m.yaml\nfactors: { barrier: [none, nonne] }",
      "e.yaml:2:28: error: found 'nonne'; expected none, hold, lun-reset, pr-preempt, pr-preempt-abort, "
        + "pr-rekey, watchdog, fabric-fence or stonith, or parts such as preempt+hold:10s+drained (did you mean 'none'?)"
    ),
    (
      "model: m.yaml\nfactors: { barier: [none] }",
      "e.yaml:2:21: error: unknown key 'barier'; expected one of name, hosts, fabric, array, workload, barrier, "
        + "faults, run (did you mean 'barrier'?)"
    ),
    (
      "model: m.yaml\nfactors: { s: [{ name: a, set: { hosts.count: x } }] }",
      "e.yaml:2:47: error: found 'x'; expected a whole number from 1"
    ),
    (
      "model: m.yaml\nfactors: { s: [{ name: a, set: {}, sett: 1 }] }",
      "e.yaml:2:36: error: unknown key 'sett' in 's'; expected one of name, set (did you mean 'set'?)"
    ),
    (
      "model: m.yaml\nfactors: { hosts.count: [1, 2], s: [{ name: a, set: { hosts.count: 2 } }] }",
      "e.yaml:2:55: error: 'hosts.count' is set by factor 'hosts.count' already; expected one factor to set it"
    ),
    (
      "model: m.yaml\nfactors: { barrier.wait.hold: [1s, 2s], barrier: [pr-preempt] }",
      "e.yaml:2:51: error: 'barrier' would replace 'barrier.wait.hold', which a factor before it sets; expected the whole first"
    ),
    (
      "model: m.yaml\nset: { hold_time: 20s }",
      "e.yaml:2:8: error: 'hold_time' is no key any more: how long a hold lasts is part of the barrier; "
        + "expected barrier: hold:20s, or barrier: { exclude: none, wait: { hold: 20s } }"
    ),
    (
      "model: m.yaml\nfactors: { barrier: [none] }\nexclude: [{ barier: none }]",
      "e.yaml:3:13: error: unknown factor 'barier'; expected barrier (did you mean 'barrier'?)"
    ),
    (
      "model: m.yaml\nfactors: { barrier: [none, hold] }\nexclude: [{ barrier: holt }]",
      "e.yaml:3:13: error: unknown level 'holt' of factor 'barrier'; expected none or hold (did you mean 'hold'?)"
    ),
    (
      "model: m.yaml\nfactors: { barrier: [none] }\nexclude: [{ barrier: none }]",
      "e.yaml: error: no point is left; expected at least one that is not excluded"
    ),
    (
      "model: m.yaml\nfactors: { s: [{ name: a, set: { hosts.count: 2 } }] }\npoints: [{ s: b }]",
      "e.yaml:3:15: error: unknown level 'b' of factor 's'; expected a"
    ),
    (
      "model: m.yaml\npoints: [{ hosts.cuont: 2 }]",
      "e.yaml:2:12: error: unknown key 'cuont' in 'hosts'; expected one of count, hbas, queue_depth, hba_latency, overlap, "
        + "multipath, scsi (did you mean 'count'?)"
    ),
    ("model: m.yaml\nset: [a]", "e.yaml:2:6: error: found a list; expected a mapping of key paths to values"),
  ]

  @Test(
    "A wrong experiment is named with its position",
    arguments: Self.badExperiments)
  func wrongExperiments(yaml: String, expected: String) throws {
    #expect(try experimentMessage(yaml) == expected)
  }

  @Test func `A product that would not end is refused`() throws {
    let levels = (1...101).map(String.init).joined(separator: ", ")
    let yaml = "model: m.yaml\nfactors: { hosts.count: [\(levels)], hosts.hbas: [\(levels)], array.ports: [\(levels)] }"
    #expect(try experimentMessage(yaml).hasSuffix("error: too many points; expected at most 1000000"))
  }
}
