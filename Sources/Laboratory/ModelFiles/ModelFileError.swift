/// One thing that is wrong with an input, and where.
public struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whether the text or the reading of it went wrong, which have exit statuses of their own.
  public enum Cause: Hashable, Sendable {
    /// What was read is wrong (exit status 65).
    case badInput
    /// It could not be read (exit status 74).
    case inputOutput
  }

  public var location: SourceLocation
  /// What is wrong; what was expected (did you mean 'latency'?).
  public var message: String
  public var cause: Cause

  /// - Parameter message: without the position, which is printed before it.
  public init(_ location: SourceLocation, _ message: String, cause: Cause = .badInput) {
    self.location = location
    self.message = message
    self.cause = cause
  }

  /// `FILE:LINE:COLUMN: error: MESSAGE`
  public var description: String { "\(location): error: \(message)" }
}

/// Why a model or experiment file was refused: everything found wrong with it in one reading.
public struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Never empty. File by file in the order of reading, each in order of position.
  public let diagnostics: [Diagnostic]

  init(_ diagnostics: [Diagnostic]) {
    assert(!diagnostics.isEmpty, "an error says what is wrong")
    self.diagnostics = diagnostics.inFileOrder()
  }

  init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }

  /// `inputOutput` if anything could not be read: the rest may follow from that.
  public var cause: Diagnostic.Cause {
    diagnostics.contains { $0.cause == .inputOutput } ? .inputOutput : .badInput
  }

  /// One line for each diagnostic, without a newline at the end.
  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

extension [Diagnostic] {
  fileprivate func inFileOrder() -> [Diagnostic] {
    var files: [String] = []
    for diagnostic in self where !files.contains(diagnostic.location.file) { files.append(diagnostic.location.file) }
    func key(_ index: Int) -> (Int, Int, Int, Int) {
      let location = self[index].location
      let file = files.firstIndex(of: location.file) ?? files.count
      return (file, location.line ?? 0, location.column ?? 0, index)  // the index keeps the sort stable
    }
    return indices.sorted { key($0) < key($1) }.map { self[$0] }
  }
}
