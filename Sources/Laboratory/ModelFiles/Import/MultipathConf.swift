/// multipath.conf as it is written: sections, and what stands in them (multipath.conf(5), SYNTAX).
struct MultipathConf {
  struct Section {
    let name: String
    let location: SourceLocation
    var settings: [HostSetting] = []
    var sections: [Section] = []

    /// The last value of a key, which is the one that counts.
    subscript(key: String) -> HostSetting? { settings.last { $0.key == key } }
  }

  let file: String
  private(set) var sections: [Section] = []
  private(set) var warnings: [Diagnostic] = []

  private var errors: [Diagnostic] = []
  /// The sections that the current line is in, the outermost first.
  private var open: [Section] = []

  /// - Throws: every line that does not follow the syntax.
  init(file: String, text: String) throws(ModelFileError) {
    self.file = file
    for line in TextLine.lines(of: text, file: file) {
      do throws(Diagnostic) {
        try read(try Token.tokens(of: line))
      } catch {
        errors.append(error)
      }
    }
    errors += open.map { Diagnostic($0.location, "'\($0.name)' has no end; expected '}' on a line of its own") }
    if !errors.isEmpty { throw ModelFileError(errors) }
  }

  /// Devices and protocols are sections of a section.
  private static let depthMax = 2

  private mutating func read(_ tokens: [Token]) throws(Diagnostic) {
    guard let first = tokens.first else { return }
    switch first.kind {
    case .close: try close(first, isAlone: tokens.count == 1)
    case .open:
      throw Diagnostic(first.location, "found '{' on its own; expected it behind the name of its section, on the same line")
    case .string: throw Diagnostic(first.location, "found a string; expected the name of a section or an attribute")
    case .word where tokens.count > 1 && tokens[1].kind == .open: try begin(first, tokens.dropFirst(2).first)
    case .word: try set(first, tokens.dropFirst())
    }
  }

  private mutating func begin(_ name: Token, _ next: Token?) throws(Diagnostic) {
    if let next { throw Diagnostic(next.location, "found '\(next.text)' after '{'; expected the end of the line") }
    guard open.count < Self.depthMax else {
      throw Diagnostic(name.location, "'\(name.text)' is too deep; expected sections inside of sections, and nothing below")
    }
    open.append(Section(name: name.text, location: name.location))
  }

  private mutating func close(_ brace: Token, isAlone: Bool) throws(Diagnostic) {
    guard isAlone else { throw Diagnostic(brace.location, "found more than '}'; expected it on a line of its own") }
    guard let section = open.popLast() else { throw Diagnostic(brace.location, "found '}', but no section is open") }
    if open.isEmpty { sections.append(section) } else { open[open.count - 1].sections.append(section) }
  }

  private mutating func set(_ key: Token, _ values: ArraySlice<Token>) throws(Diagnostic) {
    guard let value = values.first else {
      throw Diagnostic(key.location, "'\(key.text)' stands alone; expected a value, or '{' if it is a section, on the same line")
    }
    guard value.kind == .word || value.kind == .string else {
      throw Diagnostic(value.location, "found '\(value.text)'; expected a value")
    }
    guard !open.isEmpty else {
      throw Diagnostic(key.location, "'\(key.text)' is in no section; expected a section, such as defaults {")
    }
    if let brace = values.first(where: { $0.kind == .open || $0.kind == .close }) {
      throw Diagnostic(brace.location, "found '\(brace.text)' behind a value; expected it on a line of its own")
    }
    if let next = values.dropFirst().first {
      let message = "'\(next.text)' is ignored, as multipath does: a value of several words is written in quotes"
      warnings.append(Diagnostic(next.location, message))
    }
    let setting = HostSetting(
      key: key.text, keyLocation: key.location, value: value.text, valueLocation: value.location)
    open[open.count - 1].settings.append(setting)
  }
}

extension MultipathConf {
  /// A word, a string in double quotes, or a brace.
  fileprivate struct Token {
    enum Kind { case word, string, open, close }

    var kind: Kind
    var text: String
    var location: SourceLocation

    /// `#` and `!` begin a comment, but not inside a string.
    static func tokens(of line: TextLine) throws(Diagnostic) -> [Token] {
      var tokens: [Token] = []
      var index = line.skipBlanks(from: line.scalars.startIndex)
      while index < line.scalars.endIndex, !"#!".unicodeScalars.contains(line.scalars[index]) {
        let start = index
        switch line.scalars[index] {
        case "{": tokens.append(Token(kind: .open, text: "{", location: line.location(start)))
        case "}": tokens.append(Token(kind: .close, text: "}", location: line.location(start)))
        case "\"":
          let text = try string(in: line, &index)
          tokens.append(Token(kind: .string, text: text, location: line.location(start)))
        default:
          let end = line.scalars[index...].firstIndex(where: endsWord) ?? line.scalars.endIndex
          tokens.append(Token(kind: .word, text: line.text(index..<end), location: line.location(start)))
          index = end - 1
        }
        index = line.skipBlanks(from: index + 1)
      }
      return tokens
    }

    private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
      TextLine.isBlank(scalar) || "\"#!{}".unicodeScalars.contains(scalar)
    }

    /// From the quote at `index`, which becomes that of the closing one. Two quotes inside of a string are one character.
    private static func string(in line: TextLine, _ index: inout Int) throws(Diagnostic) -> String {
      let start = index
      var text = String.UnicodeScalarView()
      while true {
        index += 1
        guard index < line.scalars.endIndex else {
          throw Diagnostic(line.location(start), "the string has no end; expected '\"' on the same line")
        }
        if line.scalars[index] == "\"" {
          let isDoubled = index + 1 < line.scalars.endIndex && line.scalars[index + 1] == "\""
          guard isDoubled else { return String(text) }
          index += 1
        }
        text.append(line.scalars[index])
      }
    }
  }
}
