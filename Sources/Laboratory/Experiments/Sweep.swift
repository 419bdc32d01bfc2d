import Barriers
import ModelFiles
import StorageModel

/// An experiment with every point read and judged, ready to be run.
public struct Sweep: Sendable {
  public let experiment: ExperimentFile
  /// What runs but probably not as meant, each once.
  public let warnings: [Diagnostic]
  /// Every file that a run depends on, each once, the experiment first.
  public let inputs: [InputFile]
  /// Runs of each point: as many as the experiment says, unless more or fewer are asked for.
  public var replications: Int
  /// The barrier method at each point.
  let barriers: [BarrierMethod]

  /// - Throws: what is wrong with the experiment, or with the model at its first wrong point.
  public init(_ path: String) throws(ModelFileError) {
    experiment = try ExperimentFile.load(path)
    var warnings: [Diagnostic] = []
    var inputs = [experiment.input]
    var barriers: [BarrierMethod] = []
    for point in experiment.points {
      let model = try experiment.load(point: point)
      barriers.append(try Self.plan(model).configuration.barrier)
      for warning in model.configuration.warnings.map(model.diagnostic) where !warnings.contains(warning) {
        warnings.append(warning)
      }
      for input in model.inputs where !inputs.contains(where: { $0.path == input.path }) { inputs.append(input) }
    }
    replications = experiment.replications
    self.warnings = warnings
    self.inputs = inputs
    self.barriers = barriers
  }

  /// Runs of all points.
  public var runCount: Int { experiment.points.count * replications }

  /// The plan of a point, with arrays of its own: threads that share one count its references against each other.
  func plan(ofPoint index: Int) throws(ModelFileError) -> Plan {
    try Self.plan(experiment.load(point: experiment.points[index]))
  }

  private static func plan(_ model: LoadedModel) throws(ModelFileError) -> Plan {
    do throws(ConfigurationError) { return try Plan(model.configuration) } catch { throw model.located(error) }
  }
}
