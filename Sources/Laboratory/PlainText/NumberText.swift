import Foundation

/// Numbers as people read them.
public enum NumberText {
  /// Rounded to so many decimals.
  public static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// Groups of three digits: 12,345.
  public static func grouped(_ number: UInt64) -> String {
    let digits = Array(String(number))
    let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
    return groups.reversed().joined(separator: ",")
  }

  /// The same of a count that was averaged or summed up as a fraction: rounded to a whole number.
  public static func grouped(_ value: Double) -> String {
    (value < 0 ? "-" : "") + grouped(UInt64(value.magnitude.rounded()))
  }

  /// `1 orphan`, `12,345 orphans`
  public static func counted(_ number: UInt64, _ noun: String) -> String { "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// Three digits at least: 1.23, 12.3, 123.
  public static func short(_ value: Double) -> String {
    let magnitude = abs(value)
    return fixed(value, magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0)
  }

  /// Seconds in the unit that suits them, narrow enough for a table: 30.1s, 4.12ms.
  public static func time(_ seconds: Double) -> String {
    switch abs(seconds) {
    case 0: "0s"
    case ..<0.9995e-3: short(seconds * 1e6) + "us"
    case ..<0.9995: short(seconds * 1e3) + "ms"
    default: short(seconds) + "s"
    }
  }
}
