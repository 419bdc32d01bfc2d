/// Makes every choice that the model leaves open, such as the order of unrelated events of one instant.
///
/// All such choices go through one chooser, so a run's schedule is data: the list of the numbers chosen.
public protocol Chooser {
  /// A number in `0..<count`; `count` is at least 2.
  mutating func choose(_ count: Int) -> Int
}

/// Chooses by seed.
public struct SeededChooser: Chooser, BitwiseCopyable, Sendable {
  @usableFromInline let random: RandomSource
  @usableFromInline var index: UInt64 = 0

  @inlinable public init(seed: UInt64) { self.init(RandomSource(seed: seed)) }

  /// Chooses by the run's own numbers, at addresses that no model uses.
  @inlinable public init(_ random: RandomSource) { self.random = random }

  @inlinable public mutating func choose(_ count: Int) -> Int {
    let bits = random.bits(entity: .max, purpose: .max, index: index)
    index += 1
    return Int(truncatingIfNeeded: bits.multipliedFullWidth(by: UInt64(count)).high)
  }
}

/// Writes down what another chooser chooses.
public struct RecordingChooser<Base: Chooser>: Chooser {
  @usableFromInline var base: Base

  /// The schedule so far: every choice, in order. Give it to `ReplayChooser` to repeat the run.
  public private(set) var choices: [Int] = []

  public init(_ base: Base) { self.base = base }

  public mutating func choose(_ count: Int) -> Int {
    let choice = base.choose(count)
    choices.append(choice)
    return choice
  }
}

/// Repeats a recorded schedule.
///
/// A schedule that was edited, as a shrinker does, still names a run: a choice beyond the candidates takes the last one, and
/// choices beyond the end of the schedule take the first candidate, which is schedule order.
public struct ReplayChooser: Chooser, Sendable {
  @usableFromInline let choices: [Int]
  @usableFromInline var position = 0

  public init(_ choices: [Int]) {
    precondition(choices.allSatisfy { $0 >= 0 }, "a schedule holds candidate numbers, which are not negative")
    self.choices = choices
  }

  public mutating func choose(_ count: Int) -> Int {
    guard position < choices.count else { return 0 }
    position += 1
    return min(choices[position - 1], count - 1)
  }
}

extension RecordingChooser: Sendable where Base: Sendable {}
