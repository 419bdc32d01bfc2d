/// A YAML tree in which every node knows where it was written, and which holds only what model files may use: no aliases,
/// no tags, no merge keys, keys that are words.
struct SourceNode: Sendable {
  enum Content: Sendable {
    /// Plain empty text and `null` are nothing; quoted text is always text.
    case nothing
    case scalar(String)
    case sequence([SourceNode])
    case mapping([Entry])
  }

  struct Entry: Sendable {
    var key: String
    var keyLocation: SourceLocation
    var value: SourceNode

    /// Where this entry is looked for: at its value, or at its key if the value begins further down.
    var location: SourceLocation {
      switch value.content {
      case .scalar: value.location
      case .nothing, .sequence, .mapping: keyLocation
      }
    }
  }

  var location: SourceLocation
  var content: Content

  /// In flow style, as it could be written: labels of factor levels, and what was found instead of what was expected.
  var text: String {
    switch content {
    case .nothing: "null"
    case .scalar(let text): text
    case .sequence(let items): "[" + items.map(\.text).joined(separator: ", ") + "]"
    case .mapping(let entries): "{" + entries.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ") + "}"
    }
  }

  /// `found ...` in messages.
  var found: String {
    switch content {
    case .nothing: "nothing"
    case .scalar(let text): "'\(text)'"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  func mismatch(expected: String) -> Diagnostic {
    Diagnostic(location, "found \(found); expected \(expected)")
  }

  var isMapping: Bool {
    if case .mapping = content { true } else { false }
  }

  var isScalar: Bool {
    if case .scalar = content { true } else { false }
  }

  subscript(key: String) -> SourceNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }
}
