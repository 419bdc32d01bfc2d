import EventEngine
import Testing

@testable import ConsistencyOracle

@Suite struct OracleStateTests {
  @Test func twoCopiesOfAnOracleGoTheirOwnWays() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    scene.write(0..<8)
    var fork = scene
    scene.apply(ghost, attempt: 0)
    fork.gone(ghost, attempt: 0, cause: .aborted)
    #expect(scene.oracle.counts.hasLeak && !fork.oracle.counts.hasLeak)
    #expect(fork.oracle.trackedExtents == 0 && scene.oracle.trackedExtents == 1)
  }

  @Test func memoryIsBoundedByWhatIsLiveNotByWhatWasWritten() {
    var scene = Scene()
    for place in 0..<20_000 as Range<UInt64> { scene.write(place * 7..<place * 7 + 20) }
    #expect(scene.oracle.trackedExtents == 0)
    #expect(scene.oracle.operations.records.count <= 2)
    #expect(scene.oracle.attempts.records.count <= 1)
    #expect(scene.oracle.extents.pool.records.count <= 2)
  }

  @Test func violationsAreCountedBeyondTheRecordedOnes() {
    var scene = Scene()
    let count = UInt64(Oracle.violationsRecordedMax + 10)
    for _ in 0..<count {
      let ghost = scene.ghost(0..<1)
      scene.write(0..<1)
      scene.apply(ghost, attempt: 0)
      scene.gone(ghost)
    }
    #expect(scene.oracle.violationCount == count)
    #expect(scene.oracle.violations.count == Oracle.violationsRecordedMax)
  }

  @Test func anImpossibleEventIsCountedAndChangesNothing() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    scene.write(0..<8)
    scene.gone(ghost, cause: .droppedInFabric)
    scene.apply(ghost, attempt: 0)
    scene.gone(ghost)
    scene.fail(ghost)
    #expect(scene.oracle.modelErrors.map(\.kind) == [.actedAfterGone, .goneTwice, .finishedTwice])
    #expect(scene.oracle.counts.modelErrors == 3)
    #expect(!scene.oracle.counts.hasLeak && scene.oracle.trackedExtents == 0)
  }
}
