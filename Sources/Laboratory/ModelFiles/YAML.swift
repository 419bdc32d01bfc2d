/// A value as it is written; `SourceNode` is one as it was read.
indirect enum YAML: Equatable {
  /// A number, a quantity or a word.
  case plain(String)
  /// Text, quoted where a parser would take it for something else.
  case text(String)
  case list([YAML])
  case mapping([Entry])

  struct Entry: Equatable {
    var key: String
    var value: YAML

    init(_ key: String, _ value: YAML) {
      self.key = key
      self.value = value
    }
  }

  static func plain(_ value: some FixedWidthInteger) -> YAML { .plain(String(value)) }

  /// As it was read, comments apart.
  init(_ node: SourceNode) {
    self =
      switch node.content {
      case .nothing: .plain("null")
      case .scalar(let text) where SourceNode.readsAsNothing(text): .text(text)
      case .scalar(let text): .plain(text)
      case .sequence(let items): .list(items.map(YAML.init))
      case .mapping(let entries): .mapping(entries.map { Entry($0.key, YAML($0.value)) })
      }
  }
}

extension YAML {
  private static let columnsMax = 100

  /// On one line: `{ lognormal: { median: 180us, sigma: 0.4 } }`.
  var flow: String {
    switch self {
    case .plain(let text): YAMLScalar.isPlain(text) ? text : YAMLScalar.quoted(text)
    case .text(let text): YAMLScalar.isPlain(text) && YAMLScalar.isSurelyText(text) ? text : YAMLScalar.quoted(text)
    case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .mapping([]): "{}"
    case .mapping(let entries): "{ " + entries.map(\.flow).joined(separator: ", ") + " }"
    }
  }

  /// A file: the keys at the top on lines of their own, what is below on one line where it fits.
  var document: String {
    guard case .mapping(let entries) = self, !entries.isEmpty else { return flow + "\n" }
    return entries.flatMap { $0.block(indent: 0, prefix: "") }.map { $0 + "\n" }.joined()
  }

  fileprivate func item(indent: Int) -> [String] {
    let line = String(repeating: " ", count: indent) + "- " + flow
    guard line.count > Self.columnsMax, case .mapping(let entries) = self, !entries.isEmpty else { return [line] }
    return entries.enumerated().flatMap { $1.block(indent: indent + 2, prefix: $0 == 0 ? "- " : "") }
  }

  fileprivate var isNested: Bool {
    switch self {
    case .plain, .text, .list([]), .mapping([]): false
    case .list, .mapping: true
    }
  }
}

extension YAML.Entry {
  fileprivate var flow: String { "\(YAMLScalar.key(key)): \(value.flow)" }

  /// - Parameter prefix: stands in the last columns of the first line's indentation.
  fileprivate func block(indent: Int, prefix: String) -> [String] {
    let margin = String(repeating: " ", count: indent - prefix.count) + prefix
    let line = margin + flow
    let isOpen = indent == 0 || line.count > YAML.columnsMax
    switch value {
    case .mapping(let entries) where isOpen && value.isNested:
      return ["\(margin)\(YAMLScalar.key(key)):"] + entries.flatMap { $0.block(indent: indent + 2, prefix: "") }
    case .list(let items) where isOpen && line.count > YAML.columnsMax && value.isNested:
      return ["\(margin)\(YAMLScalar.key(key)):"] + items.flatMap { $0.item(indent: indent + 2) }
    default: return [line]
    }
  }
}

/// Which texts may stand without quotes.
enum YAMLScalar {
  /// Whether the text is the same text between the brackets of flow style, and not nothing.
  static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last, !SourceNode.readsAsNothing(text) else {
      return false
    }
    if "-?:#&*!|>'\"%@`".unicodeScalars.contains(first), !isNegative(text) { return false }
    if first == " " || last == " " || last == ":" || text == "..." || text == "---" { return false }
    if text.contains(": ") || text.contains(" #") { return false }
    return text.unicodeScalars.allSatisfy {
      !",[]{}".unicodeScalars.contains($0) && $0.isASCII && $0.value >= 32 && $0 != "\u{7F}"
    }
  }

  /// Whether no parser, of YAML 1.1 or 1.2, takes the plain text for a number, a truth value or a date.
  static func isSurelyText(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    if ["/", "./", "../"].contains(where: text.hasPrefix) { return true }
    return first.properties.isAlphabetic && first.isASCII && !words.contains(text.lowercased())
  }

  static func key(_ text: String) -> String { isPlain(text) && isSurelyText(text) ? text : quoted(text) }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case " "..."~": quoted.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return quoted + "\""
  }

  private static func isNegative(_ text: String) -> Bool {
    text.hasPrefix("-") && text.dropFirst().first?.isNumber == true
  }
}
