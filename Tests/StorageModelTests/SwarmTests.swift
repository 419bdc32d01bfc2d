import Barriers
import EventEngine
import Reservations
import Testing

@testable import StorageModel

/// Random small models. What is printed on failure is the seed of the model and of its run.
@Suite struct SwarmTests {
  @Test("Every run ends, and when it has drained nothing is left over", arguments: 0..<8)
  func drains(_ part: UInt64) throws {
    for seed in part * 300..<(part + 1) * 300 {
      var random = RandomModel(seed: seed)
      let plan = try Plan(random.model())
      _ = plan.drained(seed: seed)
    }
  }

  @Test("The rules hold after every event", arguments: 0..<4)
  func rulesHold(_ part: UInt64) throws {
    for seed in 10_000 + part * 10..<10_000 + (part + 1) * 10 {
      var random = RandomModel(seed: seed)
      let plan = try Plan(random.model())
      var run = plan.simulation(seed: seed, observer: RunObserver(recordsLatency: false))
      while run.step() {
        if let rule = run.world.brokenRule {
          Issue.record("seed \(seed) at \(run.now.nanoseconds) ns, event \(run.executedCount): \(rule)")
          break
        }
      }
    }
  }

  @Test("PREEMPT AND ABORT never leaks on a correct array, whatever happens to paths", arguments: 0..<8)
  func airtight(_ part: UInt64) throws {
    var orphans: UInt64 = 0
    for seed in 20_000 + part * 300..<20_000 + (part + 1) * 300 {
      var random = RandomModel(seed: seed)
      var model = try random.model(.preemptAndAbort, pausesHosts: false)
      model.hosts.overlap = .wait
      let run = try Plan(model).drained(seed: seed)
      #expect(!run.leaks, "seed \(seed): \(run.world.oracle.violations.first.map { "\($0)" } ?? "")")
      orphans += run.world.counts.orphansJudgedAfterBarrier
    }
    #expect(orphans > 100, "\(orphans) orphans judged after the barrier began say little")
  }

  @Test("PREEMPT AND ABORT shuts a silent host out", arguments: 0..<4)
  func silentHost(_ part: UInt64) throws {
    for seed in 40_000 + part * 300..<40_000 + (part + 1) * 300 {
      var random = RandomModel(seed: seed)
      var model = try random.model(.preemptAndAbort)
      model.hosts.overlap = .wait
      let run = try Plan(model).drained(seed: seed)
      #expect(!run.leaks, "seed \(seed): \(run.world.oracle.violations.first.map { "\($0)" } ?? "")")
    }
  }

  @Test("The same swarm leaks where something is missing: the barrier, its abort, or an honest array")
  func leaks() throws {
    var leaking = [0, 0, 0]
    for seed in 20_000..<UInt64(20_300) {
      for (kind, method) in [BarrierMethod.none, .preempt, .preemptAndAbort].enumerated() {
        var random = RandomModel(seed: seed)
        var model = try random.model(method, pausesHosts: false)
        model.hosts.overlap = .wait
        if method == .preemptAndAbort { model.array.defects = [.skipAbort] }
        if try Plan(model).drained(seed: seed).leaks { leaking[kind] += 1 }
      }
    }
    #expect(leaking.allSatisfy { $0 >= 3 }, "\(leaking) of 300 runs leak")
  }
}
