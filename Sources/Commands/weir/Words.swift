import EventEngine
import Foundation

/// Numbers as people read them.
enum Words {
  /// `1 orphan`, `12,345 orphans`
  static func count(_ number: UInt64, _ noun: String) -> String { "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// `12,345,678`
  static func grouped(_ number: UInt64) -> String {
    let digits = Array(String(number))
    let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
    return groups.reversed().joined(separator: ",")
  }

  static func decimal(_ value: Double, places: Int) -> String { String(format: "%.\(places)f", value) }

  /// Milliseconds are as fine as a failover is told.
  static func seconds(_ duration: EventEngine.Duration) -> String { decimal(duration.seconds, places: 3) + " s" }

  /// `30.001 s`, or the shortest, the median and the longest.
  static func range(_ durations: [EventEngine.Duration]) -> String {
    let sorted = durations.sorted()
    guard let shortest = sorted.first, let longest = sorted.last else { return "no time" }
    if shortest == longest { return time(longest) }
    return "\(time(shortest)) to \(time(longest)), median \(time(sorted[(sorted.count - 1) / 2]))"
  }

  /// `90.5 us`, `1.23 ms`, `30.0 s`: three digits.
  static func time(_ duration: EventEngine.Duration) -> String {
    let units: [(Double, String)] = [(1e9, "s"), (1e6, "ms"), (1e3, "us")]
    let nanoseconds = Double(duration.nanoseconds)
    guard let (size, name) = units.first(where: { nanoseconds >= $0.0 }) else { return "\(duration.nanoseconds) ns" }
    let value = nanoseconds / size
    return "\(decimal(value, places: value >= 100 ? 0 : value >= 10 ? 1 : 2)) \(name)"
  }

  static func left(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
  static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
