import EventEngine

/// Events and the logical blocks they touched.
public struct BlockTally: BitwiseCopyable, Hashable, Sendable {
  public var events: UInt64 = 0
  public var blocks: UInt64 = 0

  public init(events: UInt64 = 0, blocks: UInt64 = 0) {
    self.events = events
    self.blocks = blocks
  }

  static func += (a: inout BlockTally, b: BlockTally) {
    a.events += b.events
    a.blocks += b.blocks
  }
}

/// The class of a late apply at one block, by the version that it replaced there. Ordered: the worst is the largest.
public enum LateClass: UInt8, Comparable, Sendable {
  /// The version replaced itself.
  case same
  /// The replaced version was disposed of before this one was issued.
  case forward
  /// The two overlapped: either order is legal.
  case concurrent
  /// The block went back in time.
  case stale

  public static func < (a: LateClass, b: LateClass) -> Bool { a.rawValue < b.rawValue }
}

/// What the oracle has seen so far.
public struct Counts: BitwiseCopyable, Hashable, Sendable {
  public var reads: UInt64 = 0
  public var writes: UInt64 = 0
  public var attempts: UInt64 = 0

  /// Late applies. An event (one call of `applied`) counts in the worst class among its blocks, a block in its own.
  public var lateSame = BlockTally()
  public var lateForward = BlockTally()
  public var lateConcurrent = BlockTally()
  public var staleWrites = BlockTally()

  /// Stale writes by how the late write had been disposed of.
  public var staleAfterAcknowledged = BlockTally()
  public var staleAfterFailed = BlockTally()
  public var staleAfterTakeover = BlockTally()

  /// Acknowledged data that stale writes destroyed. An event is a stale write that destroyed data acknowledged before it, or an
  /// acknowledgement of data that was already destroyed and still is.
  public var lostAcknowledged = BlockTally()

  /// Reads that returned what they must not return any more.
  public var staleReads = BlockTally()

  /// Applies, after the array sent GOOD, of attempts sent under the fenced registration.
  public var barrierViolations = BlockTally()

  /// Applies of a write not yet disposed of, applied once before, over a version acknowledged in between (w, v, w). No leak:
  /// the two overlapped, so the order v, w is legal, and a perfect barrier cannot prevent it between hosts that write one block
  /// without a lock; counted because it is a surprise to whoever saw the first w.
  public var repeatsOverAcknowledged = BlockTally()

  public var barriersRaised: UInt64 = 0
  public var barriersGood: UInt64 = 0
  public var barriersDone: UInt64 = 0

  /// Exposure of damaged block ranges: ended by a correct rewrite, or censored by the end of the run; `exposureTotal` sums both.
  public var exposuresRewritten = BlockTally()
  public var exposuresCensored = BlockTally()
  public var exposureTotal = Duration.zero

  /// Events that a correct model cannot produce.
  public var modelErrors: UInt64 = 0

  /// Whether stale data reached the medium or a reader: the one definition of a leak. A barrier that did not hold is another
  /// matter, which depends on what was promised.
  public var hasLeak: Bool { staleWrites.events + staleReads.events > 0 }

  public init() {}
}
