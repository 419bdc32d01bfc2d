import Barriers
import EventEngine
import Reservations
import Sampling
import Testing

@testable import StorageModel

/// `on_timeout: scsi-eh`: ABORT TASK, then LOGICAL UNIT RESET, on the same path; only then does it fail.
@Suite struct ErrorHandlerTests {
  static let abortTask = "ABORT TASK"
  static let reset = "LOGICAL UNIT RESET"

  static func story(_ change: (inout ModelConfiguration) -> Void) throws -> Story {
    try Story(
      model(.preemptAndAbort) {
        $0.hosts.scsi.onTimeout = .scsiErrorHandler
        // The path checker must not be faster than the error handler.
        $0.hosts.multipath.checkerTimeout = .seconds(60)
        $0.workload.readRatio = 0
        change(&$0)
      })
  }

  @Test("A port that answers nothing: ABORT TASK, a step later LOGICAL UNIT RESET, a step later the path fails")
  func ladder() throws {
    let story = try Self.story {
      $0.array.transfer = .immediate
      $0.faults = [fault(.portStall(firstPort, .ingress), at: .seconds(5), lasting: .seconds(12))]
    }
    let timedOut = try #require(story.all(.timedOut).first)
    let sent = try #require(story.all(.sent, path: 0).first { Story.Name($0) == Story.Name(timedOut) && $0.version != nil })
    #expect(timedOut.instant - sent.instant == .seconds(3))
    #expect(story.all(.sent, path: 0, command: Self.abortTask).first?.instant == timedOut.instant)
    #expect(story.all(.sent, path: 0, command: Self.reset).first?.instant == timedOut.instant + .seconds(1))
    #expect(story.all(.pathFailed, path: 0).first?.instant == timedOut.instant + .seconds(2))
    // Nobody else times out on the path meanwhile, and it takes no new I/O.
    #expect(story.all(.timedOut).count { $0.instant < timedOut.instant + .seconds(2) } == 1)
    let recovery = timedOut.instant..<timedOut.instant + .seconds(2)
    #expect(story.count(.sent, path: 0, recovery) { $0.version != nil } == 0)
    #expect(story.count(.sent, path: 1, recovery) { $0.version != nil } > 20)
    #expect(!story.run.leaks && story.counts.failed == 0)
  }

  @Test("ABORT TASK kills what waits, and the I/O is repeated on the same path, which does not fail")
  func aborted() throws {
    // One media server busy for 3.6 s with one write: those behind it wait in the queue past their timeout.
    let story = try Self.story {
      $0.array.media.servers = 1
      $0.workload.kind = .open(rate: 2, process: .deterministic)
      $0.hosts.overlap = .allow
      $0.hosts.scsi.commandTimeout = .seconds(1)
      $0.array.media.write = Distribution(.microseconds(1000))
      $0.faults = [fault(.mediaSlow(factor: 1900), at: .milliseconds(5_100), lasting: .milliseconds(450))]
      $0.run.until = .seconds(12)
    }
    #expect(story.counts.taskAborts > 0 && story.counts[.aborted] > 0)
    #expect(story.counts.failed == 0 && !story.run.leaks)
    let killed = try #require(story.all(.orphanSettled).first { $0.fate == .aborted })
    let again = try #require(story.all(.sent).first { $0.version == killed.version && $0.ordinal == killed.ordinal + 1 })
    #expect(again.entity == killed.entity)
    #expect(story.all(.pathFailed, path: killed.entity).isEmpty)
  }

  @Test("A command lost on the way: ABORT TASK finds nothing, the I/O is repeated on the same path")
  func lost() throws {
    let story = try Self.story {
      $0.faults = [fault(.linkLoss(.target(firstPort), ratio: 1), at: .seconds(5), lasting: .milliseconds(90))]
    }
    #expect(story.counts[.droppedInFabric] > 0 && story.counts.taskAborts > 0)
    #expect(story.counts.pathFailures == 0 && story.counts.logicalUnitResets == 0 && story.counts.failed == 0)
    for lost in story.all(.frameDropped) where lost.version != nil {
      let again = story.all(.sent).first { $0.version == lost.version && $0.ordinal == lost.ordinal + 1 }
      #expect(again?.entity == lost.entity)
    }
  }

  @Test("An ABORT TASK answered too late does not count as the answer of the reset that followed")
  func lateAnswer() throws {
    // The stall ends between the two steps' ends, so both requests are looked at in one instant and answered in turn.
    let story = try Self.story {
      $0.array.transfer = .immediate
      $0.array.media.write = Distribution(.milliseconds(50))
      $0.faults = [fault(.portStall(firstPort, .ingress), at: .seconds(5), lasting: .milliseconds(4_500))]
    }
    let resetAnswered = try #require(story.all(.completed, path: 0, command: Self.reset).first)
    let abortAnswered = try #require(story.all(.completed, path: 0, command: Self.abortTask).first)
    #expect(abortAnswered.instant < resetAnswered.instant)
    #expect(story.count(.sent, path: 0, abortAnswered.instant..<resetAnswered.instant) { $0.version != nil } == 0)
    #expect(!story.run.leaks && story.counts.pathFailures == 0)
  }
}
