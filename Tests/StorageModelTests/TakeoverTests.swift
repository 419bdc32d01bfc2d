import Barriers
import EventEngine
import Sampling
import TestSupport
import Testing

@testable import StorageModel

/// Takeovers that do not go smoothly. Each of these leaked, lost data, or never ended in an earlier version.
@Suite struct TakeoverTests {
  private static let secondPort = TargetPortName(controller: 1, port: 1)

  /// Short timeouts, 50 km, immediate data: something is always in flight.
  private static func cluster(_ hosts: Int, change: (inout ModelConfiguration) throws -> Void) rethrows -> ModelConfiguration {
    var model = ModelConfiguration()
    model.hosts.count = hosts
    model.hosts.multipath.pathSelector = .roundRobin
    model.hosts.multipath.pollingInterval = .milliseconds(300)
    model.hosts.multipath.pollingIntervalMax = .milliseconds(600)
    model.hosts.multipath.checkerTimeout = .seconds(1)
    model.hosts.multipath.fastIOFailTimeout = .milliseconds(200)
    model.hosts.multipath.noPathRetry = .queue
    model.hosts.scsi.commandTimeout = .seconds(1)
    model.fabric.transport = .tcp
    model.fabric.link.propagation = .microseconds(250)
    model.array.transfer = .immediate
    model.array.media.servers = 16
    model.array.media.write = Distribution(.microseconds(300))
    model.workload.kind = .rewrite(streams: 8, think: Distribution(.milliseconds(3)))
    model.workload.hosts = [0]
    model.workload.workingSet = 1 << 20
    model.barrier = .preemptAndAbort
    model.run.until = .seconds(6)
    try change(&model)
    return model
  }

  @Test("A REGISTER of the victim that was in flight when the barrier was raised does not let its queued writes in")
  func registerInFlight() throws {
    let port = TargetPortName(controller: 0, port: 1)
    var stuck: UInt64 = 0
    for seed in 1..<UInt64(9) {
      let story = try Story(
        Self.cluster(2) {
          $0.hosts.queueDepth = 2
          $0.hosts.multipath.pollingInterval = .milliseconds(200)
          $0.hosts.multipath.pollingIntervalMax = .milliseconds(400)
          $0.hosts.multipath.checkerTimeout = .seconds(5)
          $0.fabric.link.propagation = .milliseconds(1)
          $0.array.controllers = 1
          $0.array.media.servers = 4
          $0.workload.kind = .rewrite(streams: 8, think: nil)
          $0.faults = [
            fault(.portStall(port, .afterData), at: .milliseconds(500), lasting: .milliseconds(1517), name: "stuck1"),
            fault(.portStall(port, .ingress), at: .microseconds(2_020_500), lasting: .milliseconds(500), name: "stuck2"),
            fault(
              .hostPause(host: 0, takeoverAfter: .milliseconds(200)), at: .milliseconds(2021), lasting: .milliseconds(850),
              name: "pause"),
          ]
        }, seed: seed)
      #expect(story.counts.takeovers == 1 && !story.run.leaks, "seed \(seed)")
      stuck += story.counts.orphans
    }
    #expect(stuck >= 16, "\(stuck) stuck writes say little")
  }

  @Test("A removed host that wakes early reports no failure before the barrier is done, and its journal is redone all the same")
  func wakesEarly() throws {
    for seed in 1..<UInt64(21) {
      let story = try Story(
        Self.cluster(2) {
          $0.array.evictionTimeout = .milliseconds(800)
          $0.faults = [
            fault(.portStall(Self.secondPort, .afterData), at: .milliseconds(550), lasting: .seconds(2), name: "stuck"),
            fault(
              .hostPause(host: 0, takeoverAfter: .milliseconds(500)), at: .milliseconds(650), lasting: .milliseconds(600),
              name: "pause"),
          ]
        }, seed: seed)
      let removed = try #require(story.all(.takeoverBegan).first).instant
      let stopped = try #require(story.all(.hostStopped).first).instant
      let failures = story.all(.failed).filter { $0.entity == 0 }
      let done = try #require(story.all(.barrierDone).filter { $0.instant > removed }.last).instant
      #expect(stopped < done, "seed \(seed): it wakes before the barrier is done")
      #expect(!failures.isEmpty && failures.allSatisfy { $0.instant >= done }, "seed \(seed)")
      let recovered = story.all(.issued).filter { $0.entity == 1 && !$0.isWrite && $0.instant >= done }
      #expect(recovered.count == failures.filter(\.isWrite).count, "seed \(seed): what was unfinished is what is redone")
      #expect(story.run.world.oracle.counts.lostAcknowledged.events == 0 && !story.run.leaks, "seed \(seed)")
    }
  }

  @Test("A takeover whose survivor is itself removed is finished by the next one", arguments: 0..<4)
  func nested(_ part: UInt64) throws {
    var nested = 0
    for seed in part * 25 + 1..<part * 25 + 26 {
      let story = try Story(
        Self.cluster(3) {
          $0.hosts.multipath.fastIOFailTimeout = .milliseconds(50)
          $0.faults = [
            fault(
              .hostPause(host: 0, takeoverAfter: .milliseconds(300)), at: .milliseconds(650), lasting: .seconds(3), name: "a"),
            fault(
              .hostPause(host: 1, takeoverAfter: .milliseconds(300)), at: .milliseconds(955 + Int64(seed) * 10),
              lasting: .seconds(2), name: "b"),
            fault(.portStall(Self.secondPort, .afterData), at: .milliseconds(600), lasting: .seconds(2), name: "stuck"),
          ]
          $0.run.until = .seconds(7)
        }, seed: seed)
      #expect(story.counts.takeovers == 2 && !story.run.leaks, "seed \(seed)")
      #expect(story.all(.takeoverDone).count == 2, "seed \(seed)")
      let last = try #require(story.all(.acknowledged).last)
      #expect(last.instant > .seconds(6), "seed \(seed): the workload goes on to the end")
      let first = story.all(.takeoverDone).first?.instant ?? .zero
      if first > .milliseconds(1_255 + Int64(seed) * 10) { nested += 1 }
    }
    #expect(nested > 5, "\(nested) takeovers were under way when their survivor was removed")
  }

  @Test("A host that is due while every other stands still is removed as soon as somebody is there")
  func nobodyThere() throws {
    let story = try Story(
      Self.cluster(2) {
        $0.faults = [
          fault(.hostPause(host: 0, takeoverAfter: .milliseconds(300)), at: .seconds(1), lasting: .seconds(4), name: "a"),
          fault(.hostPause(host: 1, takeoverAfter: nil), at: .milliseconds(900), lasting: .seconds(1), name: "b"),
        ]
      })
    #expect(story.all(.takeoverBegan).map(\.instant) == [.milliseconds(1_900)])
    #expect(story.all(.takeoverDone).count == 1)
  }

  @Test("Fabric fencing and power fencing keep a silent host out for good; what had left it before is another matter")
  func fencing() throws {
    for method in [BarrierMethod.fabricFence, .stonith] {
      let story = try Story(
        HostPauseTests.paused(method, lasting: .seconds(6)) { $0.run.until = .seconds(14) })
      #expect(story.counts.takeovers == 1 && story.all(.takeoverDone).count == 1, "\(method.name)")
      #expect(story.counts[.droppedInFabric] > 1, "\(method.name): what stood in its HBAs never leaves")
      #expect(!story.run.leaks, "\(method.name)")
    }
  }
}
