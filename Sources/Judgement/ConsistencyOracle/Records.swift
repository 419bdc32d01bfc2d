import EventEngine

/// An operation while it is live, and after that as long as an extent, a sample or a promise refers to it.
struct OperationRecord: PoolRecord {
  var lower: UInt64
  var upper: UInt64
  var version: Version
  /// Positions in the total order of events; order between events is decided by these, never by instants, which may be equal.
  var issuedTick: UInt64
  var disposedTick = UInt64.max
  var issuedAt: Instant
  var disposedAt = Instant.zero
  var acknowledgedAt = Instant.zero
  var acknowledgedBy: UInt32 = 0
  var unit: UInt32
  /// Tells the users of one slot apart: how many operations were issued before.
  var generation: UInt32
  /// One while it is live, and one for each reference.
  var references: UInt32 = 1
  /// The extent that starts at `lower`; live operations only.
  var firstExtent = noSlot
  /// The next live operation with the same `lower`.
  var next = noSlot
  /// Its attempts, newest first.
  var attempts = noSlot
  /// A read's promises: what was settled when it was issued.
  var promises = noSlot
  var attemptsSent: UInt32 = 0
  var attemptsLeft: UInt32 = 0
  var access: Oracle.Access
  var disposal = Disposal.abandoned
  var isAcknowledged = false
  var isFinished = false
  var isLive = true

  var isDisposed: Bool { disposedTick != .max }
  var isDone: Bool { isFinished && attemptsLeft == 0 }

  /// The first disposal counts.
  mutating func dispose(_ disposal: Disposal, tick: UInt64, at now: Instant) {
    guard !isDisposed else { return }
    disposedTick = tick
    disposedAt = now
    self.disposal = disposal
  }

  mutating func acknowledge(by nexus: UInt32, tick: UInt64, at now: Instant) {
    isAcknowledged = true
    acknowledgedAt = now
    acknowledgedBy = nexus
    isFinished = true
    dispose(.acknowledged, tick: tick, at: now)
  }

  /// Makes an attempt the newest.
  mutating func add(attempt: Slot) {
    attempts = attempt
    attemptsSent += 1
    attemptsLeft += 1
  }
}

/// An attempt, kept until its operation is no longer live.
struct AttemptRecord: PoolRecord {
  /// `noSlot` in a free record.
  var operation: Slot
  /// Tells the users of one slot apart: how many attempts were sent before.
  var generation: UInt32
  var nexus: UInt32
  var epoch: UInt32
  var ordinal: UInt32
  /// The next older attempt of the operation.
  var next: Slot
  /// What a read took, by ascending blocks.
  var samples = noSlot
  var sentAt: Instant
  var sampledAt = Instant.zero
  var hasSampled = false
  var isGone = false
  /// No barrier promised to stop it.
  var isSpared = false

  mutating func sampled(_ pieces: Slot, at now: Instant) {
    samples = pieces
    sampledAt = now
    hasSampled = true
  }
}

/// A version at a range of blocks, in a list: what a read took, or what it must not fall behind.
struct Piece: PoolRecord {
  var lower: UInt64
  var upper: UInt64
  /// `noSlot`: the untracked version.
  var version: Slot
  var appliedAt = Instant.zero
  var nexus: UInt32 = 0
  var next = noSlot
}

/// Something to remember about a live operation on an extent.
struct Mark: PoolRecord {
  enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// It was applied here and then replaced.
    case replaced
    /// It was destroyed here by a stale write before it was acknowledged.
    case destroyed
  }
  var operation: Slot
  var kind: Kind
  var next: Slot
}

/// A barrier whose GOOD the array sent, or that was raised, for one nexus on one unit.
struct Fence: BitwiseCopyable, Sendable {
  var raisedAt = Instant.zero
  /// Attempts sent under an epoch below this one are fenced; 0 until GOOD.
  var epochsFenced: UInt64 = 0
  var goodAt = Instant.zero
  var wasRaised = false
}

/// Adjacent blocks of one unit about which everything known is the same.
struct Extent: PoolRecord {
  var lower: UInt64
  var upper: UInt64
  /// What lies on the medium; `noSlot`: a version disposed of before any live operation here was issued.
  var version = noSlot
  /// Among the versions that were acknowledged or returned by a finished read, the one issued last.
  var settled = noSlot
  /// While damaged: among the versions that stale writes replaced, the one issued last. Else `noSlot`.
  var lost = noSlot
  var marks = noSlot
  var appliedAt = Instant.zero
  var damagedAt = Instant.zero
  /// The nexus that applied `version`.
  var nexus: UInt32 = 0
  /// How many live operations cover it.
  var covers: UInt32 = 0
  /// The live operations that start at `lower`.
  var starts = noSlot
  // Links of the tree and of the list in block order.
  var left = noSlot
  var right = noSlot
  var previous = noSlot
  var next = noSlot

  init(lower: UInt64, upper: UInt64) {
    self.lower = lower
    self.upper = upper
  }

  /// What an apply leaves behind.
  mutating func place(_ operation: Slot, nexus: UInt32, at now: Instant) {
    version = operation
    self.nexus = nexus
    appliedAt = now
  }

  var isDamaged: Bool { lost != noSlot }
  var blockCount: UInt64 { upper - lower }

  /// Whether the two differ in nothing but place, covering operations included (given that none starts at the later one).
  func isAlike(_ other: Extent) -> Bool {
    version == other.version && settled == other.settled && lost == other.lost && covers == other.covers
      && marks == noSlot && other.marks == noSlot && appliedAt == other.appliedAt && damagedAt == other.damagedAt
      && nexus == other.nexus
  }
}
