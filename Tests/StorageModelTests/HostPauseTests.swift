import Barriers
import EventEngine
import Reservations
import Sampling
import Testing

@testable import StorageModel

/// `host_pause`: a host stands still and does not know it; the cluster may take its blocks over meanwhile.
@Suite struct HostPauseTests {
  /// Two hosts, of which the first keeps many writes in its HBAs; it stands still from 5 s on.
  static func paused(
    _ method: BarrierMethod, lasting: Duration, takeoverAfter: Duration? = .milliseconds(500),
    change: (inout ModelConfiguration) -> Void = { _ in }
  ) throws -> ModelConfiguration {
    model(method == .hold ? .hold(.seconds(2)) : method) {
      $0.hosts.count = 2
      $0.hosts.hbaLatency = .milliseconds(1)
      $0.array.transfer = .immediate
      $0.workload.kind = .closed(depth: 8, think: nil)
      $0.workload.readRatio = 0
      $0.workload.workingSet = 16 * 4096
      $0.faults = [fault(.hostPause(host: 0, takeoverAfter: takeoverAfter), at: .seconds(5), lasting: lasting)]
      $0.run.until = .seconds(5) + lasting + .seconds(1)
      change(&$0)
    }
  }

  @Test("A pause that nobody notices loses nothing; the host does nothing meanwhile and then goes on")
  func unnoticed() throws {
    let story = try Story(
      Self.paused(.preemptAndAbort, lasting: .seconds(1), takeoverAfter: nil) { $0.workload.hosts = [0] })
    let window = Instant.milliseconds(5_001)..<Instant.seconds(6)
    #expect(
      !story.records.contains {
        [.sent, .issued, .completed].contains($0.kind) && window.contains($0.instant) && $0.entity < 4 && $0.kind != .issued
      })
    #expect(!story.all(.issued).contains { window.contains($0.instant) })
    #expect(story.all(.issued).contains { $0.instant > .seconds(6) })
    #expect(story.counts.attempts == story.counts.issued && story.counts.failed == 0 && story.counts.orphans == 0)
  }

  @Test("A workload whose host stood still before it could begin is begun by the survivor")
  func silentFromTheStart() throws {
    let story = try Story(
      Self.paused(.preemptAndAbort, lasting: .seconds(10)) {
        $0.workload.hosts = [0]
        $0.faults[0].at = Distribution(.zero)
      })
    #expect(story.counts.takeovers == 1 && story.counts.hostsStopped == 1)
    #expect(story.counts.completed > 100 && story.counts.completed == story.counts.issued)
    #expect(!story.run.leaks)
  }

  /// HBAs are out of reach of everything but the reservation and of a hold that outlasts the pause.
  @Test(
    "What a paused host kept in its HBAs lands late unless its key is gone or the hold outlasts the pause",
    arguments: [
      (BarrierMethod.none, 15, true), (.hold, 15, true), (.hold, 1, false), (.logicalUnitReset, 15, true), (.preempt, 15, false),
      (.preemptAndAbort, 15, false),
    ])
  func takeover(method: BarrierMethod, seconds: Int64, leaks: Bool) throws {
    let story = try Story(Self.paused(method, lasting: .seconds(seconds)) { $0.run.until = .seconds(22) })
    let counts = story.counts
    #expect(counts.takeovers == 1 && counts.hostsStopped == 1 && counts.barriersDone >= 4)
    #expect(counts.orphans >= 4)
    #expect(story.run.leaks == leaks)
    if leaks { #expect(story.run.world.oracle.counts.staleAfterTakeover.events > 0) }
    if method.removesKeys { #expect(counts[.conflict] >= 4 && counts[.landedLate] == 0) }
    try Self.expectServiceGoesOn(story)
  }

  @Test("With r2t a paused host answers the array's request when it runs again: only an abort keeps that data out")
  func dataAfterThePause() throws {
    for (method, leaks) in [(BarrierMethod.preempt, true), (.preemptAndAbort, false)] {
      let story = try Story(Self.paused(method, lasting: .seconds(15)) { $0.array.transfer = .readyToTransfer })
      #expect(story.run.leaks == leaks)
      #expect(method == .preempt ? story.counts[.landedLate] > 0 : story.counts[.aborted] > 0)
    }
  }

  /// The survivor works on the victim's blocks after the takeover, the victim on nothing after it heard of it.
  static func expectServiceGoesOn(_ story: Story) throws {
    let slice = story.run.plan.hosts.slots * story.run.plan.hosts.blocksPerSlot
    let done = try #require(story.all(.takeoverDone).first).instant
    let stopped = try #require(story.all(.hostStopped).first).instant
    #expect(story.all(.issued).contains { $0.instant >= done && $0.entity == 1 && $0.blocks.upperBound <= slice })
    #expect(!story.all(.issued).contains { $0.instant > stopped && $0.entity == 0 })
  }

  @Test("A victim that runs again before the takeover is done stops, and its work goes on elsewhere all the same")
  func earlyReturn() throws {
    let story = try Story(
      Self.paused(.hold, lasting: .seconds(1)) { $0.run.until = .seconds(12) })
    let resumed = try #require(story.all(.faultEnded).first).instant
    let done = try #require(story.all(.takeoverDone).first).instant
    #expect(resumed < done)
    try Self.expectServiceGoesOn(story)
  }

  @Test("A host that stopped sends nothing more, even if its error handler was at work")
  func stopsErrorHandler() throws {
    // ABORT TASK is out since about 5.0 s and has until 6.0 s; the host stands still in between and is removed.
    let story = try Story(
      Self.paused(.preemptAndAbort, lasting: .milliseconds(600), takeoverAfter: .milliseconds(200)) {
        $0.hosts.scsi.onTimeout = .scsiErrorHandler
        $0.hosts.scsi.commandTimeout = .seconds(1)
        $0.faults[0].at = Distribution(.milliseconds(5_300))
        $0.faults.append(fault(.portStall(firstPort, .ingress), at: .seconds(4), lasting: .seconds(4), name: "stall"))
        $0.run.until = .seconds(10)
      })
    let stopped = try #require(story.all(.hostStopped).first).instant
    #expect(stopped == .milliseconds(5_900))
    #expect(story.all(.sent, path: 0).contains { $0.command == "ABORT TASK" && $0.instant < stopped })
    #expect(!story.all(.sent).contains { $0.instant > stopped && $0.entity < 4 })
  }

  @Test("One survivor takes two victims over")
  func twoVictims() throws {
    let story = try Story(
      Self.paused(.hold, lasting: .seconds(6)) {
        $0.hosts.count = 3
        $0.faults.append(
          fault(
            .hostPause(host: 1, takeoverAfter: .milliseconds(500)), at: .milliseconds(5_100), lasting: .seconds(6), name: "second"
          ))
      })
    #expect(story.counts.takeovers == 2 && story.counts.hostsStopped == 2 && story.all(.takeoverDone).count == 2)
    let slice = story.run.plan.hosts.slots * story.run.plan.hosts.blocksPerSlot
    for victim in 0..<UInt64(2) {
      #expect(
        story.all(.issued).contains { $0.instant > .seconds(9) && $0.entity == 2 && $0.blocks.lowerBound / slice == victim })
    }
  }

  @Test("A trace goes on after a pause: what fell into it comes at once")
  func trace() throws {
    let records = (0..<1000).map {
      WorkloadTrace.Record(
        arrival: .milliseconds(Int64($0) * 10), firstBlock: UInt64($0 % 50) * 8, blockCount: 8, unit: 0, isWrite: true)
    }
    let story = try Story(
      model(.preemptAndAbort) {
        $0.workload.kind = .trace(WorkloadTrace(name: "even", records: records))
        $0.faults = [fault(.hostPause(host: 0, takeoverAfter: nil), at: .seconds(5), lasting: .seconds(2))]
      })
    #expect(story.counts.completed == 1000)
    #expect(story.all(.issued).count { $0.instant == .seconds(7) } >= 199)
  }

  @Test("Frames that a paused host kept have no age: on Fibre Channel too they land after R_A_TOV")
  func noAge() throws {
    let story = try Story(Self.paused(.none, lasting: .seconds(60)) { $0.fabric.transport = .fibreChannel })
    #expect(story.counts.framesDropped == 0 && story.counts[.landedLate] > 0)
  }
}
