import EventEngine
import Testing

@testable import ConsistencyOracle

@Suite struct BarrierTests {
  @Test(arguments: [(1, 1), (2, 1), (3, 0)] as [(UInt32, UInt64)])
  func onlyAttemptsUnderTheFencedRegistrationOrAnEarlierOneViolateTheBarrier(epoch: UInt32, violations: UInt64) {
    var scene = Scene()
    let write = scene.issue(0..<8, via: 0, epoch: epoch)
    scene.oracle.barrierRaised(unit: 0, nexus: 0, epoch: 2, at: scene.tick())
    scene.oracle.barrierGood(unit: 0, nexus: 0, epoch: 2, at: scene.tick())
    scene.apply(write)
    #expect(scene.oracle.counts.barrierViolations == BlockTally(events: violations, blocks: violations * 8))
  }

  @Test func anApplyBeforeGoodIsLegalThoughItIsAcknowledgedLater() {
    var scene = Scene()
    let write = scene.issue(0..<8, via: 0)
    scene.oracle.barrierRaised(unit: 0, nexus: 0, epoch: 1, at: scene.tick())
    scene.apply(write)
    scene.oracle.barrierGood(unit: 0, nexus: 0, epoch: 1, at: scene.tick())
    scene.acknowledge(write)
    #expect(scene.oracle.counts.barrierViolations == BlockTally())
  }

  @Test func aBarrierConcernsOnlyItsNexusAndItsUnit() {
    var scene = Scene()
    let write = scene.issue(0..<8, via: 0)
    scene.oracle.barrierGood(unit: 0, nexus: 1, epoch: 9, at: scene.tick())
    scene.oracle.barrierGood(unit: 1, nexus: 0, epoch: 9, at: scene.tick())
    scene.apply(write)
    #expect(scene.oracle.counts.barrierViolations == BlockTally())
  }

  @Test func aWriteSentUnderTheOldRegistrationAfterGoodViolatesTheBarrierWhenApplied() throws {
    var scene = Scene()
    scene.oracle.barrierRaised(unit: 0, nexus: 0, epoch: 1, at: scene.tick())
    scene.oracle.barrierGood(unit: 0, nexus: 0, epoch: 1, at: scene.tick())
    let write = scene.issue(0..<8, via: 0, epoch: 1)
    scene.apply(write)
    let violation = try #require(scene.oracle.violations.first)
    #expect(violation.kind == .barrier)
    #expect(violation.barrier?.goodAt == Instant.zero + .milliseconds(2))
    #expect(violation.attempt?.sentAt == Instant.zero + .milliseconds(4))
  }
}
