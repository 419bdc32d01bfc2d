import Foundation

/// A kind of physical quantity as people write it: a decimal number directly followed by a unit.
struct Quantity: Sendable, Equatable {
  struct Unit: Sendable, Equatable {
    let name: String
    /// How many base units one of these is.
    let factor: Double
  }

  /// What it is called.
  let name: String
  /// What is expected, as a noun phrase with examples.
  let expectation: String
  let units: [Unit]

  /// Base unit: nanosecond.
  static let duration = Quantity(
    name: "duration", expectation: "a duration with a unit, such as 30s or 500us",
    units: [
      Unit(name: "ns", factor: 1), Unit(name: "us", factor: 1e3), Unit(name: "ms", factor: 1e6), Unit(name: "s", factor: 1e9),
      Unit(name: "min", factor: 60e9), Unit(name: "h", factor: 3600e9),
    ])

  /// Base unit: byte.
  static let size = Quantity(
    name: "size", expectation: "a size with a unit, such as 512B or 4KiB",
    units: [
      Unit(name: "B", factor: 1), Unit(name: "kB", factor: 1e3), Unit(name: "MB", factor: 1e6), Unit(name: "GB", factor: 1e9),
      Unit(name: "TB", factor: 1e12), Unit(name: "KiB", factor: 0x1p10), Unit(name: "MiB", factor: 0x1p20),
      Unit(name: "GiB", factor: 0x1p30), Unit(name: "TiB", factor: 0x1p40),
    ])

  /// Base unit: bit per second.
  static let bandwidth = Quantity(
    name: "bandwidth", expectation: "a bandwidth with a unit, such as 32Gbps",
    units: [
      Unit(name: "bps", factor: 1), Unit(name: "kbps", factor: 1e3), Unit(name: "Mbps", factor: 1e6),
      Unit(name: "Gbps", factor: 1e9),
    ])

  /// Base unit: nanosecond of propagation. Light needs 5 ns for a metre of fibre (refractive index 1.5).
  static let lengthOfFibre = Quantity(
    name: "length", expectation: "a length with a unit, such as 25m or 10km",
    units: [Unit(name: "m", factor: 5), Unit(name: "km", factor: 5e3)])

  /// Base unit: per second.
  static let rate = Quantity(
    name: "rate", expectation: "a rate with a unit, such as 100/s",
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

  /// The value as a whole number of base units, rounded; exact if a whole number is written.
  func whole<Value: FixedWidthInteger>(_: Value.Type, of node: SourceNode) throws(Diagnostic) -> Value {
    let exact = try value(of: node)
    if case .scalar(let text) = node.content, let value = wholeValue(of: text) { return Value(value) }
    let rounded = exact.rounded()
    guard rounded > 0 || exact == 0 else {
      throw Diagnostic(node.location, "'\(node.text)' is too small; expected \(expectation)")
    }
    return Value(rounded)
  }
}

extension Quantity {
  /// Above 2^53 a `Double` is not exact. Nil if the text has a fraction or an exponent.
  private func wholeValue(of text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits), let unit = units.first(where: { $0.name == text.dropFirst(digits.count) }),
      let factor = Int64(exactly: unit.factor)
    else { return nil }
    let (value, overflows) = number.multipliedReportingOverflow(by: factor)
    return overflows ? nil : value
  }

  /// The shortest spelling of a whole number of base units that loses nothing: 500us, 4KiB, 32Gbps.
  func text(ofWhole value: some FixedWidthInteger) -> String? {
    guard let value = Int64(exactly: value), value >= 0, Double(value) < 0x1p63 else { return nil }
    let candidates = units.compactMap { unit -> String? in
      guard let factor = Int64(exactly: unit.factor), value % factor == 0 else { return nil }
      return "\(value / factor)\(unit.name)"
    }
    if value == 0 { return candidates.first { $0 == "0s" } ?? candidates.first }
    return candidates.shortest
  }

  /// The shortest spelling of a real number that reads as exactly this one.
  ///
  /// - Parameter scale: base units in one unit of the value.
  func text(of value: Double, scale: Double) -> String? {
    guard value >= 0, value.isFinite, value * scale < 0x1p63 else { return nil }
    if value == 0 { return text(ofWhole: 0) }
    let candidates = units.flatMap { unit -> [String] in
      let number = value * scale / unit.factor
      let tidy = Double(String(format: "%.15g", number)) ?? number
      return [tidy, number, number.nextUp, number.nextDown, number.nextUp.nextUp, number.nextDown.nextDown]
        .filter { $0 * unit.factor / scale == value && $0 * unit.factor < 0x1p63 }.map { DecimalNumber.text(of: $0) + unit.name }
    }
    return candidates.shortest
  }
}

extension [String] {
  /// The first of the shortest.
  fileprivate var shortest: String? { self.min { $0.count < $1.count } }
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

  /// The shortest text that reads as exactly this number, and as a number to every YAML parser.
  static func text(of number: Double) -> String {
    let text = "\(number)"
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    // YAML 1.1 knows no exponent without a point before it.
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
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
