import EventEngine
import Testing

@testable import ConsistencyOracle

/// Each class of late apply, and each race that leads to it.
@Suite struct LateApplyTests {
  @Test func aGhostWriteOverNewerAcknowledgedDataIsStaleAndItsStoryIsComplete() throws {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    scene.write(0..<8)
    scene.apply(ghost, attempt: 0)

    #expect(scene.oracle.counts.staleWrites == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.counts.staleAfterAcknowledged == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.counts.lostAcknowledged == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.counts.hasLeak)
    let ms = { (n: Int64) in Instant.zero + .milliseconds(n) }
    let story = Violation(
      kind: .staleWriteOverNewer, unit: 0, blocks: 0..<8, at: ms(12),
      write: WriteFacts(
        version: Version(host: 0, incarnation: 0, sequence: 1), issuedAt: ms(1), disposedAt: ms(5), disposal: .acknowledged,
        acknowledgedAt: ms(5), acknowledgedByNexus: 1, appliedAt: ms(12), appliedByNexus: 0),
      attempt: AttemptFacts(ordinal: 0, nexus: 0, epoch: 1, sentAt: ms(2)),
      other: WriteFacts(
        version: Version(host: 0, incarnation: 0, sequence: 2), issuedAt: ms(7), disposedAt: ms(10), disposal: .acknowledged,
        acknowledgedAt: ms(10), acknowledgedByNexus: 1, appliedAt: ms(9), appliedByNexus: 1))
    #expect(scene.oracle.violations == [story])
  }

  @Test func anOrphanThatLandsOverItselfIsTheSame() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    scene.apply(ghost, attempt: 0)
    #expect(scene.oracle.counts.lateSame == BlockTally(events: 1, blocks: 8))
    #expect(!scene.oracle.counts.hasLeak)
  }

  @Test func anOrphanThatLandsOverOlderDataGoesForward() {
    var scene = Scene()
    scene.write(0..<8)
    let orphan = scene.issue(0..<8, via: 0)
    scene.fail(orphan)
    scene.apply(orphan)
    #expect(scene.oracle.counts.lateForward == BlockTally(events: 1, blocks: 8))
    #expect(!scene.oracle.counts.hasLeak)
  }

  @Test func anOrphanThatLandsOverAWriteItOverlappedIsConcurrent() {
    var scene = Scene()
    let orphan = scene.issue(0..<8, host: 0, via: 0)
    let other = scene.issue(0..<8, host: 1, via: 2)
    scene.fail(orphan)
    scene.apply(other)
    scene.acknowledge(other)
    scene.apply(orphan)
    #expect(scene.oracle.counts.lateConcurrent == BlockTally(events: 1, blocks: 8))
    #expect(!scene.oracle.counts.hasLeak)
  }

  @Test func aWriteReportedFailedAndThenOverwrittenIsStaleWhenItLands() {
    var scene = Scene()
    let orphan = scene.issue(0..<8, via: 0)
    scene.fail(orphan)
    scene.write(0..<8)
    scene.apply(orphan)
    #expect(scene.oracle.counts.staleAfterFailed == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.counts.lostAcknowledged.blocks == 8)
  }

  @Test func aDeadNodesWriteThatLandsAfterTheTakeoverIsStale() {
    var scene = Scene()
    let orphan = scene.issue(0..<8, host: 0, via: 0)
    scene.takeover(victim: 0, 0..<100)
    scene.write(0..<4, host: 1)
    scene.apply(orphan)
    #expect(scene.oracle.counts.staleWrites == BlockTally(events: 1, blocks: 4))
    #expect(scene.oracle.counts.staleAfterTakeover == BlockTally(events: 1, blocks: 4))
    #expect(scene.oracle.counts.lateForward == BlockTally(events: 0, blocks: 4))
  }

  @Test(arguments: [(1, 0..<100), (0, 8..<100)] as [(UInt32, Range<UInt64>)])
  func aTakeoverConcernsOnlyItsVictimAndItsBlocks(victim: UInt32, scope: Range<UInt64>) {
    var scene = Scene()
    let write = scene.issue(0..<8, host: 0, via: 0)
    scene.takeover(victim: victim, scope)
    scene.write(0..<8, host: 2)
    scene.apply(write)
    #expect(!scene.oracle.counts.hasLeak)
  }

  @Test func anAcknowledgementAfterTheTakeoverDoesNotMoveTheDisposal() {
    var scene = Scene()
    let orphan = scene.issue(0..<8, host: 0, via: 0, 1)
    scene.takeover(victim: 0, 0..<8)
    scene.write(0..<8, host: 1)
    scene.acknowledge(orphan, by: 1)
    scene.apply(orphan)
    #expect(scene.oracle.counts.staleAfterTakeover == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.counts.modelErrors == 0)
  }

  @Test func aLateRepeatOverAConcurrentWriteThatReplacedItGoesBackInTime() {
    var scene = Scene()
    let ghost = scene.issue(0..<8, host: 0, via: 0, 1)
    let other = scene.issue(0..<8, host: 1, via: 2)
    scene.apply(ghost, attempt: 1)
    scene.apply(other)
    scene.acknowledge(ghost, by: 1)
    scene.apply(ghost, attempt: 0)
    #expect(scene.oracle.counts.staleWrites == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.violations.map(\.kind) == [.staleWriteRepeated])
    #expect(scene.oracle.counts.lostAcknowledged.blocks == 0)
  }

  @Test func dataAcknowledgedAfterAStaleWriteDestroyedItIsLostToo() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    let newer = scene.issue(0..<8, via: 1)
    scene.apply(newer)
    scene.apply(ghost, attempt: 0)
    #expect(scene.oracle.counts.lostAcknowledged == BlockTally())
    scene.acknowledge(newer)
    #expect(scene.oracle.counts.lostAcknowledged == BlockTally(events: 1, blocks: 8))
  }

  @Test func aRepeatNotYetDisposedOfOverAcknowledgedDataIsCountedButIsNoLeak() {
    var scene = Scene()
    let repeated = scene.issue(0..<8, host: 0, via: 0, 1)
    scene.apply(repeated, attempt: 0)
    scene.write(0..<8, host: 1, via: 2)
    scene.apply(repeated, attempt: 1)
    #expect(scene.oracle.counts.repeatsOverAcknowledged == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.counts.staleWrites == BlockTally())
    #expect(!scene.oracle.counts.hasLeak)
  }

  @Test func aLateApplyOverItsOwnLateOverwriterRepairsTheBlock() {
    var scene = Scene()
    let old = scene.ghost(0..<8)
    let newer = scene.issue(0..<8, via: 0, 1)
    scene.apply(newer, attempt: 1)
    scene.acknowledge(newer, by: 1)
    scene.apply(old, attempt: 0)
    scene.apply(newer, attempt: 0)
    #expect(scene.oracle.counts.staleWrites.events == 1)
    #expect(scene.oracle.counts.lateForward == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.counts.exposuresRewritten == BlockTally(events: 1, blocks: 8))
  }

  @Test func everyBlockOfAPartialOverlapIsJudgedByItself() {
    var scene = Scene()
    scene.write(0..<16)
    let ghost = scene.issue(0..<12, host: 0, via: 0, 1)
    let other = scene.issue(8..<10, host: 1, via: 2)
    scene.apply(ghost, attempt: 1, 0..<8)
    scene.acknowledge(ghost, by: 1)
    scene.apply(other)
    scene.write(2..<4)
    scene.write(4..<5)
    scene.apply(ghost, attempt: 0)
    let counts = scene.oracle.counts
    #expect(counts.staleWrites == BlockTally(events: 1, blocks: 3))
    #expect(counts.lateSame == BlockTally(events: 0, blocks: 5))
    #expect(counts.lateConcurrent == BlockTally(events: 0, blocks: 2))
    #expect(counts.lateForward == BlockTally(events: 0, blocks: 2))
    #expect(scene.oracle.violations.map(\.blocks) == [2..<4, 4..<5])
  }

  @Test func anAbortedOrphanHarmsOnlyThePrefixItApplied() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    scene.write(0..<8)
    scene.apply(ghost, attempt: 0, 0..<3)
    scene.gone(ghost, attempt: 0, cause: .aborted)
    #expect(scene.oracle.counts.staleWrites == BlockTally(events: 1, blocks: 3))
    #expect(scene.oracle.isQuiet)
    #expect(scene.oracle.trackedExtents == 1)
  }

  @Test func aCrashedHostsWriteMayLandUntilATakeover() {
    var scene = Scene()
    let orphan = scene.issue(0..<8, host: 0, via: 0)
    scene.oracle.abandoned(orphan.operation, at: scene.tick())
    scene.write(0..<8, host: 1)
    scene.apply(orphan)
    #expect(!scene.oracle.counts.hasLeak)
    #expect(scene.oracle.liveOperations == 1)
    scene.gone(orphan)
    #expect(scene.oracle.isQuiet && scene.oracle.trackedExtents == 0)
  }
}
