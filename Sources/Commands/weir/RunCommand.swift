import ArgumentParser
import ConsistencyOracle
import EventEngine
import Experiments
import ModelFiles
import StorageModel
import TraceExport

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "One run: what happened, what got past the failover, what it cost.",
    discussion: """
      The first stale write is explained by a sequence chart. The same model, seed and replication give the same run and digest \
      on every machine; only the line on standard error depends on the clock.

      EXAMPLES
        weir run Models/dual-fabric.yaml --barrier none
        weir run Models/dual-fabric.yaml --set faults.stall.for=45s --seed 7
        weir run Models/rewrite-race.yaml --trace race.log --fail-on-leak
        weir run Models/rewrite-race.yaml --pcap race.pcapng
        weir run Experiments/barriers.yaml --point 3 --replication 17
      """)

  @Argument(help: "A model file; or an experiment file, of which --point names one point.") var model: String

  @Option(help: ArgumentHelp("A point of the experiment: its number from 0, or its name.", valueName: "point"))
  var point: String?

  @Option(help: ArgumentHelp("Which of the replications of the seed.", valueName: "n")) var replication: UInt32 = 0

  @Option(help: ArgumentHelp("Chooses all random numbers. (default: 1, or the experiment's)", valueName: "n"))
  var seed: UInt64?

  @OptionGroup var changes: ModelOptions

  @Option(help: "text for people, json for programs.") var format: OutputFormat = .text

  @Option(
    help: ArgumentHelp("Also print the digest of everything before an instant; may be repeated.", valueName: "time"))
  var digestAt: [String] = []

  @Option(help: ArgumentHelp("Write all that happens, one line an event; Docs/0003 explains the lines.", valueName: "file"))
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Run once more and write what passed the array's target ports, as iSCSI for Wireshark (pcapng).", valueName: "file"))
  var pcap: String?

  @Flag(help: "Exit with status 1 if there was a stale write, a stale read or a barrier violation.") var failOnLeak = false

  func run() throws {
    let (ready, seed) = try readyModel()
    let instants = try digestAt.map { Instant.zero + (try Duration(argument: $0, option: "--digest-at")) }
    for warning in ready.warnings { StandardError.write(warning) }
    let log = try trace.map { path throws(CommandError) in try OutputFile(path) }
    let capture = try pcap.map { path throws(CommandError) in try openCapture(path, ready.plan) }

    let clock = ContinuousClock()
    let began = clock.now
    let result = try ready.plan.run(seed: seed, replication: replication, traces: log != nil)
    let wall = began.duration(to: clock.now)
    let lines = TraceLog(ready.plan)
    try log?.write(result.observer.trace.lazy.map(lines.line))
    if let capture { try write(result, of: ready.plan, to: capture) }

    let report = RunReport(
      plan: ready.plan, result: result, chart: chart(of: result, ready.plan),
      digests: instants.map { ($0, ready.plan.digest(at: $0, seed: seed, replication: replication)) })
    print(format == .json ? try report.json() : report.lines.joined(separator: "\n"))
    StandardError.write(RunReport.speed(result, wall))
    if failOnLeak, result.oracle.hasLeak { throw ExitStatus.violationFound.code }
  }

  private func readyModel() throws -> (ReadyModel, seed: UInt64) {
    let overrides = try changes.overrides()
    guard try ExperimentFile.isExperiment(model) else {
      if point != nil { throw CommandError(.usage, "\(model): error: --point is for experiments, and this is a model") }
      return (try ReadyModel(ModelFile.load(model, overrides: overrides)), seed ?? 1)
    }
    let experiment = try ExperimentFile.load(model)
    let loaded = try experiment.load(point: try chosenPoint(of: experiment), overrides: overrides)
    return (try ReadyModel(loaded), seed ?? experiment.seed)
  }

  private func chosenPoint(of experiment: ExperimentFile) throws -> ExperimentPoint {
    let count = experiment.points.count
    guard let point else {
      throw CommandError(.usage, "\(model): error: this is an experiment; say which of its points with --point 0 to \(count - 1)")
    }
    guard let found = experiment.points.first(where: { String($0.id) == point || $0.name == point }) else {
      throw CommandError(
        .usage, "\(model): error: there is no point '\(point)'; expected 0 to \(count - 1), or the name of a listed one")
    }
    return found
  }

  /// The story of one violation: the same run again, traced up to there.
  private func chart(of result: RunResult, _ plan: Plan) -> SequenceChart? {
    guard let violation = result.explainedViolation else { return nil }
    if !result.observer.trace.isEmpty { return SequenceChart(of: violation, trace: result.observer.trace, plan: plan) }
    let observer = RunObserver(recordsLatency: false, traces: true)
    var simulation = plan.simulation(seed: result.seed, replication: result.replication, observer: observer)
    simulation.run(until: violation.at + .nanoseconds(1))
    return SequenceChart(of: violation, trace: simulation.observer.trace, plan: plan)
  }

  // MARK: Packet capture

  /// Headers, parameter data and sense data; of what is written to the media only the beginning, which is repeated anyway.
  private static let snapshotLength = 512

  private func openCapture(_ path: String, _ plan: Plan) throws(CommandError) -> PacketCaptureFile {
    do {
      return try PacketCaptureFile(
        path, PacketCapture(snapshotLength: Self.snapshotLength), names: plan.topology.captureNames)
    } catch {
      throw CommandError(.inputOutput, error.description)
    }
  }

  /// The same run again: this way packets are kept only until they are written.
  private func write(_ result: RunResult, of plan: Plan, to file: PacketCaptureFile) throws(CommandError) {
    let observer = RunObserver(recordsLatency: false, captures: true)
    if plan.configuration.run.permuteEqualInstants {
      var simulation = plan.permutedSimulation(seed: result.seed, replication: result.replication, observer: observer)
      try write(&simulation, to: file)
    } else {
      var simulation = plan.simulation(seed: result.seed, replication: result.replication, observer: observer)
      try write(&simulation, to: file)
    }
  }

  private func write<A>(
    _ simulation: inout Simulation<StorageWorld, A>, to file: PacketCaptureFile
  ) throws(CommandError) {
    var translator = PacketCaptureTranslator(simulation.plan)
    do {
      var goesOn = true
      while goesOn {
        goesOn = simulation.run(count: 10_000) == 10_000
        for frame in simulation.observer.takeFrames() {
          for packet in translator.packets(for: frame) { try file.append(packet) }
        }
      }
      try file.flush()
    } catch {
      throw CommandError(.inputOutput, error.description)
    }
  }
}
