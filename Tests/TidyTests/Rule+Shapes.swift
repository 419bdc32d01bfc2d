extension Rule {
  static let columnsMax = 130
  static let fileLinesMax = 500
  static let functionLinesMax = 70

  static let shapes: [Rule] = [
    Rule(
      name: "a line of code has at most \(columnsMax) columns", applies: isCode,
      offences: { file in numbers(of: file.lines) { $0.count > columnsMax } },
      offending: swift(String(repeating: "é", count: columnsMax + 1)),
      harmless: swift(String(repeating: "é", count: columnsMax) + "\n")),
    Rule(
      name: "a file of code has at most \(fileLinesMax) lines: split it by concern", applies: isCode,
      // A final line break ends the last line and begins no other.
      offences: { file in file.lines.count > fileLinesMax + 1 ? [fileLinesMax + 1] : [] },
      offending: swift(String(repeating: "\n", count: fileLinesMax + 1)),
      harmless: swift(String(repeating: "\n", count: fileLinesMax))),
    Rule(
      name: "a function has at most \(functionLinesMax) lines", applies: \.isSwift,
      offences: { file in functions(in: file).filter { $0.lines > functionLinesMax }.map(\.start) },
      offending: swift("struct A {\n  init() {\n" + String(repeating: "    {\n    }\n", count: 35) + "  }\n}\n"),
      harmless: swift("func f() {\n" + String(repeating: "  x()\n", count: 68) + "}\nfunc g() {\n}\n")),
    Rule(
      name: "a public type says in a comment above it what it is", applies: { $0.isSwift && $0.sourceTarget != nil },
      offences: undocumentedTypes,
      offending: swift("/// A.\n\npublic struct A {}\n"),
      harmless: swift("/// A.\n@frozen\npublic struct A {\n  struct B {}\n}\n")),
    Rule(
      name: "no tab: two spaces", applies: { $0.path != "Makefile" },
      offences: { file in numbers(of: file.lines) { $0.contains("\t") } },
      offending: swift("\tx()\n"), harmless: swift(#"f("\t")"# + "\n")),
    Rule(
      name: "no space at the end of a line", applies: { _ in true },
      offences: { file in numbers(of: file.lines) { $0.last == " " } },
      offending: swift("x() \n"), harmless: swift("x()\n")),
    Rule(
      name: "a file ends with one line break", applies: { _ in true },
      offences: { file in file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n") ? [] : [file.lines.count] },
      offending: swift("x()"), harmless: swift("x()\n")),
  ]

  @Sendable private static func isCode(_ file: TextFile) -> Bool {
    [".swift", ".c", ".h", ".sh"].contains { file.path.hasSuffix($0) } || file.path == "Makefile"
  }

  /// Attributes may stand between a type and its comment.
  @Sendable private static func undocumentedTypes(_ file: TextFile) -> [Int] {
    let type = /^\s*public (indirect |final )*(struct|enum|class|protocol|actor)\s/
    return numbers(of: file.codeLines) { $0.contains(type) }.filter { number in
      let above = file.lines[..<(number - 1)].last { !$0.trimmingPrefix(/\s+/).hasPrefix("@") }
      return above?.trimmingPrefix(/\s+/).hasPrefix("///") != true
    }
  }

  private static func swift(_ text: String) -> TextFile { TextFile(path: "Sources/Engine/EventEngine/Sample.swift", text: text) }

  private static func numbers(of lines: [String], where offends: (String) -> Bool) -> [Int] {
    lines.indices.filter { offends(lines[$0]) }.map { $0 + 1 }
  }
}

/// The functions and initializers with a body: the line of each, from 1, and its length in lines.
///
/// Found by matching brackets in the blanked text; a requirement of a protocol has no body of its own.
func functions(in file: TextFile) -> [(start: Int, lines: Int)] {
  var found: [(start: Int, lines: Int)] = []
  /// The functions being read: where each began, and the depth of braces around it once its body is open.
  var open: [(start: Int, depth: Int?)] = []
  var (braces, others) = (0, 0)
  let keywords = /(^|[^.\w])(func|init|deinit|subscript)\b/.matchingSemantics(.unicodeScalar).asciiOnlyCharacterClasses()
  for (index, line) in file.codeLines.enumerated() {
    let keyword = line.firstMatch(of: keywords)?.range.lowerBound
    for i in line.indices {
      if i == keyword {
        open.removeAll { $0.depth == nil }
        open.append((index + 1, nil))
      }
      switch line[i] {
      case "(", "[": others += 1
      case ")", "]": others -= 1
      case "{":
        if others == 0, let last = open.last, last.depth == nil { open[open.count - 1].depth = braces }
        braces += 1
      case "}":
        braces -= 1
        if others == 0, open.last?.depth == nil { open = open.dropLast() }
        if let last = open.last, last.depth == braces {
          found.append((last.start, index + 2 - last.start))
          open.removeLast()
        }
      default: break
      }
    }
  }
  return found
}
