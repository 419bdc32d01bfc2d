import Barriers
import EventEngine
import Sampling
import TestSupport
import Testing

@testable import StorageModel

/// The fold of a world: the same for states that differ only in when they were reached, in names and in slots; another for states
/// that differ in what decides the future.
@Suite struct FoldTests {
  /// Between two I/Os nothing is under way: a calm host.
  private static func idle(_ start: Duration, seed: UInt64, change: (inout ModelConfiguration) -> Void = { _ in }) throws
    -> StorageSimulation
  {
    let plan = try Plan(
      model(.preemptAndAbort) {
        $0.workload.kind = .rewrite(streams: 1, think: nil)
        $0.workload.start = start
        $0.hosts.multipath.pathSelector = .roundRobin
        change(&$0)
      })
    return plan.simulation(seed: seed, observer: RunObserver(recordsLatency: false))
  }

  /// Runs until the world has handled so many events after the workload began.
  private static func folds(_ simulation: StorageSimulation, from start: Duration, count: Int) -> [UInt64] {
    var run = simulation
    run.run(until: .zero + start)
    return (0..<count).map { _ in
      run.step()
      return run.world.fold(at: run.now, plan: run.plan).value
    }
  }

  @Test("Runs that do the same at other instants pass through the same states")
  func instants() throws {
    // The same commands, polls of the path checker apart, a hundred milliseconds later: 2,000 pairs of states.
    let count = 2_000
    let change: (inout ModelConfiguration) -> Void = {
      $0.hosts.multipath.pollingInterval = .seconds(100)
      $0.hosts.multipath.pollingIntervalMax = .seconds(100)
      $0.array.media.write = Distribution(.microseconds(100))
    }
    let first = try Self.folds(Self.idle(.seconds(1), seed: 1, change: change), from: .seconds(1), count: count)
    let second = try Self.folds(
      Self.idle(.milliseconds(1_100), seed: 2, change: change), from: .milliseconds(1_100), count: count)
    #expect(first == second)
    #expect(Set(first).count > 10, "\(Set(first).count) different states in \(count) events")
  }

  @Test("States in which other commands are under way fold differently")
  func differences() throws {
    var equal = 0
    for seed in UInt64(0)..<50 {
      var random = RandomModel(seed: 90_000 + seed)
      let plan = try Plan(random.model())
      var run = plan.simulation(seed: seed, observer: RunObserver(recordsLatency: false))
      run.run(count: 400)
      let before = run.world.fold(at: run.now, plan: plan)
      #expect(before == run.world.fold(at: run.now, plan: plan), "seed \(seed)")
      let copy = run
      let count = run.world.liveAttempts
      while run.world.liveAttempts == count, run.step() {}
      if run.world.liveAttempts != count, run.world.fold(at: run.now, plan: plan) == before { equal += 1 }
      #expect(copy.world.fold(at: copy.now, plan: plan) == before, "seed \(seed)")
    }
    #expect(equal == 0)
  }

  /// The state of a run of one write, after each event from the beginning of the workload on.
  private static func folds(ofWriteAt block: UInt64) throws -> (folds: [UInt64], isUnderWay: [Bool]) {
    let record = WorkloadTrace.Record(arrival: .milliseconds(10), firstBlock: block, blockCount: 8, unit: 0, isWrite: true)
    let plan = try Plan(
      model(.preemptAndAbort) {
        $0.hosts.multipath.pollingInterval = .seconds(100)
        $0.hosts.multipath.pollingIntervalMax = .seconds(100)
        $0.workload.kind = .trace(WorkloadTrace(name: "one write", records: [record]))
        $0.workload.start = .seconds(1)
        $0.run.until = .seconds(2)
      })
    var run = plan.simulation(seed: 1, observer: RunObserver(recordsLatency: false))
    run.run(until: .zero + .seconds(1))
    var (folds, isUnderWay): ([UInt64], [Bool]) = ([], [])
    repeat {
      folds.append(run.world.fold(at: run.now, plan: plan).value)
      isUnderWay.append(run.world.liveAttempts > 0)
    } while run.step()
    return (folds, isUnderWay)
  }

  @Test("A write to another address is another state while it is under way, and at no other time")
  func addresses() throws {
    let (here, there) = (try Self.folds(ofWriteAt: 8), try Self.folds(ofWriteAt: 16))
    #expect(here.isUnderWay == there.isUnderWay && here.isUnderWay.count { $0 } >= 4)
    for (place, isUnderWay) in here.isUnderWay.enumerated() {
      #expect((here.folds[place] != there.folds[place]) == isUnderWay, "state \(place)")
    }
  }
}
