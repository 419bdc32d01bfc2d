/// Weir contradicts itself: a bug, never the user's mistake. Exit status 70.
public struct InternalError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Enough to repeat it.
  public let description: String

  public init(_ description: String) { self.description = description }
}
