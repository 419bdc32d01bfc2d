import Barriers
import EventEngine
import Testing

@testable import StorageModel

/// The judge only watches.
@Suite struct JudgeTests {
  @Test("A run without the judge executes the same events", arguments: 0..<40)
  func watches(_ index: Int) throws {
    let seed = UInt64(80_000 + index)
    var random = RandomModel(seed: seed)
    let plan = try Plan(random.model())
    var (judged, unjudged) = (plan.simulation(seed: seed), plan.simulation(seed: seed, isJudged: false))
    judged.runToRest()
    unjudged.runToRest()
    #expect(judged.digest == unjudged.digest, "seed \(seed)")
  }

  @Test("PREEMPT is not blamed for what had passed its check, PREEMPT AND ABORT is for what it did not abort")
  func promises() throws {
    let preempt = try stalledPort(.preempt, stage: .afterData, stall: .seconds(12)).drained(seed: 1)
    #expect(preempt.world.counts[.landedLate] > 1 && preempt.world.oracle.counts.barrierViolations.events == 0)
    let broken = try stalledPort(.preemptAndAbort, stage: .afterData, stall: .seconds(12)) { $0.array.defects = [.skipAbort] }
    #expect(broken.drained(seed: 1).world.oracle.counts.barrierViolations.events > 1)
  }

  @Test("Failover time counts from the fault that the path met, whatever else began since")
  func failoverTime() throws {
    func times(_ extra: [FaultConfiguration]) throws -> [Double] {
      let plan = try stalledPort(.none, stage: .afterData, stall: .seconds(8)) { $0.faults += extra }
      return plan.drained(seed: 1).observer.failoverTimes.map(\.seconds)
    }
    let alone = try times([])
    let nothing = fault(.mediaSlow(factor: 1), at: .milliseconds(7_900), lasting: .milliseconds(1), name: "nothing")
    let elsewhere = fault(
      .linkStall(.target(TargetPortName(controller: 1, port: 1))), at: .milliseconds(7_900), lasting: .milliseconds(1),
      name: "other")
    #expect(!alone.isEmpty && alone.allSatisfy { $0 > 2.9 })
    #expect(try times([nothing]) == alone)
    #expect(try times([elsewhere]).allSatisfy { $0 > 2.9 })
  }

  @Test("An event says where it takes place, and a paused host's events wait because they are its")
  func places() throws {
    let plan = try Plan(HostPauseTests.paused(.preemptAndAbort, lasting: .seconds(3)))
    var run = plan.simulation(seed: 1, observer: RunObserver(recordsLatency: false))
    run.run(until: .seconds(5) + .nanoseconds(1))
    let before = run.world.hosts.counts
    run.run(until: .milliseconds(5_499))
    let after = run.world.hosts.counts
    // Only host 1 works: host 0 issues and completes nothing.
    #expect(after.attempts > before.attempts)
    var places: Set<EventPlace> = []
    _ = run.agenda.forEachUpcoming(32) { places.insert(run.world.place(of: $0)) }
    #expect(places.count > 1)
  }
}
