import Testing

/// One thing that the project's text must not contain, with a sample that offends and one that does not, so that a rule that can
/// no longer fire is noticed.
struct Rule: Sendable, CustomTestStringConvertible {
  /// What is refused, and what to use instead.
  var name: String
  var applies: @Sendable (TextFile) -> Bool
  /// Line numbers of offences, from 1.
  var offences: @Sendable (TextFile) throws -> [Int]
  var offending: TextFile
  var harmless: TextFile

  var testDescription: String { name }

  static let all = bans + shapes + [arrows]

  func findings(in file: TextFile) throws -> [String] {
    applies(file) ? try offences(file).map { "\(file.path):\($0): \(name)" } : []
  }
}

extension Rule {
  /// A rule that refuses lines of code with a match of `pattern`. With `excusable`, a comment `// tidy: reason` on the line, or
  /// alone on the one before, lifts it.
  static func ban(
    _ name: String, _ pattern: String, in applies: @escaping @Sendable (TextFile) -> Bool, excusable: Bool = false,
    rawText: Bool = false, at path: String = "Sources/Engine/EventEngine/Sample.swift", offending: String, harmless: String
  ) -> Rule {
    Rule(
      name: name, applies: applies,
      offences: { file in
        // By default Swift sees one word in `Task.sleep`.
        let regex = try Regex(pattern).wordBoundaryKind(.simple).anchorsMatchLineEndings().matchingSemantics(.unicodeScalar)
          .asciiOnlyCharacterClasses()
        // Most files are clean, and one search of a whole file is cheaper than one of each line.
        guard (rawText ? file.text : file.code).contains(regex) else { return [] }
        return (rawText ? file.lines : file.codeLines).enumerated().compactMap { index, line in
          line.contains(regex) && !(excusable && isExcused(file, index)) ? index + 1 : nil
        }
      },
      offending: TextFile(path: path, text: offending), harmless: TextFile(path: path, text: harmless))
  }

  private static func isExcused(_ file: TextFile, _ index: Int) -> Bool {
    if file.lines[index].contains(/\/\/ tidy: \S.{9,}/) { return true }
    return index > 0 && file.lines[index - 1].contains(/^\s*\/\/ tidy: \S.{9,}/)
  }
}
