import Barriers
import EventEngine
import Testing

@testable import StorageModel

/// Barrier methods without a name, in the model.
@Suite struct CompositionTests {
  /// Commands time out 3 s after the stall began, and then the registration goes: a hold of 10 s lasts until 13 s after it began.
  @Test(
    "After PREEMPT a hold lets what had passed its check land before the repeat, if it is long enough",
    arguments: [
      (Duration.seconds(10), PortStage.afterData, false), (.seconds(8), .afterData, true),
      // What was not looked at conflicts, however short the hold.
      (.seconds(1), .ingress, false),
    ])
  func preemptAndHold(hold: Duration, stage: PortStage, leaks: Bool) throws {
    let method = BarrierMethod(exclusion: .preempt, quiescence: .hold(nanoseconds: hold.nanoseconds))
    #expect(!method.isNamed)
    let promise = method.promise(against: .path)
    let plan = try stalledPort(method, stage: stage, stall: .seconds(12))
    for seed in FailoverOutcomeTests.seeds {
      let run = plan.drained(seed: seed)
      let counts = run.world.counts
      #expect(run.leaks == leaks, "seed \(seed)")
      #expect(counts.orphans > 0 && counts.barriersRaised > 0 && counts.barriersDone == counts.barriersRaised, "seed \(seed)")
      let shortest = try #require(run.observer.barrierTimes.min())
      #expect(shortest >= hold && !promise.isBroken(byBarrierOf: shortest.nanoseconds), "seed \(seed)")
      #expect(run.world.oracle.counts.barrierViolations.events == 0, "seed \(seed)")
      #expect(counts.failed == 0 && counts.completed == counts.issued, "seed \(seed)")
    }
  }

  /// Those that initiator ports can carry out that keep their names, with waits as short as the timeouts of random models.
  private static let possible: [BarrierMethod] = BarrierMethod.compositions.compactMap { shape in
    guard shape.isLegal, shape.reduced(to: .path).rejoin != .relogin else { return nil }
    let wait = shape.quiescence.lasting(nanoseconds: 300_000_000) ?? shape.quiescence
    return BarrierMethod(exclusion: shape.exclusion, quiescence: wait, rejoin: shape.rejoin)
  }

  /// In nanoseconds. A host and its survivor may each have a barrier against the same path; if all last so long, so do those that
  /// are made of the first raised and the first done, the second and the second, and so on.
  private static func shortestBarrier(_ trace: [TraceRecord]) -> Int64 {
    var raised: [Int: [Instant]] = [:]
    var shortest = Int64.max
    for record in trace {
      if record.kind == .barrierRaised { raised[record.entity, default: []].append(record.instant) }
      if record.kind == .barrierDone, let first = raised[record.entity]?.removeFirst() {
        shortest = min(shortest, (record.instant - first).nanoseconds)
      }
    }
    return shortest
  }

  @Test("Every composition that is possible carries random models to their end, and waits as long as it promises")
  func swarm() throws {
    // Without exclusion, by key: four waits, two ways back each; at the switch: four waits, three ways back; power: three waits.
    let expected = 8 + 8 + 8 + (12 + 3)
    #expect(Self.possible.count == expected)
    var raised: UInt64 = 0
    for (index, method) in Self.possible.enumerated() {
      for seed in 60_000 + UInt64(index) * 20..<60_000 + UInt64(index) * 20 + 20 {
        var random = RandomModel(seed: seed)
        let run = try Plan(random.model(method)).drained(seed: seed, traces: true)
        raised += run.world.counts.barriersRaised
        let shortest = Self.shortestBarrier(run.observer.trace)
        #expect(
          !method.promise(against: .path).isBroken(byBarrierOf: shortest),
          "\(method.name), seed \(seed): done after \(shortest) ns")
        // What is measured says the same, also where a host and its survivor have a barrier against one path.
        let measured = run.observer.barrierTimes.min()?.nanoseconds ?? .max
        #expect(!method.promise(against: .path).isBroken(byBarrierOf: measured), "\(method.name), seed \(seed): \(measured) ns")
      }
    }
    #expect(raised > 1_000, "\(raised) barriers say little")
  }

  @Test("A composition that is airtight against a path never leaks on a correct array, whatever happens to paths")
  func airtight() throws {
    let airtight = Self.possible.filter { $0.isAirtight(against: .path) && !$0.isNamed }
    // PREEMPT needs the reset, PREEMPT AND ABORT nothing; two ways back each, less pr-preempt-abort itself.
    #expect(airtight.count == 2 + 8 - 1)
    var orphans: UInt64 = 0
    for (index, method) in airtight.enumerated() {
      for seed in 70_000 + UInt64(index) * 60..<70_000 + UInt64(index) * 60 + 60 {
        var random = RandomModel(seed: seed)
        var model = try random.model(method, pausesHosts: false)
        model.hosts.overlap = .wait
        let run = try Plan(model).drained(seed: seed)
        #expect(!run.leaks, "\(method.name), seed \(seed): \(run.world.oracle.violations.first.map { "\($0)" } ?? "")")
        orphans += run.world.counts.orphansJudgedAfterBarrier
      }
    }
    #expect(orphans > 100, "\(orphans) orphans judged after the barrier began say little")
  }

  @Test("A way back that the model cannot offer is said to be none of its own")
  func immediate() {
    var model = ModelConfiguration()
    #expect(model.warnings.isEmpty)
    model.barrier.rejoin = .immediate
    #expect(model.warnings.map(\.keyPath) == ["barrier.rejoin"])
  }
}
