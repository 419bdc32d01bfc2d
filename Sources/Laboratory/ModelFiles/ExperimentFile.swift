/// One factor at one of its levels.
public struct FactorLevel: Hashable, Sendable {
  /// A key path of the model, or the name of a factor whose levels set several keys.
  public var factor: String
  /// The value as written, or the name of the level.
  public var label: String

  /// A level as it was recorded with results.
  public init(factor: String, label: String) {
    self.factor = factor
    self.label = label
  }
}

/// One combination of factor levels, simulated many times.
public struct ExperimentPoint: Sendable {
  /// Index in the order of the file.
  public let id: Int
  /// Only points that are listed one by one can have a name.
  public let name: String?
  public let levels: [FactorLevel]
  /// What makes the point of the model file, in order of application.
  public let overrides: [Override]
}

extension ExperimentPoint: CustomStringConvertible {
  /// `point 3 (barrier.exclude=none barrier.wait=answer)`
  public var description: String {
    let values = (name.map { [$0] } ?? []) + levels.map { "\($0.factor)=\($0.label)" }
    return values.isEmpty ? "point \(id)" : "point \(id) (\(values.joined(separator: " ")))"
  }
}

/// A plan of runs: a model, its variations and how often each is repeated.
public struct ExperimentFile: Sendable {
  public let path: String
  public let name: String
  /// Relative paths in the file are resolved.
  public let modelPath: String
  public let seed: UInt64
  /// Runs of each point.
  public let replications: Int
  public let points: [ExperimentPoint]
  /// The experiment file as it was read.
  public let input: InputFile

  private let plan: ExperimentPlan
  private let modelLocation: SourceLocation
  private let files: InputCache

  /// The text of the file, for provenance.
  public var text: String { String(decoding: input.bytes, as: UTF8.self) }

  /// Whether a file is an experiment rather than a model: it names a model.
  public static func isExperiment(_ path: String) throws(ModelFileError) -> Bool {
    try ReadingContext(files: InputCache()).document(path, askedFor: SourceLocation(file: path))["model"] != nil
  }

  /// Reads an experiment file. Its points are checked against the model only when they are loaded.
  public static func load(_ path: String) throws(ModelFileError) -> ExperimentFile {
    let context = ReadingContext(files: InputCache())
    let root = try context.document(path, askedFor: SourceLocation(file: path))
    var plan = ExperimentPlan()
    context.mapping(root, "") { plan.read(&$0) }
    let points = plan.points(context)
    if points.isEmpty {
      context.report(Diagnostic(SourceLocation(file: path), "no point is left; expected at least one that is not excluded"))
    }
    let (runs, overflows) = points.count.multipliedReportingOverflow(by: plan.replications)
    if overflows || runs > runsMax, let replications = root["replications"] {
      context.report(Diagnostic(replications.location, "too many runs; expected at most \(runsMax) at all points"))
    }
    try context.finish()
    return ExperimentFile(path, plan, points, context, modelAt: root["model"]?.location ?? SourceLocation(file: path))
  }

  /// More would not end, and is a mistake.
  private static let runsMax = 10_000_000

  private init(
    _ path: String, _ plan: ExperimentPlan, _ points: [ExperimentPoint], _ context: ReadingContext,
    modelAt location: SourceLocation
  ) {
    self.path = path
    self.plan = plan
    name = plan.name ?? Self.stem(of: path)
    modelLocation = location
    modelPath = RelativePath.resolve(plan.model, writtenAt: location)
    seed = plan.seed
    replications = plan.replications
    self.points = points
    input = context.inputs[0]
    files = context.files
  }

  /// The model at a point. Files are read and traces parsed once for all points; safe to call from several threads.
  ///
  /// - Parameter overrides: applied after those of the point.
  public func load(point: ExperimentPoint, overrides: [Override] = []) throws(ModelFileError) -> LoadedModel {
    var model = try ModelFile.load(
      modelPath, askedFor: modelLocation, overrides: point.overrides + overrides, files: files)
    model.point = point
    return model
  }

  /// The file written anew, without comments: to stand where it stood, since paths in it stay as they are.
  ///
  /// - Parameter isComplete: keys with their default are written too.
  public func rewritten(isComplete: Bool = false) throws(UnwritableError) -> String {
    let context = WritingContext(isComplete: isComplete)
    let document = YAML.mapping(plan.entries(standard: ExperimentPlan(), context)).document
    try context.finish()
    return document
  }

  private static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last ?? "experiment"
    let stem = name.prefix { $0 != "." }
    return stem.isEmpty ? String(name) : String(stem)
  }
}
