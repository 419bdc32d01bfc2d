/// A key of a model and the value that replaces what the model file says: `--set`, or a factor of an experiment.
public struct Override: Sendable {
  /// Dotted keys; `faults.NAME.KEY` addresses a fault by its name.
  public let keyPath: String
  let value: SourceNode
  let origin: SourceLocation

  init(keyPath: String, value: SourceNode, origin: SourceLocation) {
    self.keyPath = keyPath
    self.value = value
    self.origin = origin
  }

  /// - Parameters:
  ///   - text: YAML, so that lists and mappings can be given too.
  ///   - origin: stands in messages where a position would.
  public init(keyPath: String, text: String, origin: String) throws(ModelFileError) {
    let location = SourceLocation(file: origin)
    do throws(Diagnostic) {
      self.init(keyPath: keyPath, value: try SourceNode.parse(text) { _ in location }, origin: location)
    } catch {
      throw ModelFileError(error)
    }
  }

  /// `KEY.PATH=VALUE`, the argument of `option`.
  public init(assignment: String, option: String = "--set") throws(ModelFileError) {
    let origin = "\(option) \(assignment)"
    guard let equals = assignment.firstIndex(of: "=") else {
      throw ModelFileError(Diagnostic(SourceLocation(file: origin), "found no '='; expected KEY.PATH=VALUE"))
    }
    try self.init(
      keyPath: String(assignment[..<equals]), text: String(assignment[assignment.index(after: equals)...]), origin: origin)
  }

  /// The value in flow style.
  public var text: String { value.text }
}
