/// Text in columns and in lines of limited length.
extension String {
  /// With spaces behind it, at least `width` characters.
  public func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// With spaces before it, at least `width` characters.
  public func aligned(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

  /// Without spaces at the end.
  public var trimmed: String { lastIndex { $0 != " " }.map { String(self[...$0]) } ?? "" }

  /// The text in lines of at most `columns`, broken at spaces; all but the first begin with `indent` spaces.
  public func wrapped(_ columns: Int, indent: Int) -> String {
    var lines: [String] = []
    var line = String(prefix { $0 == " " })
    var isFresh = true
    for word in split(separator: " ") {
      if !isFresh, line.count + 1 + word.count > columns {
        lines.append(line)
        line = String(repeating: " ", count: indent)
        isFresh = true
      }
      line += isFresh ? word : " \(word)"
      isFresh = false
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
