/// A 32-bit sequence number that wraps (RFC 7143 4.2.2 after RFC 1982): CmdSN, StatSN, DataSN, R2TSN.
///
/// It has no `<`: the order of serial numbers is not transitive.
public struct SerialNumber: WireCode, Hashable, Sendable, BitwiseCopyable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }
  public init(integerLiteral value: UInt32) { rawValue = value }

  public var description: String { "\(rawValue)" }

  /// Whether this number comes before `other`: false both ways at a distance of exactly 2^31, which RFC 1982 leaves undefined.
  public func precedes(_ other: SerialNumber) -> Bool {
    let distance = other.rawValue &- rawValue
    return distance != 0 && distance < 1 << 31
  }

  /// The number of steps from `other` to this one, modulo 2^32.
  public func distance(from other: SerialNumber) -> UInt32 { rawValue &- other.rawValue }

  /// This number moved on by `steps`, which may be negative.
  public func advanced(by steps: Int) -> SerialNumber { SerialNumber(rawValue &+ UInt32(truncatingIfNeeded: steps)) }

  /// Returns this number and moves on to the next.
  public mutating func take() -> SerialNumber {
    defer { rawValue &+= 1 }
    return self
  }
}
