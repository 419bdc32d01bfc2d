import EventEngine

/// Constants that need no judging, for defaults.
extension Distribution {
  /// Always the same length of time, in seconds.
  public init(_ duration: Duration) { self.init(integer: duration.nanoseconds, scale: 1e-9) }

  /// Always the same whole number.
  public init(integer: Int64) { self.init(integer: integer, scale: 1) }

  private init(integer: Int64, scale: Double) { self.init(.constant(Constant(value: Double(integer) * scale))) }
}
