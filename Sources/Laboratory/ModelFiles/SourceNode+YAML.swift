import Yams

/// In a text; line and column from 1, columns in Unicode scalars.
typealias TextPosition = (line: Int, column: Int)

extension SourceNode {
  /// Parses one YAML document.
  ///
  /// - Parameter place: turns a position in the text into a location: of a file, or always the same option.
  static func parse(_ text: String, place: @escaping (TextPosition?) -> SourceLocation) throws(Diagnostic) -> SourceNode {
    do {
      // Without resolution rules keys are compared by their text alone and no regular expression runs.
      let parser = try Parser(yaml: text, resolver: .basic)
      // Nodes hold their anchors weakly, the parser holds them strongly.
      return try withExtendedLifetime(parser) {
        guard let root = try parser.singleRoot() else { return SourceNode(location: place(nil), content: .nothing) }
        return try Builder(place: place).node(root)
      }
    } catch let error as YamlError {
      throw error.diagnostic(place)
    } catch let error as Diagnostic {
      throw error
    } catch {
      throw Diagnostic(place(nil), "not YAML: \(error)")
    }
  }

  static func parse(file: String, text: String) throws(Diagnostic) -> SourceNode {
    try parse(text) { SourceLocation(file: file, line: $0?.line, column: $0?.column) }
  }

  /// Whether a text without quotes is no value at all.
  static func readsAsNothing(_ text: String) -> Bool { ["", "~", "null"].contains(text) }

  private struct Builder {
    let place: (TextPosition?) -> SourceLocation

    func node(_ node: Node) throws(Diagnostic) -> SourceNode {
      let location = place(node.mark?.position)
      if node.anchor != nil {
        throw Diagnostic(location, "anchors and aliases are not supported; expected the value written out where it is used")
      }
      switch node {
      case .alias:
        throw Diagnostic(location, "anchors and aliases are not supported; expected the value written out where it is used")
      case .scalar(let scalar):
        try refuseTag(scalar.tag, at: location)
        return SourceNode(location: location, content: content(scalar))
      case .sequence(let sequence):
        try refuseTag(sequence.tag, at: location)
        var items: [SourceNode] = []
        for item in sequence { items.append(try self.node(item)) }
        return SourceNode(location: location, content: .sequence(items))
      case .mapping(let mapping):
        try refuseTag(mapping.tag, at: location)
        var entries: [Entry] = []
        for (key, value) in mapping { entries.append(try entry(key, value)) }
        return SourceNode(location: location, content: .mapping(entries))
      }
    }

    private func entry(_ key: Node, _ value: Node) throws(Diagnostic) -> Entry {
      let location = place(key.mark?.position)
      guard case .scalar = key, case .scalar(let name) = try node(key).content, !name.isEmpty else {
        throw Diagnostic(location, "this cannot be a key; expected a word")
      }
      if name == "<<" { throw Diagnostic(location, "merge keys are not supported; expected every key written out") }
      return Entry(key: name, keyLocation: location, value: try node(value))
    }

    private func content(_ scalar: Node.Scalar) -> Content {
      let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
      return !isQuoted && SourceNode.readsAsNothing(scalar.string) ? .nothing : .scalar(scalar.string)
    }

    private func refuseTag(_ tag: Tag, at location: SourceLocation) throws(Diagnostic) {
      // Quoted scalars and keys arrive with the tag of strings.
      guard tag == .implicit || tag == Tag(.str) else {
        throw Diagnostic(location, "tags are not supported; expected a value without")
      }
    }
  }
}

extension YamlError {
  fileprivate func diagnostic(_ place: (TextPosition?) -> SourceLocation) -> Diagnostic {
    switch self {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
      let situation = context.map { " (\($0.text))" } ?? ""
      return Diagnostic(place(mark.position), "not YAML: \(problem)\(situation)")
    case .composer(_, let problem, let mark, _):
      let isSecondDocument = problem.contains("another document")
      let message =
        isSecondDocument
        ? "found a second document; expected one document in a file"
        : "not YAML: \(problem)"
      return Diagnostic(place(mark.position), message)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let key = duplicates.first ?? ""
      return Diagnostic(place(context.mark.position), "key '\(key)' appears more than once in this mapping; expected it once")
    case .reader(let problem, let offset, _, let yaml):
      return Diagnostic(place(offset.flatMap { position(ofCharacter: $0, in: yaml) }), "not YAML: \(problem)")
    default:
      return Diagnostic(place(nil), "not YAML: \(self)")
    }
  }
}

extension Mark {
  fileprivate var position: TextPosition { (line, column) }
}

private func position(ofCharacter offset: Int, in text: String) -> TextPosition? {
  guard let end = text.index(text.startIndex, offsetBy: offset, limitedBy: text.endIndex) else { return nil }
  let before = text[..<end].unicodeScalars
  let lineStart = before.lastIndex(of: "\n").map(before.index(after:)) ?? before.startIndex
  return (before.count { $0 == "\n" } + 1, before.distance(from: lineStart, to: before.endIndex) + 1)
}
