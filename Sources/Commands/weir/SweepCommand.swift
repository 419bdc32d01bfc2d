import ArgumentParser
import Experiments
import Foundation
import ModelFiles
import Reports
import ResultStore

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run all points and replications of an experiment on all cores, and compare the points.",
    discussion: """
      Results go to a store from which an interrupted sweep goes on, and which other programs read as SQLite. A finished sweep \
      is not run again: its table is printed from the store. Replication r has the same random numbers at every point.
      """)

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml"]))
  var experiment: String

  @Option(help: "The directory of the results. Default: Results/NAME, with the experiment's name.")
  var output: String?

  @Option(help: "Runs at a time.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: ArgumentHelp("Runs of each point, instead of what the experiment says.", valueName: "n")) var replications: Int?

  @Option(
    help: ArgumentHelp(
      "Also write the outcome: in how many runs of each point something leaked, or broke the barrier's promise.",
      valueName: "file"))
  var table: String?

  @Flag(help: "Print the plan; run nothing and write nothing.")
  var dryRun = false

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("found --jobs \(jobs); expected at least 1") }
    if let replications, replications < 1 { throw ValidationError("found --replications \(replications); expected at least 1") }
  }

  func run() throws {
    guard try ExperimentFile.isExperiment(experiment) else {
      throw CommandError(
        .badInput, "\(experiment): error: this is a model, not an experiment; expected a file with the key 'model'")
    }
    var sweep = try Sweep(experiment)
    sweep.replications = replications ?? sweep.replications
    for warning in sweep.warnings { StandardError.write("\(warning.location): warning: \(warning.message)") }
    if dryRun { return printPlan(sweep) }
    let directory = output ?? "Results/\(sweep.experiment.name)"
    let store = try sweep.openStore(directory, origin: .here)
    let progress = try run(sweep, into: store, directory)
    let summary = try SweepSummary(store)
    print(summary.text)
    fflush(nil)
    if progress.isFinished, let table { try OutputFile(table).write(text: ExperimentOutcome(summary).text(of: experiment)) }
    let failures = try store.failures()
    try store.close()
    for failure in failures { StandardError.write(failure.text) }
    StandardError.write("results: \(directory)/results.sqlite")
    if !progress.isFinished {
      StandardError.write("interrupted: \(progress.done) of \(progress.total) runs are recorded; start again to go on")
      throw ExitStatus.interrupted.code
    }
    if !failures.isEmpty { throw ExitStatus.internalError.code }
  }

  private func run(_ sweep: Sweep, into store: ResultStore, _ directory: String) throws -> SweepProgress {
    let stop = Interruption.caught()
    var line = ProgressLine()
    var isFirst = true
    defer { line.end() }
    return try sweep.run(into: store, jobs: jobs, stop: stop) { progress in
      if isFirst, progress.reused > 0 {
        StandardError.write("reused \(progress.reused) of \(progress.total) runs from \(directory)")
      }
      isFirst = false
      line.show(progress)
    }
  }

  private func printPlan(_ sweep: Sweep) {
    print("\(sweep.experiment.name): model \(sweep.experiment.modelPath), seed \(sweep.experiment.seed)")
    for point in sweep.experiment.points {
      let overrides = point.overrides.map { "\($0.keyPath)=\($0.text)" }.joined(separator: " ")
      print("point \(point.id): \(point.name.map { "\($0): " } ?? "")\(overrides)")
    }
    print("\(sweep.experiment.points.count) points x \(sweep.replications) replications = \(sweep.runCount) runs")
  }
}

extension SweepOrigin {
  /// This process.
  fileprivate static var here: SweepOrigin {
    SweepOrigin(
      version: Weir.configuration.version, command: CommandLine.arguments.joined(separator: " "),
      host: ProcessInfo.processInfo.hostName, start: Date.now.ISO8601Format())
  }
}

extension FinishedRun {
  fileprivate var text: String {
    guard case .failed(let reason) = outcome else { return "" }
    return "point \(key.point) replication \(key.replication) failed: \(reason)"
  }
}
