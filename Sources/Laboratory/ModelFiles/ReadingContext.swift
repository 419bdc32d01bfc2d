/// What one reading of a file collects while it goes on after an error.
final class ReadingContext {
  let files: InputCache
  private(set) var diagnostics: [Diagnostic] = []
  /// Paths of the files read, in order of first use.
  private(set) var inputs: [InputFile] = []

  /// What was made of which files, for writing.
  var sources = ValueSources()

  /// Malformed lines that `skip_bad_lines` allowed.
  var skippedTraceLines = 0

  init(files: InputCache) { self.files = files }

  func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// Reads a node; nil after reporting why it cannot be read.
  func read<Value>(_ form: ValueForm<Value>, _ node: SourceNode) -> Value? {
    do {
      return try form.read(node, self)
    } catch {
      report(error)
      return nil
    }
  }

  /// Records that the result depends on a file.
  func use(_ input: InputFile) {
    if !inputs.contains(where: { $0.path == input.path }) { inputs.append(input) }
  }

  /// Reads a mapping: whatever `body` does not ask for is an unknown key.
  func mapping(_ node: SourceNode, _ name: String, _ body: (inout MappingReader) -> Void) {
    guard case .mapping(let entries) = node.content else {
      return report(node.mismatch(expected: "a mapping"))
    }
    var reader = MappingReader(name: name, location: node.location, entries: entries, context: self)
    body(&reader)
    reader.reportUnknownKeys()
  }

  /// Fails if anything was reported.
  func finish() throws(ModelFileError) {
    if !diagnostics.isEmpty { throw ModelFileError(diagnostics) }
  }
}
