/// Random numbers by address instead of by turn: every draw of a run is a pure function of
/// (seed, replication, branch, entity, purpose, index).
///
/// No draw shifts another, so alternatives are compared under common random numbers by construction, `1 - u` is the antithetic
/// run, and a copied world explores another future by changing `branch`. `index` is the operation's own sequence number.
public struct RandomSource: BitwiseCopyable, Sendable {
  @usableFromInline let key: SIMD2<UInt32>

  /// The source of one run. The key is itself drawn by Philox, so that neighbouring runs share nothing.
  @inlinable public init(seed: UInt64, replication: UInt32 = 0, branch: UInt32 = 0) {
    let counter = SIMD4(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32), replication, branch)
    let block = Philox4x32.block(counter: counter, key: SIMD2(0x243f_6a88, 0x85a3_08d3))
    key = SIMD2(block.x, block.y)
  }

  /// 64 random bits.
  @inlinable public func bits(entity: UInt32, purpose: UInt32, index: UInt64) -> UInt64 {
    let counter = SIMD4(entity, purpose, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32))
    let block = Philox4x32.block(counter: counter, key: key)
    return UInt64(block.y) << 32 | UInt64(block.x)
  }

  /// A uniform number in the open interval (0, 1): an odd multiple of 2^-53, so never 0 or 1, and `1 - u` is exact.
  @inlinable public func uniform(entity: UInt32, purpose: UInt32, index: UInt64) -> Double {
    Double(bits(entity: entity, purpose: purpose, index: index) >> 11 | 1) * 0x1p-53
  }
}

/// Where the random numbers of one thing are: its entity and index; the purpose is whoever draws.
///
/// It travels with a command, so that the time an array needs for it does not depend on what else it was asked before.
public struct DrawAddress: BitwiseCopyable, Hashable, Sendable {
  public var entity: UInt32
  public var index: UInt64

  @inlinable public init(entity: UInt32, index: UInt64) {
    self.entity = entity
    self.index = index
  }
}
