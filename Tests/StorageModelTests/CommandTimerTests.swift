import Barriers
import EventEngine
import Sampling
import Testing

@testable import StorageModel

/// Who gives a command up, and when: the layer that owns it, and no other.
@Suite struct CommandTimerTests {
  static let link = LinkName.initiator(host: 0, hba: 0)

  @Test("While a path is blocked the command timer starts again: fast_io_fail_tmo alone decides", arguments: [1, 2, 6])
  func blocked(_ seconds: Int64) throws {
    let story = try Story(
      model(.none) {
        $0.hosts.scsi.commandTimeout = .seconds(seconds)
        $0.hosts.multipath.fastIOFailTimeout = .seconds(8)
        $0.fabric.transport = .tcp
        // Some commands are in the array when the link goes.
        $0.array.media.write = Distribution(.milliseconds(100))
        $0.faults = [fault(.linkDown(Self.link), at: .seconds(5), lasting: .seconds(20))]
      })
    #expect(story.all(.timedOut).allSatisfy { $0.instant > .seconds(13) })
    #expect(Set(story.all(.pathFailed).map(\.instant)) == [.seconds(13)])
    #expect(story.all(.givenUp).filter { $0.version != nil }.count > 1)
    #expect(story.all(.givenUp).allSatisfy { $0.instant >= .seconds(13) })
  }

  /// Writes of a port that stalls after the data, while only its path checker has a short timeout.
  static func checked(_ policy: TimeoutPolicy, _ barrier: BarrierMethod = .none) throws -> Story {
    try Story(
      model(barrier) {
        $0.hosts.scsi.onTimeout = policy
        $0.hosts.scsi.commandTimeout = .seconds(12)
        $0.hosts.multipath.checkerTimeout = .seconds(1)
        $0.array.transfer = .immediate
        $0.workload.readRatio = 0
        $0.faults = [fault(.portStall(firstPort, .ingress), at: .seconds(5), lasting: .seconds(6))]
      })
  }

  @Test("A failed path check keeps new I/O off the path; what is out there stays, and is no orphan")
  func checkerFails() throws {
    let story = try Self.checked(.scsiErrorHandler)
    let failed = try #require(story.all(.pathFailed, path: 0).first)
    #expect(failed.instant > .seconds(6) && failed.instant < .seconds(9))
    #expect(story.count(.sent, path: 0, failed.instant..<(.seconds(11))) { $0.version != nil } == 0)
    let held = story.all(.heldAtPort, path: 0).filter { $0.version != nil }
    #expect(held.count > 5)
    // The stall ends before any command timeout: each is answered on the path that it was sent on, though that has failed.
    for write in held {
      #expect(story.all(.acknowledged).contains { $0.version == write.version && $0.instant >= .seconds(11) })
    }
    #expect(story.counts.orphans == 0 && !story.run.leaks && story.all(.timedOut).allSatisfy { $0.version == nil })
  }

  @Test("The idealisation failover-now gives all of it up with the path check: there are orphans, and they leak")
  func failoverNow() throws {
    let story = try Self.checked(.failoverNow)
    #expect(story.counts.orphans > 5 && story.run.leaks)
  }

  @Test("With a barrier the host need not wait for the timers: what it had sent is dead when the barrier is done")
  func barrierEndsWaiting() throws {
    let story = try Self.checked(.scsiErrorHandler, .preemptAndAbort)
    let done = try #require(story.all(.barrierDone).first)
    #expect(done.instant < .seconds(9) && story.counts.orphans > 5 && !story.run.leaks)
    #expect(story.all(.givenUp).filter { $0.version != nil }.allSatisfy { $0.instant == done.instant })
  }

  @Test("iSCSI waits twice: its transport asks for more time as the command moved since its timer began")
  func moreTime() throws {
    for (transport, times) in [(Transport.fibreChannel, 1), (.tcp, 2)] as [(Transport, Int64)] {
      let story = try Story(
        model(.none) {
          $0.hosts.scsi.onTimeout = .scsiErrorHandler
          $0.hosts.multipath.checkerTimeout = .seconds(60)
          $0.fabric.transport = transport
          $0.workload.readRatio = 0
          $0.faults = [fault(.portStall(firstPort, .afterData), at: .seconds(5), lasting: .seconds(9))]
        })
      let late = try #require(story.all(.timedOut).first)
      let sent = try #require(story.all(.sent).first { Story.Name($0) == Story.Name(late) })
      #expect(late.instant - sent.instant == .seconds(3 * times), "\(transport)")
      #expect(story.all(.sent, command: "ABORT TASK").first?.instant == late.instant)
    }
  }
}
