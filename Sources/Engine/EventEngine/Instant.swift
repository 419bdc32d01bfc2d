/// A point in simulated time: whole nanoseconds since the start of the run.
///
/// Instants are integers so that a run is the same on every machine: no rounding depends on the order of additions. The range,
/// +-292 years, is far beyond any run. The only arithmetic between two instants is their difference.
public struct Instant: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  @inlinable public static var zero: Instant { Instant(nanoseconds: 0) }
  @inlinable public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
  @inlinable public static func - (a: Instant, b: Instant) -> Duration { Duration(nanoseconds: a.nanoseconds - b.nanoseconds) }
  @inlinable public static func + (a: Instant, b: Duration) -> Instant { Instant(nanoseconds: a.nanoseconds + b.nanoseconds) }
  @inlinable public static func - (a: Instant, b: Duration) -> Instant { Instant(nanoseconds: a.nanoseconds - b.nanoseconds) }
}

/// A length of simulated time in whole nanoseconds. Shadows `Swift.Duration`, whose 128-bit attoseconds are twice the size.
public struct Duration: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  @inlinable public static var zero: Duration { Duration(nanoseconds: 0) }
  @inlinable public static func nanoseconds(_ n: Int64) -> Duration { Duration(nanoseconds: n) }
  @inlinable public static func microseconds(_ n: Int64) -> Duration { Duration(nanoseconds: n * 1_000) }
  @inlinable public static func milliseconds(_ n: Int64) -> Duration { Duration(nanoseconds: n * 1_000_000) }
  @inlinable public static func seconds(_ n: Int64) -> Duration { Duration(nanoseconds: n * 1_000_000_000) }

  /// Rounds a real number of seconds to the nearest nanosecond at once; saturates instead of trapping.
  @inlinable public init(seconds: Double) {
    let n = (seconds * 1e9).rounded()
    self.nanoseconds = n >= 9.2e18 ? .max : n <= -9.2e18 ? .min : Int64(n)
  }
  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

  @inlinable public static func < (a: Duration, b: Duration) -> Bool { a.nanoseconds < b.nanoseconds }
  @inlinable public static func + (a: Duration, b: Duration) -> Duration { Duration(nanoseconds: a.nanoseconds + b.nanoseconds) }
  @inlinable public static func - (a: Duration, b: Duration) -> Duration { Duration(nanoseconds: a.nanoseconds - b.nanoseconds) }
  @inlinable public static func * (a: Duration, n: Int64) -> Duration { Duration(nanoseconds: a.nanoseconds * n) }
}
