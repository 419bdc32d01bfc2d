import EventEngine
import Testing

@testable import StorageModel

/// `link_slow`: transmission takes longer, and nothing else changes.
@Suite struct LinkSlowTests {
  private static func story(_ factor: Double) throws -> Story {
    try Story(
      model(.none) {
        $0.fabric.link.bandwidth = 1_000_000_000
        $0.faults = [fault(.linkSlow(.target(firstPort), factor: factor), at: .seconds(5), lasting: .seconds(5))]
        $0.run.until = .seconds(12)
      })
  }

  @Test("A read's answer takes longer by the time that its bytes need on the slower link, on the paths of that link alone")
  func slower() throws {
    let story = try Self.story(1_000)
    func mean(_ path: Int, _ window: Range<Instant>) -> Double {
      let times = story.seconds(from: .answered, to: .completed, path: path).filter { window.contains($0.from) }.map(\.seconds)
      return times.reduce(0, +) / Double(max(times.count, 1))
    }
    let (before, during) = (Instant.zero..<Instant.seconds(5), Instant.seconds(5)..<Instant.seconds(9))
    // 24 bytes and the frame around them at 1 Gb/s are 480 ns, of a thousand times that on the way to the switch.
    #expect(mean(0, before) < 100e-6 && mean(0, during) > 400e-6)
    #expect(mean(3, during) < 100e-6)
    #expect(story.counts.framesDropped == 0 && story.counts.pathFailures == 0 && story.counts.failed == 0)
  }

  @Test("A factor of 1 is the link as it was built")
  func neutral() throws {
    let (slow, plain) = (
      try Self.story(1),
      try Story(
        model(.none) {
          $0.fabric.link.bandwidth = 1_000_000_000; $0.run.until = .seconds(12)
        })
    )
    #expect(slow.all(.completed).map(\.instant) == plain.all(.completed).map(\.instant))
  }
}
