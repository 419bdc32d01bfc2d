import Foundation
import Testing

@Suite struct RunTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.file("model.yaml", stallModel)
  }

  /// The digests printed with `--digest-at`, then the one of the whole run.
  private func digests(_ arguments: String...) throws -> [Substring] {
    let weir = try Weir(["run", model] + arguments)
    #expect(weir.status == 0, "\(weir.errors)")
    return weir.output.split(separator: "\n").filter { $0.hasPrefix("digest") }.map { $0.split(separator: " ")[1] }
  }

  @Test func aRunIsAFunctionOfModelSeedAndReplication() throws {
    let first = try Weir("run", model, "--seed", "3", "--replication", "2")
    let second = try Weir("run", model, "--seed", "3", "--replication", "2")
    #expect(first.output == second.output)
    let all = try [[], ["--seed", "3"], ["--seed", "3", "--replication", "2"]].map { try Weir(["run", model] + $0).output }
    #expect(Set(all).count == 3)
    #expect(all[2] == first.output)
  }

  @Test func methodsDifferFromTheFirstFailoverOn() throws {
    let methods = ["none", "hold", "lun-reset", "pr-preempt", "pr-preempt-abort"]
    let all = try methods.map { try digests("--barrier", $0, "--digest-at", "32s", "--digest-at", "46s") }
    #expect(all.allSatisfy { $0.count == 3 })
    #expect(
      Set(all.map { $0[0] }).count == 1, "the command timeout is 30 s, the stall begins at 2 s: nothing has failed before 32 s")
    #expect(Set(all.map { $0[1] }).count == methods.count)
  }

  @Test func aBarrierIsGivenByNameOrByItsParts() throws {
    let short = try digests("--barrier", "preempt+hold:10s+drained")
    #expect(try digests("--set", "barrier.wait.hold=10s", "--barrier", "pr-preempt") == short)
    #expect(try digests("--barrier", "pr-preempt") != short)
    let wrong = try Weir("run", model, "--barrier", "pr-preempt", "--set", "barrier.wait=at-once")
    #expect(wrong.status == 65)
    #expect(wrong.errors.hasPrefix("--set barrier.wait=at-once: error: PREEMPT shuts nobody out before it is confirmed"))
  }

  @Test func theTraceIsWrittenAndChangesNothing() throws {
    let log = scratch.path("trace.log")
    #expect(try digests("--trace", log) == digests())
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    #expect(lines.contains { $0.contains("   2.000000000  faultBegan           stall") })
    #expect(lines.contains { $0.contains("orphanSettled") && $0.hasSuffix("landed_late") })
    #expect(lines.allSatisfy { $0.wholeMatch(of: #/ *\d+\.\d{9}  [a-zA-Z]+(  .*)?/#) != nil })
  }

  @Test func aDashIsStandardOutputAndTheReportGivesWay() throws {
    let scratch = try Scratch()
    let log = scratch.path("trace.log")
    let toFile = try Weir("run", model, "--trace", log)
    let toOutput = try Weir(["run", model, "--trace", "-"], in: scratch.url)
    #expect(try toOutput.output == String(contentsOfFile: log, encoding: .utf8))
    #expect(toOutput.errors.contains(toFile.output))
    #expect(try scratch.contents == ["trace.log"])
    let both = try Weir(["run", model, "--trace", "-", "--pcap", "-"], in: scratch.url)
    #expect((both.status, both.output) == (64, ""))
    #expect(both.errors.contains("both want standard output"))
    #expect(try scratch.contents == ["trace.log"])
  }

  @Test func aLeakIsToldInWordsAndByTheStatusIfAskedFor() throws {
    let leaking = try Weir("run", model)
    #expect(leaking.status == 0)
    #expect(leaking.output.contains("\nLEAK: "))
    #expect(leaking.output.contains("The first stale write:"))
    #expect(leaking.output.contains("w REPLACES v"))
    #expect(try Weir("run", model, "--fail-on-leak").status == 1)
    let tight = try Weir("run", model, "--fail-on-leak", "--barrier", "pr-preempt-abort")
    #expect(tight.status == 0)
    #expect(tight.output.contains("\nno stale write; "))
    #expect(!tight.output.contains("The first stale write:"))
  }

  /// A PREEMPT AND ABORT that aborts nothing, under writes that hit nothing newer.
  @Test func theStatusTellsALeakFromABarrierViolation() throws {
    let broken = [
      "run", model, "--barrier", "pr-preempt-abort", "--set", "array.defects=[skip_abort]", "--set",
      "workload.working_set=16GiB", "--set", "workload.address=uniform",
    ]
    let plain = try Weir(broken)
    #expect(plain.status == 0)
    #expect(plain.output.contains("\nno stale write; ") && plain.output.contains("\nBARRIER VIOLATION: "))
    #expect(plain.output.contains("The first barrier violation:"))
    let json =
      try JSONSerialization.jsonObject(with: Data(try Weir(broken + ["--format", "json"]).output.utf8)) as? [String: Any]
    let metrics = try #require(json?["metrics"] as? [String: Any])
    #expect(json?["leaked"] as? Bool == false && metrics["leaked"] as? Int == 0)
    #expect(json?["barrier_violated"] as? Bool == true && metrics["barrier_violations"] as? Int ?? 0 > 0)
    func status(_ arguments: [String]) throws -> Int32 { try Weir(arguments).status }
    #expect(try status(broken + ["--fail-on", "leak"]) == 0)
    #expect(try status(broken + ["--fail-on", "violation"]) == 1)
    #expect(try status(broken + ["--fail-on", "leak,violation"]) == 1)
    #expect(try status(broken + ["--fail-on-leak"]) == 1)
    #expect(try status(["run", model, "--fail-on", "leak"]) == 1)
    #expect(try status(["run", model, "--fail-on", "violation"]) == 0)
    let unknown = try Weir(["run", model, "--fail-on", "leak,leaks"])
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("leaks") && unknown.errors.contains("leak") && unknown.errors.contains("violation"))
  }

  /// The chart tells about the run that was asked for: its w and v are in that run's trace.
  @Test func theStoryIsThatOfThePermutedRun() throws {
    let race = try scratch.file("race.yaml", raceModel)
    var told = 0
    for seed in 3...6 {
      let log = scratch.path("trace\(seed).log")
      let arguments = ["run", race, "--seed", "\(seed)", "--set", "run.permute_equal_instants=true"]
      let untraced = try Weir(arguments).output
      #expect(try Weir(arguments + ["--trace", log]).output == untraced, "seed \(seed)")
      let lines = untraced.split(separator: "\n")
      guard let legend = lines.first(where: { $0.hasPrefix("w  write ") }) else { continue }
      let late = legend.split(separator: " ")[2]
      #expect(lines.contains { $0.hasSuffix("w REPLACES v") }, "seed \(seed)")
      let applied = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").last { line in
        line.contains("  applied  ") && line.contains("  \(late)#")
      }
      #expect(applied != nil, "seed \(seed): \(late)")
      told += 1
    }
    #expect(told > 0, "no run of these leaks, so nothing was compared")
  }

  @Test func theFatesOfTheOrphansAddUpInTheText() throws {
    for method in ["none", "pr-preempt-abort"] {
      let lines = try Weir("run", model, "--barrier", method).output.split(separator: "\n")
      let row = try #require(lines.first { $0.hasPrefix("orphans") })
      let numbers = row.split { !$0.isNumber }.compactMap { Int($0) }
      #expect(numbers.count >= 2 && numbers[0] > 0 && numbers[0] == numbers[1...].reduce(0, +), "\(row)")
    }
  }

  @Test func jsonHasTheSameDigestAndStableKeys() throws {
    let weir = try Weir("run", model, "--format", "json", "--digest-at", "10s")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(weir.output.utf8)) as? [String: Any])
    #expect(
      json.keys.sorted() == [
        "barrier", "barrier_times_s", "barrier_violated", "digest", "digests", "failover_times_s", "faults", "leaked", "metrics",
        "name",
        "replication",
        "seed", "sequence_chart", "verdict", "violations",
      ])
    #expect(try digests().last.map(String.init) == json["digest"] as? String)
    #expect(json["leaked"] as? Bool == true)
    let metrics = try #require(json["metrics"] as? [String: Any])
    #expect(metrics["orphans"] as? Int ?? 0 > 0)
    #expect(metrics["orphans"] as? Int == metrics["orphan_landed_late"] as? Int)
    #expect(metrics["exposure_s"] as? Double ?? 0 > 0)
    let violation = try #require((json["violations"] as? [[String: Any]])?.first)
    #expect(
      violation.keys.sorted() == ["at_s", "blocks", "first_block", "kind", "logical_unit", "other", "write"])
    let fault = try #require((json["faults"] as? [[String: Any]])?.first)
    #expect(fault["name"] as? String == "stall" && fault["begin_s"] as? Double == 2 && fault["end_s"] as? Double == 47)
  }

  @Test func aPointOfAnExperimentIsTheModelWithItsOverrides() throws {
    let experiment = try scratch.file(
      "experiment.yaml",
      "model: model.yaml\nseed: 9\nfactors:\n  barrier: [none, hold]\npoints: [{ name: short, faults.stall.for: 15s }]\n")
    func output(_ arguments: String...) throws -> String { try Weir(["run"] + arguments).output }
    #expect(
      try output(experiment, "--point", "1", "--replication", "4")
        == output(model, "--barrier", "hold", "--seed", "9", "--replication", "4"))
    #expect(try output(experiment, "--point", "short") == output(model, "--set", "faults.stall.for=15s", "--seed", "9"))
    for arguments in [[experiment], [experiment, "--point", "7"], [model, "--point", "0"]] {
      let weir = try Weir(["run"] + arguments)
      #expect(weir.status == 64)
      #expect(weir.output == "")
    }
  }

  @Test func untilEndsTheWorkload() throws {
    let short = try Weir("run", model, "--until", "1s").output
    #expect(short.contains("fault    stall would begin after the workload stopped"))
    #expect(short.hasSuffix("no stale write, and no orphan that could have become one\n"))
  }
}
