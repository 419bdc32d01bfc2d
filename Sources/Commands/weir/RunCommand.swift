import ArgumentParser
import EventEngine
import Experiments
import ModelFiles
import PlainText
import Reports
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
        weir run Models/rewrite-race.yaml --trace race.log --fail-on leak,violation
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

  @Option(
    help: ArgumentHelp(
      "Write all that happens, one line an event; Docs/0003 explains the lines. "
        + "With - they go to standard output, and the report to standard error.",
      valueName: "file"))
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Write what passed the array's target ports, as iSCSI for Wireshark (pcapng). "
        + "With - it goes to standard output, and the report to standard error.",
      valueName: "file"))
  var pcap: String?

  @Flag(
    help: "Look at the rules of the world while it runs, not only at its end, and stop with status 70 where one is broken.")
  var check = false

  @OptionGroup var failure: FailureOptions

  /// To look at everything after every event would take minutes.
  private static let eventsBetweenChecks: UInt64 = 97

  func validate() throws {
    if trace == "-", pcap == "-" {
      throw ValidationError("--trace - and --pcap - both want standard output; expected one of them")
    }
  }

  func run() throws {
    let (ready, seed) = try readyModel()
    let instants = try digestAt.map { Instant.zero + (try Duration(argument: $0, option: "--digest-at")) }
    for warning in ready.warnings { StandardError.write(warning) }
    let log = try trace.map { path throws(CommandError) in try OutputFile(path) }
    let capture = try pcap.map { path throws(CommandError) in try openCapture(path, ready.plan) }

    var observation: RunRequest.Observation = .latency
    if log != nil { observation.insert(.trace) }
    if capture != nil { observation.insert(.frames) }
    var request = RunRequest(ready.plan, seed: seed, replication: replication, observes: observation)
    if check { request.checksEvery = Self.eventsBetweenChecks }
    let clock = ContinuousClock()
    let began = clock.now
    let result = try Self.result(of: request, capture)
    let wall = began.duration(to: clock.now)
    let lines = TraceLog(ready.plan)
    try log?.write(result.observer.trace.lazy.map(lines.line))

    let report = try RunReport(result, digestsBefore: instants)
    let text = format == .json ? try report.json() : report.lines.joined(separator: "\n")
    if trace == "-" || pcap == "-" { StandardError.write(text) } else { print(text) }
    StandardError.write(Self.speed(result, wall))
    if failure.isMet(leak: result.isLeaking, violation: result.barrierViolations.events > 0) {
      throw ExitStatus.violationFound.code
    }
  }

  private static func speed(_ result: RunResult, _ wall: Swift.Duration) -> String {
    let seconds = wall / .seconds(1)
    let rate = NumberText.grouped(UInt64(Double(result.events) / max(seconds, 1e-9)))
    return "wall clock: \(NumberText.fixed(seconds, 3)) s, \(rate) events/s"
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

  /// Packets are kept only until they are written.
  private static func result(of request: RunRequest, _ capture: PacketCaptureFile?) throws -> RunResult {
    guard let capture else { return try request.result() }
    var run = RunInProgress(request)
    var translator = PacketCaptureTranslator(request.plan)
    var goesOn = true
    while goesOn {
      goesOn = try run.advance(events: 10_000)
      do {
        for frame in run.takeFrames() {
          for packet in translator.packets(for: frame) { try capture.append(packet) }
        }
      } catch {
        throw CommandError(.inputOutput, error.description)
      }
    }
    do { try capture.flush() } catch { throw CommandError(.inputOutput, error.description) }
    return try run.result()
  }
}
