/// Where a statement stands: `Models/a.yaml:12:5`, or a command line option such as `--set array.controllers=0`.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  /// The path as the user wrote it, or the text of the command line option.
  public var file: String
  /// From 1; nil for a file as a whole and for a command line option.
  public var line: Int?
  /// From 1, in Unicode scalars.
  public var column: Int?

  /// A position in a file, or without line and column the file as a whole.
  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    if let column { text += ":\(column)" }
    return text
  }
}
