import EventEngine
import Testing

@testable import ConsistencyOracle

@Suite struct ExposureTests {
  @Test func exposureLastsFromTheStaleWriteToTheRewriteOfEachBlock() {
    var scene = Scene()
    let ghost = scene.ghost(0..<8)
    scene.write(0..<8)
    scene.apply(ghost, attempt: 0)
    let began = scene.now
    scene.apply(ghost, attempt: 0)  // the same again repairs nothing
    let rewrite = scene.issue(0..<4, via: 1)
    scene.apply(rewrite)
    let ended = scene.now
    scene.oracle.finish(at: scene.tick())
    #expect(
      scene.oracle.exposures == [
        Exposure(unit: 0, blocks: 0..<4, began: began, ended: ended, isCensored: false),
        Exposure(unit: 0, blocks: 4..<8, began: began, ended: scene.now, isCensored: true),
      ])
    #expect(scene.oracle.counts.exposuresRewritten == BlockTally(events: 1, blocks: 4))
    #expect(scene.oracle.counts.exposuresCensored == BlockTally(events: 1, blocks: 4))
    #expect(scene.oracle.counts.exposureTotal == .milliseconds(4 + 5))
  }

  @Test func aWriteOlderThanTheLostDataDoesNotEndTheExposure() {
    var scene = Scene()
    let oldest = scene.ghost(0..<8)
    let second = scene.issue(0..<8, via: 0)
    scene.fail(second)
    scene.write(0..<8)
    scene.apply(oldest, attempt: 0)
    scene.apply(second)  // newer than the ghost, still older than what was lost
    #expect(scene.oracle.counts.lateForward.events == 1)
    #expect(scene.oracle.counts.exposuresRewritten == BlockTally())
    scene.write(0..<8)
    #expect(scene.oracle.counts.exposuresRewritten == BlockTally(events: 1, blocks: 8))
  }
}
