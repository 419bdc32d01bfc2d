/// A kind of physical quantity as people write it: a decimal number directly followed by a unit.
struct Quantity: Sendable {
  struct Unit: Sendable {
    let name: String
    /// How many base units one of these is.
    let factor: Double
  }

  /// What is expected, as a noun phrase with examples.
  let expectation: String
  let units: [Unit]

  /// Base unit: nanosecond.
  static let duration = Quantity(
    expectation: "a duration with a unit, such as 30s or 500us",
    units: [
      Unit(name: "ns", factor: 1), Unit(name: "us", factor: 1e3), Unit(name: "ms", factor: 1e6), Unit(name: "s", factor: 1e9),
      Unit(name: "min", factor: 60e9), Unit(name: "h", factor: 3600e9),
    ])

  /// Base unit: byte.
  static let size = Quantity(
    expectation: "a size with a unit, such as 512B or 4KiB",
    units: [
      Unit(name: "B", factor: 1), Unit(name: "kB", factor: 1e3), Unit(name: "MB", factor: 1e6), Unit(name: "GB", factor: 1e9),
      Unit(name: "TB", factor: 1e12), Unit(name: "KiB", factor: 0x1p10), Unit(name: "MiB", factor: 0x1p20),
      Unit(name: "GiB", factor: 0x1p30), Unit(name: "TiB", factor: 0x1p40),
    ])

  /// Base unit: bit per second.
  static let bandwidth = Quantity(
    expectation: "a bandwidth with a unit, such as 32Gbps",
    units: [
      Unit(name: "bps", factor: 1), Unit(name: "kbps", factor: 1e3), Unit(name: "Mbps", factor: 1e6),
      Unit(name: "Gbps", factor: 1e9),
    ])

  /// Base unit: nanosecond of propagation. Light needs 5 ns for a metre of fibre (refractive index 1.5).
  static let lengthOfFibre = Quantity(
    expectation: "a length with a unit, such as 25m or 10km", units: [Unit(name: "m", factor: 5), Unit(name: "km", factor: 5e3)])

  /// Base unit: per second.
  static let rate = Quantity(
    expectation: "a rate with a unit, such as 100/s",
    units: [Unit(name: "/s", factor: 1), Unit(name: "/min", factor: 1 / 60.0), Unit(name: "/h", factor: 1 / 3600.0)])
}

extension Quantity {
  /// The value in base units: at least zero, less than 2^63, as much as an integer type holds.
  func value(of node: SourceNode) throws(Diagnostic) -> Double {
    guard case .scalar(let text) = node.content else { throw node.mismatch(expected: expectation) }
    guard let (number, unit) = DecimalNumber.prefix(of: text) else { throw node.mismatch(expected: expectation) }
    if unit.isEmpty {
      throw Diagnostic(node.location, "found the number \(text) without a unit; expected \(expectation)")
    }
    guard let factor = units.first(where: { $0.name == unit })?.factor else { throw unknownUnit(unit, in: node) }
    if text.hasPrefix("-") { throw Diagnostic(node.location, "'\(text)' is negative; expected \(expectation)") }
    let value = number * factor
    guard value < 0x1p63 else { throw Diagnostic(node.location, "'\(text)' is too large; expected \(expectation)") }
    return value
  }

  private func unknownUnit(_ unit: String, in node: SourceNode) -> Diagnostic {
    let names = units.map(\.name)
    let suggestion = Suggestion.text(for: String(unit.drop { $0 == " " }), among: names)
    let known = names.joined(separator: ", ")
    return Diagnostic(
      node.location, "unknown unit '\(unit)' in '\(node.text)'; expected \(expectation) (units: \(known))\(suggestion)")
  }

  /// The value as a whole number of base units, rounded.
  func whole<Value: FixedWidthInteger>(_: Value.Type, of node: SourceNode) throws(Diagnostic) -> Value {
    let exact = try value(of: node)
    let rounded = exact.rounded()
    guard rounded > 0 || exact == 0 else {
      throw Diagnostic(node.location, "'\(node.text)' is too small; expected \(expectation)")
    }
    return Value(rounded)
  }
}

/// Decimal numbers as people write them: `12`, `0.5`, `1e-3`, with a sign. Not `inf`, `nan`, `0x1p3`, `.5` or `1_000`.
enum DecimalNumber {
  /// The number a text begins with, and the rest.
  static func prefix(of text: String) -> (number: Double, rest: String)? {
    let bytes = Array(text.utf8)
    var end = 0
    if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") { end += 1 }
    guard skipDigits(bytes, &end) else { return nil }
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      end += 1
      guard skipDigits(bytes, &end) else { return nil }
    }
    end = endOfExponent(bytes, from: end)
    guard let number = Double(String(decoding: bytes[..<end], as: UTF8.self)) else { return nil }
    return (number, String(decoding: bytes[end...], as: UTF8.self))
  }

  static func parse(_ text: String) -> Double? {
    guard let (number, rest) = prefix(of: text), rest.isEmpty, number.isFinite else { return nil }
    return number
  }

  private static func skipDigits(_ bytes: [UInt8], _ end: inout Int) -> Bool {
    let start = end
    while end < bytes.count, bytes[end] >= UInt8(ascii: "0"), bytes[end] <= UInt8(ascii: "9") { end += 1 }
    return end > start
  }

  private static func endOfExponent(_ bytes: [UInt8], from start: Int) -> Int {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "e") || bytes[start] == UInt8(ascii: "E") else { return start }
    var end = start + 1
    if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") { end += 1 }
    return skipDigits(bytes, &end) ? end : start
  }
}
