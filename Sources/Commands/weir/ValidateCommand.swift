import ArgumentParser
import ModelFiles
import Reports
import StorageModel

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Checks model and experiment files; nothing is run or written.",
    discussion: """
      Prints a line for each file that is right. Errors and warnings go to standard error with file, line and column.

      EXAMPLE
        weir validate Models/*.yaml Experiments/*.yaml
      """)

  @Argument(help: "Model files and experiment files.") var files: [String]

  func run() throws {
    var worst: ExitStatus = .done
    for file in files {
      var report = Report()
      do {
        let summary = try ExperimentFile.isExperiment(file) ? Self.experiment(file, &report) : Self.model(file, &report)
        for warning in report.warnings { StandardError.write(warning) }
        print("\(file): ok, \(summary)")
      } catch let error as ModelFileError {
        StandardError.write("\(error)")
        if worst != .inputOutput { worst = error.cause == .inputOutput ? .inputOutput : .badInput }
      }
    }
    if worst != .done { throw worst.code }
  }

  /// Warnings, each once.
  private struct Report {
    var warnings: [String] = []

    mutating func add(_ model: ReadyModel) {
      for warning in model.warnings where !warnings.contains(warning) { warnings.append(warning) }
    }
  }

  private static func model(_ file: String, _ report: inout Report) throws -> String {
    let model = try ReadyModel(ModelFile.load(file))
    report.add(model)
    return model.plan.summary
  }

  private static func experiment(_ file: String, _ report: inout Report) throws -> String {
    let experiment = try ExperimentFile.load(file)
    for point in experiment.points { report.add(try ReadyModel(experiment.load(point: point))) }
    let points = experiment.points.count == 1 ? "1 point" : "\(experiment.points.count) points"
    return "\(points) x \(experiment.replications) replications = \(experiment.points.count * experiment.replications) runs"
  }
}
