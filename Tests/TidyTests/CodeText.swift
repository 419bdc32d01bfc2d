/// Replaces comments and the contents of string literals by spaces; line breaks and interpolated expressions stay.
///
/// Not a parser: it knows line comments, plain, raw and multi-line strings and nested interpolation. A regex literal with a quote
/// in it confuses it to the end of that line at most.
func blankingNonCode(_ text: String) -> String {
  var blanking = Blanking(Array(text.utf8))
  while blanking.index < blanking.bytes.count { blanking.step() }
  return String(decoding: blanking.bytes, as: UTF8.self)
}

private struct Blanking {
  enum Context {
    case code(parentheses: Int)
    case string(hashes: Int, multiline: Bool)
  }

  var bytes: [UInt8]
  var index = 0
  var contexts: [Context] = [.code(parentheses: 0)]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func step() {
    switch contexts[contexts.count - 1] {
    case .code(let parentheses): stepInCode(parentheses)
    case .string(let hashes, let multiline): stepInString(hashes, multiline)
    }
  }

  private mutating func stepInCode(_ parentheses: Int) {
    if matches("//") {
      while index < bytes.count && bytes[index] != UInt8(ascii: "\n") { blank(1) }
      return
    }
    var hashes = 0
    while matches("#", offset: hashes) { hashes += 1 }
    if matches("\"", offset: hashes) {
      let multiline = matches("\"\"\"", offset: hashes)
      index += hashes + (multiline ? 3 : 1)
      contexts.append(.string(hashes: hashes, multiline: multiline))
      return
    }
    if matches("(") { contexts[contexts.count - 1] = .code(parentheses: parentheses + 1) }
    if matches(")") {
      if parentheses > 0 {
        contexts[contexts.count - 1] = .code(parentheses: parentheses - 1)
      } else if contexts.count > 1 {
        contexts.removeLast()
      }
    }
    index += 1
  }

  private mutating func stepInString(_ hashes: Int, _ multiline: Bool) {
    let mark = String(repeating: "#", count: hashes)
    let quote = (multiline ? "\"\"\"" : "\"") + mark
    if matches("\\" + mark + "(") {
      blank(1 + hashes)
      index += 1
      contexts.append(.code(parentheses: 0))
    } else if matches("\\" + mark) {
      blank(2 + hashes)
    } else if matches(quote) || (!multiline && matches("\n")) {
      index += matches("\n") ? 1 : quote.utf8.count
      contexts.removeLast()
    } else {
      blank(1)
    }
  }

  private func matches(_ text: String, offset: Int = 0) -> Bool {
    let start = index + offset
    return start + text.utf8.count <= bytes.count && bytes[start..<start + text.utf8.count].elementsEqual(text.utf8)
  }

  private mutating func blank(_ count: Int) {
    for i in index..<min(index + count, bytes.count) where bytes[i] != UInt8(ascii: "\n") { bytes[i] = UInt8(ascii: " ") }
    index += count
  }
}
