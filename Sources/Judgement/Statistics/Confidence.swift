/// How often an interval made this way holds the true value: a number in (0, 1), such as 0.95.
public struct Confidence: Equatable, Sendable {
  public let level: Double

  /// Nil unless 0 < level < 1.
  public init?(_ level: Double) {
    guard level > 0, level < 1 else { return nil }
    self.level = level
  }

  private init(known level: Double) { self.level = level }

  public static let percent95 = Confidence(known: 0.95)
  public static let percent99 = Confidence(known: 0.99)

  /// The probability left outside.
  var alpha: Double { 1 - level }
}

/// An estimate and the values that the samples do not contradict.
public struct Interval: Equatable, Sendable {
  /// Which of the two limits the confidence speaks of.
  public enum Sides: Equatable, Sendable {
    case both
    /// Only `upper` is a statement; `lower` is the end of the range of possible values.
    case upperBound
    /// Only `lower` is a statement; `upper` is the end of the range of possible values.
    case lowerBound
  }

  public var estimate: Double
  public var lower: Double
  public var upper: Double
  public var confidence: Confidence
  public var sides: Sides

  public init(estimate: Double, lower: Double, upper: Double, confidence: Confidence, sides: Sides = .both) {
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
    self.sides = sides
  }

  public var halfWidth: Double { (upper - lower) / 2 }

  /// The half width as a fraction of the estimate's magnitude; infinite for an estimate of 0.
  public var relativeHalfWidth: Double { estimate == 0 ? .infinity : halfWidth / abs(estimate) }
}

/// What can be concluded from some runs.
public enum Conclusion: Equatable, Sendable {
  case interval(Interval)
  /// Nothing yet: at least this many runs are needed ("n/a (needs N runs)").
  case needsRuns(Int)
  /// All runs gave this value, so the spread between runs says nothing about the error.
  case noVariation(Double)

  public var interval: Interval? {
    if case .interval(let interval) = self { interval } else { nil }
  }
}
