import ConsistencyOracle
import EventEngine

/// Violations with how often each has happened: who polls a block reads the same stale data again and again, which is one thing.
public struct ViolationRepetitions: Sendable {
  /// A violation and those that repeat it.
  public struct Told: Sendable, Hashable {
    public var first: Violation
    public var count = 1
    /// When it happened last.
    public var last: Instant

    /// The first, the tenth, the hundredth ...
    public var isDue: Bool {
      var power = 1
      while power < count { power *= 10 }
      return power == count
    }
  }

  /// In the order of their first.
  public private(set) var all: [Told] = []

  public init() {}

  public init(_ violations: some Sequence<Violation>) {
    for violation in violations { _ = add(violation) }
  }

  /// What the violation is or repeats.
  public mutating func add(_ violation: Violation) -> Told {
    guard let place = all.firstIndex(where: { violation.repeats($0.first) }) else {
      all.append(Told(first: violation, last: violation.at))
      return all[all.count - 1]
    }
    all[place].count += 1
    all[place].last = violation.at
    return all[place]
  }
}

extension Violation {
  /// A read of the same stale data, whoever reads.
  fileprivate func repeats(_ earlier: Violation) -> Bool {
    kind == .staleRead && earlier.kind == .staleRead && unit == earlier.unit && blocks == earlier.blocks
      && write.version == earlier.write.version
  }
}
