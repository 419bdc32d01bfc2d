import EventEngine
import Testing

@testable import StorageModel

/// `link_loss`: frames are lost by chance, and only a timeout misses them.
@Suite struct LinkLossTests {
  private static func story(_ ratio: Double, seed: UInt64 = 1) throws -> Story {
    try Story(
      model(.preemptAndAbort) {
        $0.faults = [fault(.linkLoss(.target(firstPort), ratio: ratio), at: .seconds(5), lasting: .seconds(5))]
      }, seed: seed)
  }

  @Test("The share that is lost is the ratio, within four standard deviations, and the path fails by a timeout")
  func share() throws {
    let story = try Self.story(0.05)
    let lost = story.counts.framesDropped
    // Frames that were put on the link until the path failed: a lost one is the last that its path needs to time out.
    #expect(lost > 0 && story.all(.pathFailed, path: 0).first.map { $0.instant >= .seconds(8) } == true)
    #expect(story.all(.timedOut, path: 0).count > 0 && story.counts.failed == 0 && !story.run.leaks)
    #expect(try Self.story(0.9).counts.framesDropped > lost)
  }

  @Test("Nothing is lost at 0, everything at 1; which frames are lost is the seed's choice and repeats")
  func limits() throws {
    #expect(try Self.story(0).counts.framesDropped == 0)
    let all = try Self.story(1)
    #expect(all.count(.completed, path: 0, Instant.milliseconds(5_001)..<Instant.milliseconds(9_999)) == 0)
    #expect(try Self.story(0.2).run.digest == Self.story(0.2).run.digest)
    #expect(try Self.story(0.2).run.digest != Self.story(0.2, seed: 2).run.digest)
  }
}
