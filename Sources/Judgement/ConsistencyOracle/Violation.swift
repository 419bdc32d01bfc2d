import EventEngine

/// A stale write, stale read or barrier violation on one range of blocks, with everything that explains it.
public struct Violation: Hashable, Sendable {
  /// Which rule was broken.
  public enum Kind: Hashable, Sendable {
    /// A write disposed of before `other` was issued replaced it.
    case staleWriteOverNewer
    /// A write disposed of replaced `other`, which had replaced it (w, v, w).
    case staleWriteRepeated
    /// `reader` got `write` although `other`, issued after `write` was disposed of, was settled before the read was issued.
    case staleRead
    /// `attempt` of `write` was applied after GOOD of the barrier that fenced its registration.
    case barrier
  }

  public var kind: Kind
  public var unit: UInt32
  public var blocks: Range<UInt64>
  /// When the data was applied, or returned to the reader.
  public var at: Instant
  /// The write that came too late, or that was read.
  public var write: WriteFacts
  /// The attempt that was applied; nil for a stale read.
  public var attempt: AttemptFacts?
  /// The version that was replaced, or that should have been read; nil for a barrier violation.
  public var other: WriteFacts?
  public var reader: ReadFacts?
  public var barrier: BarrierFacts?
}

/// The life of a write as far as it is known at the violation.
public struct WriteFacts: Hashable, Sendable {
  public var version: Version
  public var issuedAt: Instant?
  public var disposedAt: Instant?
  public var disposal: Disposal?
  public var acknowledgedAt: Instant?
  public var acknowledgedByNexus: UInt32?
  /// When and through which nexus the content came to these blocks; nil where it is not what lay or lies there.
  public var appliedAt: Instant?
  public var appliedByNexus: UInt32?
}

/// One attempt of a write.
public struct AttemptFacts: Hashable, Sendable {
  /// From 0, in the order of sending.
  public var ordinal: UInt32
  public var nexus: UInt32
  public var epoch: UInt32
  public var sentAt: Instant
}

/// The read that returned stale data.
public struct ReadFacts: Hashable, Sendable {
  public var version: Version
  public var issuedAt: Instant
  public var sampledAt: Instant
  public var nexus: UInt32
}

/// The barrier that should have kept the attempt out.
public struct BarrierFacts: Hashable, Sendable {
  public var fencedEpoch: UInt32
  public var raisedAt: Instant?
  public var goodAt: Instant
}

/// How long a range of blocks held stale data.
public struct Exposure: Hashable, Sendable {
  public var unit: UInt32
  public var blocks: Range<UInt64>
  /// The stale write.
  public var began: Instant
  /// The correct rewrite, or the end of the run.
  public var ended: Instant
  public var isCensored: Bool
}

/// An event that a correct model cannot produce. The oracle counts it and ignores the event.
public struct ModelError: Hashable, Sendable {
  /// What a correct model never does.
  public enum Kind: UInt8, Sendable {
    /// An attempt was applied or sampled after it was gone.
    case actedAfterGone
    case goneTwice
    /// An attempt was sent for an operation that had finished.
    case sentAfterFinish
    /// An operation was acknowledged, failed or abandoned after one of these.
    case finishedTwice
    /// An attempt was applied to blocks that its operation does not cover.
    case outsideOperation
    /// A read was applied, or a write was sampled.
    case wrongAccess
    /// The attempt that answered belongs to another operation.
    case answeredByStranger
    /// A read was acknowledged by an attempt that took no data.
    case answeredWithoutData
  }

  public var kind: Kind
  public var at: Instant
  /// The operation, if it still exists.
  public var version: Version?
}
