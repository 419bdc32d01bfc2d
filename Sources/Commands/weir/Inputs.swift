import ArgumentParser
import Barriers
import EventEngine
import ModelFiles
import Reservations
import StorageModel

/// A model that is ready to run: read, judged, with what it warns of.
struct ReadyModel {
  let loaded: LoadedModel
  let plan: Plan

  /// - Throws: `ModelFileError` with a position for what only the whole shows.
  init(_ loaded: LoadedModel) throws(ModelFileError) {
    self.loaded = loaded
    do {
      plan = try Plan(loaded.configuration)
    } catch {
      throw loaded.located(error)
    }
  }

  /// `FILE:LINE:COLUMN: warning: MESSAGE`
  var warnings: [String] {
    loaded.configuration.warnings.map {
      let diagnostic = loaded.diagnostic($0)
      return "\(diagnostic.location): warning: \(diagnostic.message)"
    }
  }
}

extension BarrierMethod: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
  public var defaultValueDescription: String { name }
  public static var allValueStrings: [String] { allCases.map(\.name) }
  public static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0.summary) })
  }
}

/// What changes a model from the command line.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replaces one value of the model, as in --set array.media.servers=8 or --set faults.stall.for=45s; may be repeated.",
      valueName: "key.path=value"))
  var assignments: [String] = []

  @Option(
    help: "What is done before a write of a failed path or host is repeated or overwritten; or parts: preempt+hold:10s+drained.")
  var barrier: BarrierMethod?

  @Option(help: ArgumentHelp("When the workload stops and faults heal: run.until of the model.", valueName: "time"))
  var until: String?

  func overrides() throws(ModelFileError) -> [Override] {
    var overrides: [Override] = []
    // Before --set, which may replace one of its parts.
    if let barrier {
      overrides.append(try Override(keyPath: "barrier", text: barrier.name, origin: "--barrier \(barrier.name)"))
    }
    for assignment in assignments { overrides.append(try Override(assignment: assignment)) }
    if let until { overrides.append(try Override(keyPath: "run.until", text: until, origin: "--until \(until)")) }
    return overrides
  }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
