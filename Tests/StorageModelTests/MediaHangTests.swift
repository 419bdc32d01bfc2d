import Barriers
import EventEngine
import Testing

@testable import StorageModel

/// `media_hang`: servers take a command and never end it.
@Suite struct MediaHangTests {
  private static func story(_ servers: Int, lasting: Duration, _ method: BarrierMethod = .preemptAndAbort) throws -> Story {
    try Story(
      model(method) {
        $0.array.media.servers = 4
        $0.faults = [fault(.mediaHang(servers: servers), at: .seconds(5), lasting: lasting)]
      })
  }

  @Test("What a hanging server has taken ends when it works again; the other servers go on")
  func resumes() throws {
    let story = try Self.story(1, lasting: .seconds(2))
    let late =
      story.seconds(from: .enabled, to: .answered, path: 0).filter { $0.seconds > 1 }.count
      + (1..<4).reduce(0) { $0 + story.seconds(from: .enabled, to: .answered, path: $1).filter { $0.seconds > 1 }.count }
    #expect(late == 1)
    #expect(
      story.all(.answered).count {
        $0.version != nil && (Instant.milliseconds(5_500)..<Instant.milliseconds(6_900)).contains($0.instant)
      } > 50)
    #expect(story.counts.failed == 0 && story.counts.orphans == 0)
  }

  @Test("A barrier does not wait for it for ever: the array gives the server up and discards what it had taken")
  func evicted() throws {
    let story = try Self.story(2, lasting: .seconds(15))
    #expect(story.counts.pathFailures > 0 && story.counts.failed == 0 && !story.run.leaks)
    let abort = try #require(story.all(.reserveOutPerformed, command: "PREEMPT AND ABORT").first)
    let done = try #require(story.all(.barrierDone).first { $0.instant > abort.instant })
    #expect((done.instant - abort.instant).seconds > 0.4 && (done.instant - abort.instant).seconds < 1)
    #expect(story.counts[.landedLate] == 0)
  }

  @Test("Without a barrier a write that hung lands when the server works again")
  func late() throws {
    let story = try Self.story(4, lasting: .seconds(8), .none)
    #expect(story.counts.orphans > 1 && story.counts[.landedLate] > 1)
  }
}
