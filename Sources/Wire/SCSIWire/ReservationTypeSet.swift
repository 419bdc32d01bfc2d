/// A set of reservation types: bit n stands for type code n.
public struct ReservationTypeSet: BitwiseCopyable, Hashable, Sendable {
  public var bits: UInt16
  public init(bits: UInt16) { self.bits = bits }
  public init(_ types: [ReservationType]) {
    bits = types.reduce(0) { $0 | 1 << UInt16($1.rawValue) }
  }

  public func contains(_ type: ReservationType) -> Bool { bits >> UInt16(type.rawValue) & 1 == 1 }

  public static let all = ReservationTypeSet(ReservationType.allCases)
}
