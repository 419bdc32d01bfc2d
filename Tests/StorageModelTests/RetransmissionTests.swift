import Barriers
import EventEngine
import Sampling
import Testing

@testable import StorageModel

/// `transport: tcp`: a frame that is lost is sent again, in order, until the connection dies or is closed.
@Suite struct RetransmissionTests {
  static let link = LinkName.initiator(host: 0, hba: 0)

  /// Timeouts of the field; a disk slow enough that commands are in every stage when the link goes.
  static func outage(
    _ length: Duration, _ kind: (LinkName) -> any FaultKind = { LinkDown.linkDown($0) },
    change: (inout ModelConfiguration) -> Void = { _ in }
  ) throws -> Story {
    try Story(
      model(.none) {
        $0.fabric.transport = .tcp
        $0.hosts.multipath.fastIOFailTimeout = .seconds(5)
        $0.hosts.multipath.checkerTimeout = .seconds(30)
        $0.hosts.scsi.commandTimeout = .seconds(30)
        $0.array.media.write = Distribution(.milliseconds(40))
        $0.array.media.read = Distribution(.milliseconds(40))
        $0.faults = [fault(kind(link), at: .seconds(5), lasting: length)]
        $0.run.until = .seconds(20)
        change(&$0)
      })
  }

  @Test(
    "An outage of d ends each I/O that it caught between d and 2 d + 0.5 s later, and fails no path",
    arguments: [1_000, 3_000, 4_000])
  func shortOutage(_ milliseconds: Int64) throws {
    let length = Duration.milliseconds(milliseconds)
    let story = try Self.outage(length)
    let caught = story.all(.issued).filter { issue in
      guard issue.instant < .seconds(5) else { return false }
      return story.all(.acknowledged).contains { $0.version == issue.version && $0.instant > .milliseconds(5_050) }
    }
    #expect(caught.count > 1)
    for issue in caught {
      let end = try #require(story.all(.acknowledged).first { $0.version == issue.version }).instant - Instant.seconds(5)
      #expect(end >= length && end <= length * 2 + .milliseconds(500), "\(end)")
    }
    #expect(story.all(.pathFailed).isEmpty && story.all(.timedOut).isEmpty && story.counts.failed == 0)
    #expect(story.counts.framesDropped > 0 && story.counts.orphans == 0 && !story.run.leaks)
    #expect(story.counts.attempts == story.counts.issued)
  }

  @Test("No outage that TCP cures costs more than a longer one that it cures", arguments: [50, 250, 700, 1_500, 2_400])
  func shorterIsCheaper(_ milliseconds: Int64) throws {
    func worst(_ length: Duration) throws -> Duration {
      let story = try Self.outage(length)
      return try #require(
        story.all(.issued).compactMap { issue in
          story.all(.acknowledged).first { $0.version == issue.version }.map { $0.instant - issue.instant }
        }.max())
    }
    #expect(try worst(.milliseconds(milliseconds)) <= worst(.milliseconds(milliseconds * 2)))
  }

  @Test("A link that loses one frame in twenty: all arrive in the end, and in their order")
  func lossyLink() throws {
    let story = try Self.outage(.seconds(10), { LinkLoss.linkLoss($0, ratio: 0.05) })
    #expect(story.counts.framesDropped > 50 && story.all(.pathFailed).isEmpty)
    #expect(story.counts.completed == story.counts.issued && story.counts.attempts == story.counts.issued)
    for path in 0..<4 { #expect(story.overtakings(path: path) == 0) }
  }

  @Test("When fast_io_fail_tmo is over the host closes its connection: what it had not got rid of never arrives")
  func closed() throws {
    let story = try Self.outage(.seconds(8), change: { $0.workload.readRatio = 0 })
    #expect(Set(story.all(.pathFailed).map(\.instant)) == [.seconds(10)])
    #expect(story.counts.orphans > 1 && story.counts[.landedLate] == 0 && !story.run.leaks)
    #expect(story.counts.failed == 0)
  }
}
