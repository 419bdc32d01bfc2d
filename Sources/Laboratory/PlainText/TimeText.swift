import EventEngine

/// Instants and durations of simulated time as people read them, by integer arithmetic.
public enum TimeText {
  /// Seconds with `places` decimals, rounded half up. A run has no instant before zero.
  public static func seconds(_ instant: Instant, places: Int = 6) -> String {
    let unit = (places..<9).reduce(Int64(1)) { product, _ in product * 10 }
    let scale = 1_000_000_000 / unit
    let units = (instant.nanoseconds + unit / 2) / unit
    let digits = String(units % scale)
    return "\(units / scale).\(String(repeating: "0", count: places - digits.count) + digits)"
  }

  /// `30.001 s`: milliseconds are as fine as a failover is told.
  public static func seconds(_ duration: Duration) -> String { seconds(.zero + duration, places: 3) + " s" }

  /// A length, rounded to three digits: `59.9 s`, `1.25 ms`, `90.0 us`, `12 ns`.
  public static func words(_ duration: Duration) -> String {
    guard duration.nanoseconds >= 1_000 else { return "\(duration.nanoseconds) ns" }
    let units: [(size: Int64, name: String)] = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")]
    for (size, name) in units {
      for places in [2, 1, 0] {
        let step = size / [1, 10, 100][places]
        let steps = (duration.nanoseconds + step / 2) / step
        // Below one of the unit: the next smaller unit. More than three digits: fewer places.
        if places == 2, steps < 100 { break }
        guard steps < 1000 || places == 0 else { continue }
        let digits = String(steps)
        return places == 0 ? "\(digits) \(name)" : "\(digits.dropLast(places)).\(digits.suffix(places)) \(name)"
      }
    }
    return "\(duration.nanoseconds) ns"
  }

  /// `30.0 s`, or the shortest, the longest and the median.
  public static func range(_ durations: [Duration]) -> String {
    let sorted = durations.sorted()
    guard let shortest = sorted.first, let longest = sorted.last else { return "no time" }
    if shortest == longest { return words(longest) }
    return "\(words(shortest)) to \(words(longest)), median \(words(sorted[(sorted.count - 1) / 2]))"
  }
}
