/// A JSON value whose keys keep their order.
indirect enum JSON: Equatable {
  case object([Member])
  case array([JSON])
  case string(String)
  /// As it is spelled: numbers may have more digits than a `Double`.
  case number(String)
  case boolean(Bool)

  struct Member: Equatable {
    var name: String
    var value: JSON

    init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// As a YAML parser sees it.
  init(_ value: YAML) {
    self =
      switch value {
      case .plain("true"): .boolean(true)
      case .plain("false"): .boolean(false)
      case .plain(let text) where DecimalNumber.parse(text) != nil: .number(text)
      case .plain(let text), .text(let text): .string(text)
      case .list(let items): .array(items.map(JSON.init))
      case .mapping(let entries): .object(entries.map { Member($0.key, JSON($0.value)) })
      }
  }

  static func strings(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }
}

extension JSON {
  private static let columnsMax = 110

  /// Indented, short values on one line; ends with a line break.
  var document: String { text(indent: 0) + "\n" }

  private var line: String {
    switch self {
    case .object([]): "{}"
    case .object(let members): "{ " + members.map { "\(Self.quoted($0.name)): \($0.value.line)" }.joined(separator: ", ") + " }"
    case .array(let items): "[" + items.map(\.line).joined(separator: ", ") + "]"
    case .string(let text): Self.quoted(text)
    case .number(let text): text
    case .boolean(let value): value ? "true" : "false"
    }
  }

  private func text(indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    if indent > 0, line.count + indent <= Self.columnsMax { return line }
    switch self {
    case .object(let members):
      let lines = members.map { "\(margin)  \(Self.quoted($0.name)): \($0.value.text(indent: indent + 2))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
    case .array(let items):
      let lines = items.map { "\(margin)  \($0.text(indent: indent + 2))" }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(margin)]"
    case .string, .number, .boolean: return line
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
