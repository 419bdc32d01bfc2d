import EventEngine
import Testing

@testable import ConsistencyOracle

@Suite struct StaleReadTests {
  @Test func everyReadOfADamagedBlockIsStaleUntilItIsRewritten() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    scene.write(0..<8)
    scene.apply(ghost, attempt: 0, 0..<4)
    scene.gone(ghost)
    scene.read(0..<8, host: 1)
    scene.read(2..<6, host: 2)
    #expect(scene.oracle.counts.staleReads == BlockTally(events: 2, blocks: 6))
    scene.write(0..<8)
    scene.read(0..<8)
    #expect(scene.oracle.counts.staleReads.events == 2)
    #expect(scene.oracle.trackedExtents == 0)
  }

  @Test func aSecondReaderMustNotFallBehindWhatTheFirstOneSaw() {
    var scene = Scene()
    let old = scene.issue(0..<8, host: 0, via: 0, 1)
    scene.fail(old)
    let newer = scene.issue(0..<8, host: 1, via: 2)
    scene.apply(newer)
    scene.read(0..<8, host: 2)  // saw the newer one, which nobody ever acknowledged
    scene.apply(old)
    scene.read(0..<8, host: 3)
    #expect(scene.oracle.counts.staleReads == BlockTally(events: 1, blocks: 8))
    #expect(scene.oracle.violations.last?.other?.acknowledgedAt == nil)
  }

  @Test func aReadIssuedBeforeTheNewerWriteWasSettledMayReturnTheOldOne() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    let early = scene.issue(0..<8, .read, host: 1, via: 2)
    scene.write(0..<8)
    scene.apply(ghost, attempt: 0)
    scene.sample(early)
    scene.acknowledge(early)
    #expect(scene.oracle.counts.staleReads == BlockTally())
  }

  @Test func aReadReturnsWhatTheAnsweringAttemptTook() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    scene.write(0..<8)
    let read = scene.issue(0..<8, .read, via: 0, 1)
    scene.oracle.readSampled(read.attempts[0], at: scene.tick())
    scene.apply(ghost, attempt: 0)
    scene.oracle.readSampled(read.attempts[1], at: scene.tick())
    var other = scene
    scene.acknowledge(read, by: 0)
    other.acknowledge(read, by: 1)
    #expect(scene.oracle.counts.staleReads.events == 0)
    #expect(other.oracle.counts.staleReads.events == 1)
  }
}
