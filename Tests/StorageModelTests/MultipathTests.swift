import Barriers
import EventEngine
import Reservations
import SCSIWire
import Sampling
import Testing

@testable import StorageModel

/// Path selection, path checking, and what happens when no path is left.
@Suite struct MultipathTests {
  static let hostLinks = [LinkName.initiator(host: 0, hba: 0), .initiator(host: 0, hba: 1)]

  /// Both links of the host are down from 5 s to 10 s; paths fail at 5.5 s.
  static func cutOff(_ retry: NoPathRetry, change: (inout ModelConfiguration) -> Void = { _ in }) throws -> Story {
    try Story(
      model(.preemptAndAbort) {
        $0.hosts.multipath.noPathRetry = retry
        $0.faults = hostLinks.map { fault(.linkDown($0), at: .seconds(5), lasting: .seconds(5)) }
        $0.run.until = .seconds(15)
        change(&$0)
      })
  }

  @Test("no_path_retry fail: I/O fails as soon as the last path has")
  func failsAtOnce() throws {
    let story = try Self.cutOff(.fail)
    let failed = story.all(.failed)
    #expect(failed.first?.instant == .milliseconds(5_500) && failed.count > 300)
    #expect(failed.allSatisfy { $0.instant < .milliseconds(10_600) })
    #expect(!story.run.leaks)
  }

  @Test("no_path_retry queue: nothing fails, everything is served when a path is back")
  func queues() throws {
    let story = try Self.cutOff(.queue)
    #expect(story.counts.failed == 0 && story.counts.completed == story.counts.issued && !story.run.leaks)
    #expect(story.counts.pathFailures == 4)
  }

  @Test(
    "no_path_retry N: I/O queues for N polling intervals from the loss of the last path, then fails, and so does what comes later",
    arguments: [1, 3, 5], [5_000, 5_100, 5_237, 5_450])
  func queuesForIntervals(_ count: Int, _ beginning: Int64) throws {
    // The faults begin at different phases of the path checkers, which have no say in it.
    let story = try Self.cutOff(.polls(count)) {
      $0.faults = Self.hostLinks.map { fault(.linkDown($0), at: .milliseconds(beginning), lasting: .seconds(5)) }
    }
    let limit = Instant.milliseconds(beginning + 500 + Int64(count) * 500)
    let failed = story.all(.failed)
    #expect(failed.first?.instant == limit)
    #expect(failed.count { $0.instant == limit } > 30 * count)
    let back = Instant.milliseconds(beginning + 5_000)
    let later = story.all(.issued).filter { $0.instant > limit && $0.instant < back }
    #expect(!later.isEmpty && later.allSatisfy { issue in failed.contains { $0.instant == issue.instant } })
    #expect(story.all(.acknowledged).contains { $0.instant > back })
  }

  @Test("What was out on the last path waits for its barrier, even if nothing is left to raise it with")
  func pendingBarrierOutlivesPaths() throws {
    let story = try Self.cutOff(.fail) { $0.array.media.write = Distribution(.milliseconds(50)) }
    let orphaned = Set(story.all(.givenUp).filter { $0.version != nil && $0.isWrite }.compactMap(\.version))
    #expect(!orphaned.isEmpty)
    #expect(!story.all(.failed).contains { $0.instant < .seconds(10) && $0.version.map(orphaned.contains) == true })
    #expect(try #require(story.all(.barrierDone).first).instant > .seconds(10))
  }

  @Test("No path carries more commands than its queue depth, and the rest waits its turn")
  func queueDepth() throws {
    let plan = try Plan(
      model(.none) {
        $0.hosts.queueDepth = 2
        $0.workload.kind = .closed(depth: 32, think: nil)
        $0.workload.workingSet = 1 << 30
        $0.run.until = .milliseconds(200)
      })
    var run = plan.simulation(seed: 1, observer: RunObserver(recordsLatency: false))
    var most: UInt32 = 0
    while run.step() {
      for path in run.world.hosts.paths { most = max(most, path.outstanding) }
    }
    #expect(most == 2 && run.world.counts.completed == run.world.counts.issued && run.world.counts.completed > 1000)
  }

  /// Commands sent on the first path, of all, while its port holds writes for 2 s.
  static func shareOfStalled(_ selector: PathSelector, readBytes: Int64 = 4096) throws -> Double {
    let story = try Story(
      model(.none) {
        $0.hosts.multipath.pathSelector = selector
        $0.faults = [fault(.portStall(firstPort, .afterData), at: .seconds(5), lasting: .seconds(2))]
        $0.run.until = .seconds(8)
      })
    let window = Instant.milliseconds(5_200)..<Instant.seconds(7)
    let sent = (0..<4).map { path in story.count(.sent, path: path, window) { $0.version != nil } }
    return Double(sent[0]) / Double(sent.reduce(0, +))
  }

  @Test("round-robin takes turns, queue-length and service-time avoid the path on which commands pile up")
  func selectors() throws {
    let even = try Self.shareOfStalled(.roundRobin)
    #expect(even > 0.24 && even < 0.26)
    #expect(try Self.shareOfStalled(.queueLength) < 0.05)
    #expect(try Self.shareOfStalled(.serviceTime) < 0.05)
  }

  @Test("queue-length counts commands, service-time bytes")
  func bytesOrCommands() throws {
    // One large write on each of the first three paths, a small one on the fourth; the next would be the first's turn.
    let records = [256, 256, 256, 8, 8].enumerated().map { index, blocks in
      WorkloadTrace.Record(
        arrival: .milliseconds(Int64(index)), firstBlock: UInt64(index) * 512, blockCount: UInt32(blocks), unit: 0, isWrite: true)
    }
    for (selector, path) in [(PathSelector.queueLength, 0), (.serviceTime, 3)] {
      let story = try Story(
        model(.none) {
          $0.hosts.multipath.pathSelector = selector
          // Between two checks, so that nothing else is out.
          $0.workload.start = .milliseconds(1_800)
          $0.workload.kind = .trace(WorkloadTrace(name: "uneven", records: records))
          $0.array.media.write = Distribution(.milliseconds(100))
          $0.run.until = .seconds(3)
        })
      #expect(story.all(.sent).filter { $0.isWrite }.map(\.entity) == [0, 1, 2, 3, path])
    }
  }

  @Test("A good path is checked at doubling intervals up to the maximum")
  func checkerBackOff() throws {
    let story = try Story(model(.none) { $0.run.until = .seconds(10) })
    let checks = story.all(.sent, path: 2, command: testUnitReady).map(\.instant)
    let gaps = zip(checks, checks.dropFirst()).map { ($1 - $0).nanoseconds / 1_000_000 }
    #expect(
      gaps.count >= 4 && gaps == [1000, 2000, 2000, 2000].prefix(gaps.count) + Array(repeating: 2000, count: gaps.count - 4))
  }

  @Test(
    "A path that comes back registers under its next key where the barrier took the last one", arguments: BarrierMethod.allCases)
  func returns(_ method: BarrierMethod) throws {
    let story = try Story(
      model(method) {
        $0.array.transfer = .immediate
        $0.faults = [fault(.portStall(firstPort, .ingress), at: .seconds(5), lasting: .seconds(6))]
      })
    let joined = story.all(.pathJoined, path: 0)
    #expect(joined.count == 2)
    let back = try #require(joined.last).instant
    #expect(back > .seconds(11) && back < .seconds(12))
    #expect(story.count(.sent, path: 0, .seconds(12)..<(.seconds(25))) { $0.version != nil } > 200)
    let keys = story.all(.sent, path: 0, command: ReserveOutServiceAction.registerAndIgnoreExistingKey.name).map(
      \.serviceActionKey)
    let first = ReservationKey(host: 0, path: 0)
    #expect(keys == (method.removesKeys ? [first.value, first.nextIncarnation.value] : [first.value]))
    #expect(story.run.world.hosts.paths[0].registrationEpoch == (method.removesKeys ? 2 : 1))
  }

  @Test("A path kept out by san_path_err_recovery_time stays out so long")
  func recoveryTime() throws {
    let story = try Story(
      model(.preemptAndAbort) {
        $0.hosts.multipath.pathErrorRecoveryTime = .seconds(7)
        $0.faults = [fault(.portStall(firstPort, .afterData), at: .seconds(5), lasting: .seconds(4))]
      })
    let failed = try #require(story.all(.pathFailed, path: 0).first).instant
    let back = try #require(story.all(.pathJoined, path: 0).last).instant
    #expect(back - failed >= .seconds(7) && back - failed < .milliseconds(7_600))
    #expect(story.counts.pathFailures == 1)
  }
}
