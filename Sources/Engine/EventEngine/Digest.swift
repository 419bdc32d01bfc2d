/// A 64-bit fingerprint of a run: every executed event's instant, kind and operands folded in execution order.
///
/// Two runs with equal digests executed the same events in the same order, but for a chance of 2^-64. The fold has a fixed key
/// and uses integers only, so it is the same on every machine and in every build mode. It is not a cryptographic hash.
public struct Digest: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline var state: UInt64 = 0x9e37_79b9_7f4a_7c15

  @inlinable public init() {}

  /// Folds one executed event.
  ///
  /// The words of an event are mixed off the critical path; the chain from event to event is one rotation, one exclusive or and
  /// one multiplication. Each step is a bijection of the state, so a difference is never forgotten.
  @inlinable public mutating func fold(_ words: (UInt64, UInt64), at instant: Instant) {
    var mixed = UInt64(bitPattern: instant.nanoseconds) &* 0xff51_afd7_ed55_8ccd
    mixed = (mixed ^ (mixed >> 32) ^ words.0) &* 0xc4ce_b9fe_1a85_ec53
    mixed = (mixed ^ (mixed >> 29) ^ words.1) &* 0xd6e8_feb8_6659_fd93
    state = ((state << 23 | state >> 41) ^ mixed ^ (mixed >> 32)) &* 0x9fb2_1c65_1e98_df25
  }

  /// The fingerprint so far.
  @inlinable public var value: UInt64 {
    let mixed = (state ^ (state >> 32)) &* 0xd6e8_feb8_6659_fd93
    return mixed ^ (mixed >> 32)
  }

  /// The fingerprint as 16 lower-case hexadecimal digits.
  public var hex: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Digest: CustomStringConvertible {
  public var description: String { hex }
}
