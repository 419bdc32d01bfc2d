import EventEngine
import Testing

@testable import FabricModel
@testable import StorageModel

/// `link_loss`: frames are lost by chance, and only a timeout misses them.
@Suite struct LinkLossTests {
  private static func story(_ ratio: Double, seed: UInt64 = 1) throws -> Story {
    try Story(
      model(.preemptAndAbort) {
        $0.faults = [fault(.linkLoss(.target(firstPort), ratio: ratio), at: .seconds(5), lasting: .seconds(5))]
      }, seed: seed)
  }

  /// A frame is lost or not by a draw of its own, so losses are binomial, whatever the hosts do about them.
  @Test("The share that is lost is the ratio, within four standard deviations", arguments: [0.02, 0.05, 0.3])
  func share(ratio: Double) throws {
    var (lost, sent) = (0.0, 0.0)
    for seed in 1..<UInt64(11) {
      let story = try Self.story(ratio, seed: seed)
      let port = story.run.plan.topology.fabricPort(.target(firstPort))
      lost += Double(story.counts.framesDropped)
      for link in LinkDirection.allCases.map({ $0.link(of: port) }) {
        sent += Double(story.run.world.fabric.links[link].framesAtRisk)
      }
    }
    #expect(sent * ratio > 20, "\(sent) frames say little")
    #expect(abs(lost - sent * ratio) <= 4 * (sent * ratio * (1 - ratio)).squareRoot(), "\(lost) of \(sent)")
  }

  @Test("A path whose frames are lost fails by a timeout, and more are lost where the ratio is greater")
  func timeout() throws {
    let story = try Self.story(0.05)
    let lost = story.counts.framesDropped
    // The fault begins at 5 s and a command has 3 s.
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
