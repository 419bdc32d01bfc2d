import StorageModel

extension ModelFile {
  /// A model file that reads to a configuration.
  ///
  /// - Parameters:
  ///   - sources: of the traces and measured values in it: `LoadedModel.sources`.
  ///   - isComplete: keys with their default are written too.
  ///   - file: where the text will stand; paths in it become relative to its folder. Nil: relative to the working directory.
  /// - Throws: what no key can say, and values that come from a file which `sources` does not know.
  public static func text(
    of configuration: ModelConfiguration, sources: ValueSources = ValueSources(), isComplete: Bool = false,
    file: String? = nil
  ) throws(UnwritableError) -> String {
    let context = WritingContext(sources: sources, isComplete: isComplete, file: file)
    let entries = configuration.entries(standard: ModelConfiguration(), context)
    try context.finish()
    return YAML.mapping(entries).document
  }
}

extension LoadedModel {
  /// The model written anew, overrides included, comments not.
  public func text(isComplete: Bool = false, file: String? = nil) throws(UnwritableError) -> String {
    try ModelFile.text(of: configuration, sources: sources, isComplete: isComplete, file: file)
  }
}
