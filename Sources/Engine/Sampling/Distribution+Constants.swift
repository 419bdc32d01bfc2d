import EventEngine

/// Constants that need no judging, for defaults.
extension Distribution {
  /// Always the same length of time, in seconds.
  public init(_ duration: Duration) { self.init(.constant(Constant(value: duration.seconds))) }

  /// Always the same whole number.
  public init(integer: Int64) { self.init(.constant(Constant(value: Double(integer)))) }
}
