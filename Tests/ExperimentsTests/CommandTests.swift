import Foundation
import ResultStore
import TestSupport
import Testing

/// The real `weir`, built beside the tests.
struct WeirProcess {
  private let process = Process()
  private let output: URL

  /// - Parameter workplace: output goes to files there, so that no pipe fills.
  init(_ arguments: [String], in workplace: Workplace) throws {
    let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    process.executableURL = tests.deletingLastPathComponent().appending(path: "weir")
    process.arguments = arguments
    process.currentDirectoryURL = workplace.url
    output = workplace.url.deletingLastPathComponent().appending(path: workplace.url.lastPathComponent + ".log")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
  }

  var isRunning: Bool { process.isRunning }
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end: exit status, and everything that was printed.
  func ended() throws -> (status: Int32, text: String) {
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    try FileManager.default.removeItem(at: output)
    return (process.terminationStatus, text)
  }
}

func weir(_ arguments: String..., in workplace: Workplace) throws -> (status: Int32, text: String) {
  try WeirProcess(arguments, in: workplace).ended()
}

/// Runs recorded so far; 0 while there is no store.
private func recorded(_ directory: String) -> Int {
  guard let store = try? ResultStore.read(directory: directory) else { return 0 }
  defer { try? store.close() }
  return (try? store.finished().count) ?? 0
}

@Suite struct CommandTests {
  @Test func `a sweep prints its table, and prints it again from the store`() throws {
    let workplace = try Workplace()
    _ = try workplace.smallSweep(replications: 2)
    let first = try weir("sweep", "experiment.yaml", "--output", "out", in: workplace)
    let second = try weir("sweep", "experiment.yaml", "--output", "out", in: workplace)
    #expect((first.status, second.status) == (0, 0))
    let table = try #require(first.text.split(separator: "small: 4 points, 8 runs").last)
    #expect(second.text.contains(table.split(separator: "results:")[0]))
    #expect(second.text.contains("reused 8 of 8 runs from out"))
    let report = try weir("report", "out", in: workplace)
    #expect(report.status == 0)
    let csv = try String(contentsOfFile: workplace.path("out/report.csv"), encoding: .utf8).split(separator: "\n")
    #expect(csv.count == 5)
    #expect(csv[0].hasPrefix("point,barrier,faults.stall.for,runs,failed_runs,leak_probability,"))
    #expect(csv[1].hasPrefix("0,none,200ms,2,0,0.0,0.0,"))
  }

  @Test func `a dry run prints the plan and writes nothing`() throws {
    let workplace = try Workplace()
    _ = try workplace.smallSweep(replications: 3)
    let result = try weir("sweep", "experiment.yaml", "--dry-run", in: workplace)
    #expect(result.status == 0)
    #expect(result.text.contains("point 2: barrier=pr-preempt-abort faults.stall.for=200ms"))
    #expect(result.text.contains("4 points x 3 replications = 12 runs"))
    #expect(try workplace.content == ["experiment.yaml", "model.yaml"])
  }

  @Test(arguments: [
    ("experiment.yaml:8:1:", smallExperiment(replications: 1) + "\nreplicatons: 3"),
    ("experiment.yaml:4:13:", "name: x\nmodel: model.yaml\nfactors:\n  barrier: [warp]"),
    ("experiment.yaml: error", ""),
  ])
  func `a wrong experiment has status 65, a position, and leaves nothing behind`(position: String, text: String) throws {
    let workplace = try Workplace()
    try workplace.write("model.yaml", smallModel)
    try workplace.write("experiment.yaml", text)
    let result = try weir("sweep", "experiment.yaml", "--output", "out", in: workplace)
    #expect(result.status == 65)
    #expect(result.text.hasPrefix(position), "\(result.text)")
    #expect(try workplace.content == ["experiment.yaml", "model.yaml"])
  }

  @Test func `a point that cannot be is found before the first run`() throws {
    let workplace = try Workplace()
    try workplace.write("model.yaml", smallModel)
    try workplace.write("experiment.yaml", "model: model.yaml\nfactors:\n  array.controllers: [2, 0]")
    let result = try weir("sweep", "experiment.yaml", "--output", "out", in: workplace)
    #expect(result.status == 65)
    #expect(result.text.contains("experiment.yaml:3:26: error:"), "\(result.text)")
    #expect(try workplace.content == ["experiment.yaml", "model.yaml"])
  }

  @Test func `results of another experiment have status 65 and are left alone`() throws {
    let workplace = try Workplace()
    _ = try workplace.smallSweep(replications: 1)
    #expect(try weir("sweep", "experiment.yaml", "--output", "out", in: workplace).status == 0)
    let before = try rows(workplace.path("out"))
    _ = try workplace.smallSweep(replications: 1, seed: 8)
    let result = try weir("sweep", "experiment.yaml", "--output", "out", in: workplace)
    #expect(result.status == 65)
    #expect(result.text.contains("seed: 7 in the store, 8 now"), "\(result.text)")
    #expect(try rows(workplace.path("out")) == before)
  }

  @Test func `an output directory that cannot be made has status 74`() throws {
    let workplace = try Workplace()
    _ = try workplace.smallSweep(replications: 1)
    try workplace.write("out", "a file")
    #expect(try weir("sweep", "experiment.yaml", "--output", "out/results", in: workplace).status == 74)
    #expect(try workplace.content == ["experiment.yaml", "model.yaml", "out"])
  }

  @Test func `no results have status 65, no workers 64`() throws {
    let workplace = try Workplace()
    _ = try workplace.smallSweep(replications: 1)
    #expect(try weir("report", "nowhere", in: workplace).status == 65)
    #expect(try weir("sweep", "experiment.yaml", "--jobs", "0", in: workplace).status == 64)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal ends a sweep with status 130 and keeps what is finished`(signal: Int32) throws {
    let workplace = try Workplace()
    _ = try workplace.smallSweep(replications: 100_000)
    let process = try WeirProcess(["sweep", "experiment.yaml", "--output", "out", "--jobs", "2"], in: workplace)
    while process.isRunning, recorded(workplace.path("out")) < 3 {}
    process.send(signal)
    let (status, text) = try process.ended()
    #expect(status == 130)
    let kept = try rows(workplace.path("out")).count
    #expect(kept >= 3)
    #expect(text.contains("interrupted: \(kept) of 400000 runs are recorded"), "\(text)")
  }

  /// At random instants: after so many recorded runs, and then after a random number of looks at a file.
  @Test func `a sweep killed twenty times is finished by the next start as if nothing had happened`() throws {
    let workplace = try Workplace()
    _ = try workplace.smallSweep(replications: 2)
    #expect(try weir("sweep", "experiment.yaml", "--output", "undisturbed", in: workplace).status == 0)
    let undisturbed = try rows(workplace.path("undisturbed"))
    var seed: UInt64 = 20
    func next(below bound: UInt64) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((seed >> 33) % bound)
    }
    var (hit, trial) = (0, 0)
    while hit < 20, trial < 100 {
      trial += 1
      let (runs, looks) = (next(below: 7), next(below: 2_000))
      let arguments = ["sweep", "experiment.yaml", "--output", "out", "--jobs", "2"]
      let process = try WeirProcess(arguments, in: workplace)
      while process.isRunning, recorded(workplace.path("out")) < runs {}
      for _ in 0..<looks { _ = access(workplace.path("out"), F_OK) }
      process.send(SIGKILL)
      // The last signal counts only if it met a sweep at work.
      if try process.ended().status == SIGKILL { hit += 1 }
      let (status, text) = try weir("sweep", "experiment.yaml", "--output", "out", in: workplace)
      #expect(status == 0, "trial \(trial): \(text)")
      #expect(try rows(workplace.path("out")) == undisturbed, "trial \(trial), after \(runs) runs and \(looks) looks")
      try FileManager.default.removeItem(atPath: workplace.path("out"))
    }
    #expect(hit == 20)
  }
}
