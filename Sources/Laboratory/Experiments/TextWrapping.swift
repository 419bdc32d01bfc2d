extension String {
  /// The text in lines of at most `columns`, broken at spaces; all but the first begin with `indent` spaces.
  func wrapped(_ columns: Int, indent: Int) -> String {
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
