import Barriers
import EventEngine
import Reservations
import SCSIWire
import Testing

@testable import StorageModel

/// `port_stall`: what waits at each stage, what goes on, and that a stall too short to be noticed costs nothing but time.
@Suite struct PortStallTests {
  /// The stall lasts from 5 s to 7 s, a third less than a command timeout; what was under way when it began has a millisecond.
  static let window = Instant.milliseconds(5_001)..<Instant.seconds(7)

  static func story(_ stage: PortStage, transfer: TransferMode = .readyToTransfer) throws -> Story {
    try Story(
      model(.none) {
        $0.array.transfer = transfer
        $0.faults = [fault(.portStall(firstPort, stage), at: .seconds(5), lasting: .seconds(2))]
        $0.run.until = .seconds(10)
      })
  }

  @Test(
    "A short stall fails nothing: every I/O is served by its first attempt", arguments: PortStage.allCases, TransferMode.allCases)
  func shortStall(stage: PortStage, transfer: TransferMode) throws {
    let story = try Self.story(stage, transfer: transfer)
    #expect(story.counts.attempts == story.counts.issued && story.counts.failed == 0 && story.counts.pathFailures == 0)
    #expect(story.counts.orphans == 0 && !story.run.leaks)
    // Something waited for it.
    #expect(story.seconds(from: .sent, to: .completed, path: 0).contains { $0.seconds > 1 })
    #expect(!story.seconds(from: .sent, to: .completed, path: 1).contains { $0.seconds > 0.1 })
    #expect(story.overtakings(path: 0) == 0)
  }

  @Test("ingress: nothing is looked at, the path checker's commands neither")
  func ingress() throws {
    let story = try Self.story(.ingress)
    #expect(story.count(.enabled, path: 0, Self.window) == 0)
    #expect(story.count(.answered, path: 0, Self.window) == 0)
    #expect(story.count(.sent, path: 0, Self.window) { $0.command == testUnitReady } > 0)
    #expect(story.count(.answered, path: 1, Self.window) > 10)
  }

  @Test("Two stalls of one port count as one that lasts until the later end")
  func overlappingStalls() throws {
    let story = try Story(
      model(.none) {
        $0.faults = [
          fault(.portStall(firstPort, .ingress), at: .seconds(5), lasting: .seconds(1)),
          fault(.portStall(firstPort, .afterData), at: .milliseconds(5_500), lasting: .milliseconds(1_500), name: "second"),
        ]
        $0.run.until = .seconds(10)
      })
    #expect(story.count(.enabled, path: 0, Self.window) == 0)
    #expect(story.count(.enabled, path: 0, .seconds(7)..<(.seconds(8))) > 20)
  }

  @Test("after_check: commands are checked and wait; TEST UNIT READY is answered")
  func afterCheck() throws {
    let story = try Self.story(.afterCheck)
    #expect(story.count(.enabled, path: 0, Self.window) > 10)
    #expect(story.count(.applied, path: 0, Self.window) == 0)
    #expect(story.count(.answered, path: 0, Self.window) { $0.command.isEmpty } == 0)
    #expect(story.count(.answered, path: 0, Self.window) { $0.command == testUnitReady } > 0)
  }

  @Test("after_data: writes wait with their data, reads are served", arguments: TransferMode.allCases)
  func afterData(_ transfer: TransferMode) throws {
    let story = try Self.story(.afterData, transfer: transfer)
    #expect(story.count(.applied, path: 0, Self.window) == 0)
    #expect(story.count(.answered, path: 0, Self.window) { $0.isWrite } == 0)
    #expect(story.count(.completed, path: 0, Self.window) { !$0.isWrite && $0.command.isEmpty } > 5)
    #expect(story.count(.completed, path: 0, Self.window) { $0.command == testUnitReady } > 0)
  }

  @Test("egress: work goes on, no answer leaves")
  func egress() throws {
    let story = try Self.story(.egress, transfer: .immediate)
    #expect(story.count(.applied, path: 0, Self.window) > 10)
    #expect(story.count(.answered, path: 0, Self.window) > 10)
    #expect(story.count(.completed, path: 0, Self.window) == 0)
    // With r2t the requests for data are answers too: writes do not get on.
    #expect(try Self.story(.egress).count(.applied, path: 0, Self.window) == 0)
  }

  @Test(
    "An answer that is lost past the timeout leaves an orphan that landed before",
    arguments: [BarrierMethod.none, .preemptAndAbort])
  func landedBefore(_ method: BarrierMethod) throws {
    let story = try Story(
      model(method) {
        $0.array.transfer = .immediate
        $0.faults = [fault(.portStall(firstPort, .egress), at: .seconds(5), lasting: .seconds(12))]
      })
    #expect(story.counts.orphans > 10 && story.counts[.landedBefore] == story.counts.orphans)
    #expect(!story.run.leaks)
  }

  @Test("A port silent for the eviction time is evicted: the barrier takes that long, and what it held is discarded")
  func eviction() throws {
    let evicted = try Story(
      model(.preemptAndAbort) {
        $0.faults = [fault(.portStall(firstPort, .afterData), at: .seconds(5), lasting: .seconds(12))]
      })
    let eviction = try #require(evicted.all(.portEvicted).first)
    let removal = try #require(evicted.all(.reserveOutPerformed, command: ReserveOutServiceAction.preemptAndAbort.name).first)
    #expect(eviction.instant - removal.instant == .milliseconds(500))
    #expect(evicted.counts[.landedLate] == 0 && evicted.counts[.aborted] > 10)
    #expect(try #require(evicted.run.observer.barrierTimes.first) > .milliseconds(500))
  }

  @Test(
    "With evicted_sessions: end the nexuses of the port are lost as well: what waited for the media dies, and hosts hear 29/07")
  func evictionEndsSessions() throws {
    func story(_ sessions: EvictedSessions?) throws -> Story {
      try Story(
        model(.preemptAndAbort) {
          $0.array.evictedSessions = sessions
          $0.faults = [fault(.portStall(firstPort, .afterData), at: .seconds(5), lasting: .seconds(12))]
        })
    }
    let (standard, kept, ended) = (try story(nil), try story(.keep), try story(.end))
    #expect(standard.run.digest == kept.run.digest, "hosts of a run know no sessions")
    #expect(ended.counts.unitAttentions > kept.counts.unitAttentions)
    #expect(!ended.run.leaks && ended.run.world.brokenRule == nil)
  }

  @Test("A port that wakes up before confirms the abort itself, behind what it held")
  func confirmation() throws {
    // The first write times out soon after 8 s; the stall ends at 8.3 s.
    let story = try Story(
      model(.preemptAndAbort) {
        $0.faults = [fault(.portStall(firstPort, .afterData), at: .seconds(5), lasting: .milliseconds(3300))]
      })
    #expect(story.counts.portEvictions == 0 && story.counts[.landedLate] > 0 && !story.run.leaks)
    let done = try #require(story.all(.barrierDone).first)
    #expect(done.instant >= .milliseconds(8_300))
    let late = try #require(story.all(.orphanSettled).filter { $0.fate == .landedLate }.map(\.instant).max())
    #expect(late < done.instant)
  }
}
