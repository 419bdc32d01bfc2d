import StorageModel

/// A model as a file (and overrides) describe it.
public struct LoadedModel: Sendable {
  public let configuration: ModelConfiguration
  /// Every file the configuration was made from, with its bytes, the model file first.
  public let inputs: [InputFile]
  /// Malformed lines of traces that `skip_bad_lines` allowed.
  public let skippedTraceLines: Int
  /// Where traces and measured values came from.
  public let sources: ValueSources
  /// Where each key path was written.
  public let positions: Positions
  /// The point of an experiment that the model was made for.
  var point: ExperimentPoint?

  /// Gives a statement about the model as a whole (an error, or a warning) a position: that of the key, or of the nearest one
  /// above it.
  public func diagnostic(_ statement: ConfigurationError) -> Diagnostic {
    let (location, isExact) = positions.nearest(to: statement.keyPath)
    let subject = isExact ? "" : "\(statement.keyPath): "
    return Diagnostic(location, subject + statement.problem)
  }

  /// The same as an error, with the point at which the model is wrong: it may be right at others.
  public func located(_ error: ConfigurationError) -> ModelFileError {
    var diagnostic = diagnostic(error)
    if let point { diagnostic.message += "; this is \(point)" }
    return ModelFileError(diagnostic)
  }
}

/// Model files: what is simulated.
public enum ModelFile {
  /// Reads a model file.
  ///
  /// - Parameter overrides: applied in order before anything is decoded.
  /// - Throws: everything that is wrong with the file, the files it names and the overrides.
  public static func load(_ path: String, overrides: [Override] = []) throws(ModelFileError) -> LoadedModel {
    try load(path, askedFor: SourceLocation(file: path), overrides: overrides, files: InputCache())
  }

  static func load(
    _ path: String, askedFor location: SourceLocation, overrides: [Override], files: InputCache
  ) throws(ModelFileError) -> LoadedModel {
    let context = ReadingContext(files: files)
    var root = try context.document(path, askedFor: location)
    for override in overrides where root.isMapping {
      do throws(Diagnostic) { try override.apply(to: &root) } catch { context.report(error) }
    }
    var configuration = ModelConfiguration()
    context.mapping(root, "") { configuration.read(&$0) }
    try context.finish()
    return LoadedModel(
      configuration: configuration, inputs: context.inputs, skippedTraceLines: context.skippedTraceLines,
      sources: context.sources, positions: Positions(of: root, file: path))
  }
}

extension ReadingContext {
  /// The YAML document of a file, recorded as an input.
  func document(_ path: String, askedFor location: SourceLocation) throws(ModelFileError) -> SourceNode {
    do throws(Diagnostic) {
      let file = try files.file(path, askedFor: location)
      use(file)
      let root = try SourceNode.parse(file: path, text: try file.text())
      if case .nothing = root.content {
        throw Diagnostic(SourceLocation(file: path), "the file is empty; expected a mapping of keys to values")
      }
      return root
    } catch {
      throw ModelFileError(error)
    }
  }
}
