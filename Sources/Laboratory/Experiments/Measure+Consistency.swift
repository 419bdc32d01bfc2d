import EventEngine
import StorageModel

/// What the oracle found: counts of events, and of the logical blocks that they touched.
extension Measure {
  public static let leaked = Measure(
    "leaked", .truth, "Whether there was a stale write or a stale read: the definition of a leak."
  ) {
    $0.isLeaking ? 1 : 0 as UInt64
  }
  public static let exposure = Measure("exposure_s", .seconds, "How long blocks held stale data, summed over ranges of blocks.") {
    $0.oracle.exposureTotal.seconds
  }
  public static let staleWrites = Measure(
    "stale_writes", .events, "Late applies that put a block back in time: a write that was settled replaced a newer one.",
    heading: ["stale", "writes"]
  ) { $0.oracle.staleWrites.events }
  public static let staleWriteBlocks = Measure("stale_write_blocks", .blocks, "Blocks that stale writes put back in time.") {
    $0.oracle.staleWrites.blocks
  }
  public static let staleReads = Measure(
    "stale_reads", .events, "Reads that returned data older than what had been settled before they were issued."
  ) { $0.oracle.staleReads.events }
  public static let staleReadBlocks = Measure("stale_read_blocks", .blocks, "Blocks that stale reads returned.") {
    $0.oracle.staleReads.blocks
  }
  public static let barrierViolations = Measure(
    "barrier_violations", .events, "Applies that the barrier method had promised could not happen any more.",
    heading: ["barrier", "viola-", "tions"]
  ) { $0.barrierViolations.events }
  public static let barrierViolationBlocks = Measure("barrier_violation_blocks", .blocks, "Blocks of barrier violations.") {
    $0.barrierViolations.blocks
  }
  public static let appliesAfterGood = Measure(
    "applies_after_good", .events,
    "Applies, after the array had sent GOOD, of writes sent under a registration that had been taken away, promised or not."
  ) { $0.oracle.barrierViolations.events }
  public static let appliesAfterGoodBlocks = Measure("applies_after_good_blocks", .blocks, "Blocks of such applies.") {
    $0.oracle.barrierViolations.blocks
  }
  public static let lostAcknowledged = Measure(
    "lost_acknowledged", .events,
    "Stale writes that destroyed acknowledged data, and acknowledgements of data that a stale write had destroyed already."
  ) { $0.oracle.lostAcknowledged.events }
  public static let lostAcknowledgedBlocks = Measure(
    "lost_acknowledged_blocks", .blocks, "Blocks of acknowledged data that stale writes destroyed.",
    heading: ["lost", "acked", "blocks"]
  ) { $0.oracle.lostAcknowledged.blocks }
  public static let lateSame = Measure("late_same", .events, "Late applies that replaced the same data: harmless.") {
    $0.oracle.lateSame.events
  }
  public static let lateSameBlocks = Measure("late_same_blocks", .blocks, "Blocks that late applies replaced with the same data.")
  { $0.oracle.lateSame.blocks }
  public static let lateForward = Measure(
    "late_forward", .events, "Late applies over data that had been settled before they were issued: harmless."
  ) { $0.oracle.lateForward.events }
  public static let lateForwardBlocks = Measure("late_forward_blocks", .blocks, "Blocks of such applies.") {
    $0.oracle.lateForward.blocks
  }
  public static let lateConcurrent = Measure(
    "late_concurrent", .events, "Late applies over a write that overlapped them in time: either order is legal."
  ) { $0.oracle.lateConcurrent.events }
  public static let lateConcurrentBlocks = Measure("late_concurrent_blocks", .blocks, "Blocks of such applies.") {
    $0.oracle.lateConcurrent.blocks
  }
  public static let staleAfterAcknowledged = Measure(
    "stale_after_acknowledged", .events, "Stale writes whose repetition had been acknowledged."
  ) { $0.oracle.staleAfterAcknowledged.events }
  public static let staleAfterAcknowledgedBlocks = Measure(
    "stale_after_acknowledged_blocks", .blocks, "Blocks of such stale writes."
  ) { $0.oracle.staleAfterAcknowledged.blocks }
  public static let staleAfterFailed = Measure(
    "stale_after_failed", .events, "Stale writes that the application had been told had failed."
  ) { $0.oracle.staleAfterFailed.events }
  public static let staleAfterFailedBlocks = Measure("stale_after_failed_blocks", .blocks, "Blocks of such stale writes.") {
    $0.oracle.staleAfterFailed.blocks
  }
  public static let staleAfterTakeover = Measure(
    "stale_after_takeover", .events, "Stale writes whose blocks another host had taken over."
  ) { $0.oracle.staleAfterTakeover.events }
  public static let staleAfterTakeoverBlocks = Measure("stale_after_takeover_blocks", .blocks, "Blocks of such stale writes.") {
    $0.oracle.staleAfterTakeover.blocks
  }
  public static let repeatsOverAcknowledged = Measure(
    "repeats_over_acknowledged", .events,
    "Repetitions of a write not yet settled over one acknowledged in between: legal, but a surprise."
  ) { $0.oracle.repeatsOverAcknowledged.events }
  public static let repeatsOverAcknowledgedBlocks = Measure(
    "repeats_over_acknowledged_blocks", .blocks, "Blocks of such repetitions."
  ) { $0.oracle.repeatsOverAcknowledged.blocks }
  public static let exposuresRewritten = Measure(
    "exposures_rewritten", .events, "Ranges of stale data that a newer write put right."
  ) { $0.oracle.exposuresRewritten.events }
  public static let exposuresRewrittenBlocks = Measure("exposures_rewritten_blocks", .blocks, "Blocks of such ranges.") {
    $0.oracle.exposuresRewritten.blocks
  }
  public static let exposuresCensored = Measure(
    "exposures_censored", .events, "Ranges of stale data that were there to the end of the run."
  ) { $0.oracle.exposuresCensored.events }
  public static let exposuresCensoredBlocks = Measure("exposures_censored_blocks", .blocks, "Blocks of such ranges.") {
    $0.oracle.exposuresCensored.blocks
  }

  static let consistency = [
    leaked, exposure, staleWrites, staleWriteBlocks, staleReads, staleReadBlocks, barrierViolations, barrierViolationBlocks,
    appliesAfterGood, appliesAfterGoodBlocks, lostAcknowledged, lostAcknowledgedBlocks, lateSame, lateSameBlocks, lateForward,
    lateForwardBlocks, lateConcurrent, lateConcurrentBlocks, staleAfterAcknowledged, staleAfterAcknowledgedBlocks,
    staleAfterFailed, staleAfterFailedBlocks, staleAfterTakeover, staleAfterTakeoverBlocks, repeatsOverAcknowledged,
    repeatsOverAcknowledgedBlocks, exposuresRewritten, exposuresRewrittenBlocks, exposuresCensored, exposuresCensoredBlocks,
  ]
}
