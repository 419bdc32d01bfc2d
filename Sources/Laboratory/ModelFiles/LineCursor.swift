/// A line that does not follow its format. Column from 1.
struct MalformedLine: Error {
  var column: Int
  var message: String
}

/// Walks the fields of a text file line by line on bytes: traces have many lines.
struct LineCursor {
  private let bytes: [UInt8]
  private var lineStart = 0
  private var lineEnd = 0
  private var nextLine = 0
  private var position = 0
  /// Of the current line, from 1.
  private(set) var number = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Goes to the next line that is not empty.
  mutating func next() -> Bool {
    while nextLine < bytes.count {
      lineStart = nextLine
      lineEnd = lineStart
      while lineEnd < bytes.count, bytes[lineEnd] != UInt8(ascii: "\n") { lineEnd += 1 }
      nextLine = lineEnd + 1
      number += 1
      if lineEnd > lineStart, bytes[lineEnd - 1] == UInt8(ascii: "\r") { lineEnd -= 1 }
      position = lineStart
      if lineEnd > lineStart { return true }
    }
    return false
  }

  /// The current line, shortened for messages.
  var text: String { String(decoding: bytes[lineStart..<min(lineEnd, lineStart + 80)], as: UTF8.self) }

  /// Where the next field begins.
  var column: Int { position - lineStart + 1 }

  /// A whole number in the given base, up to the separator that must follow it.
  mutating func field(_ name: String, radix: UInt64 = 10, endsWith separator: UInt8) throws(MalformedLine) -> UInt64 {
    let value = try number(name, radix)
    guard position < lineEnd, bytes[position] == separator else {
      throw malformed(name, at: position, position < lineEnd ? "goes on after its digits" : "is the last on the line")
    }
    position += 1
    return value
  }

  /// The last field of a line.
  mutating func lastField(_ name: String) throws(MalformedLine) -> UInt64 {
    let value = try number(name, 10)
    guard position == lineEnd else { throw malformed(name, at: position, "is followed by more") }
    return value
  }

  private mutating func number(_ name: String, _ radix: UInt64) throws(MalformedLine) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    while position < lineEnd, let digit = Self.digit(bytes[position]), digit < radix {
      let (product, isProductLost) = value.multipliedReportingOverflow(by: radix)
      let (sum, isSumLost) = product.addingReportingOverflow(digit)
      if isProductLost || isSumLost { throw malformed(name, at: start, "is too large") }
      value = sum
      position += 1
    }
    if position == start { throw malformed(name, at: start, "is not a number") }
    return value
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  private func malformed(_ name: String, at position: Int, _ problem: String) -> MalformedLine {
    MalformedLine(column: position - lineStart + 1, message: "the field '\(name)' \(problem)")
  }
}
