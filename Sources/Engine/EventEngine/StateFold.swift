/// A hash of what matters of a state: the same for two states that differ only in when they were reached, in slots and in
/// counters.
///
/// Words are folded in order; a set is folded as the sum of its members' folds, so that the order in which it is stored does not
/// count.
public struct StateFold: BitwiseCopyable, Hashable, Sendable {
  public private(set) var value: UInt64 = 0x6a09_e667_f3bc_c908

  public init() {}

  public mutating func fold(_ word: UInt64) {
    var mixed = (word ^ (word >> 32)) &* 0xff51_afd7_ed55_8ccd
    mixed = (mixed ^ (mixed >> 29)) &* 0xc4ce_b9fe_1a85_ec53
    value = ((value << 23 | value >> 41) ^ mixed ^ (mixed >> 32)) &* 0x9fb2_1c65_1e98_df25
  }

  public mutating func fold(_ flag: Bool) { fold(flag ? 1 : 0) }
  public mutating func fold(_ number: Int) { fold(UInt64(bitPattern: Int64(number))) }
  public mutating func fold(_ number: UInt32) { fold(UInt64(number)) }

  /// An instant as the time left until it; what has passed is all the same.
  public mutating func fold(_ instant: Instant, since now: Instant) {
    fold(UInt64(max(0, (instant - now).nanoseconds)))
  }

  /// A sequence whose order counts.
  public mutating func fold<S: Sequence>(list: S, _ body: (S.Element, inout StateFold) -> Void) {
    var count = 0
    for element in list {
      body(element, &self)
      count += 1
    }
    fold(count)
  }

  /// A sequence whose order does not count.
  public mutating func fold<S: Sequence>(set: S, _ body: (S.Element, inout StateFold) -> Void) {
    var (sum, count) = (UInt64(0), 0)
    for element in set {
      var member = StateFold()
      body(element, &member)
      sum &+= member.value
      count += 1
    }
    fold(sum)
    fold(count)
  }
}
