import Barriers
import EventEngine
import Reservations
import Testing

@testable import StorageModel

/// Which method lets stale writes through, by where the orphans wait and how long.
@Suite struct FailoverOutcomeTests {
  static let timeout = 3.0
  static let seeds: Range<UInt64> = 1..<9

  struct Cell: Sendable, CustomStringConvertible {
    let method: BarrierMethod
    let stage: PortStage
    /// In command timeouts.
    let stall: Double
    var description: String { "\(method.name), \(stage.rawValue), \(stall) x timeout" }

    var duration: Duration { Duration(seconds: FailoverOutcomeTests.timeout * stall) }

    /// What the model's own text says: pr-preempt lets run what was checked, lun-reset does not reach what was not, hold waits
    /// as long as one command timeout.
    var mustLeak: Bool {
      guard stall > 1 else { return false }
      switch method {
      case .none: return true
      case .hold: return stall > 2
      case .logicalUnitReset: return stage == .ingress
      case .preempt: return stage == .afterData
      default: return false
      }
    }
  }

  static let cells: [Cell] = BarrierMethod.allCases.flatMap { method in
    [PortStage.ingress, .afterData].flatMap { stage in
      [0.5, 1.5, 4].map { Cell(method: method, stage: stage, stall: $0) }
    }
  }

  @Test("A method leaks where its orphans can wait beyond its reach, and nowhere else", arguments: cells)
  func leaks(_ cell: Cell) throws {
    let plan = try stalledPort(cell.method, stage: cell.stage, stall: cell.duration)
    var leaking = 0
    for seed in Self.seeds {
      let run = plan.drained(seed: seed)
      let counts = run.world.counts
      if run.leaks { leaking += 1 }
      if cell.stall < 1 {
        #expect(counts.pathFailures == 0 && counts.orphans == 0 && run.observer.failoverTimes.isEmpty, "seed \(seed)")
      } else {
        #expect(counts.pathFailures >= 1 && counts.orphans > 0 && !run.observer.failoverTimes.isEmpty, "seed \(seed)")
        #expect(counts.barriersRaised >= 1 && counts.barriersRaised == counts.barriersDone, "seed \(seed)")
      }
      #expect(counts.fates.reduce(0, +) == counts.orphans && counts[.undecided] == 0, "seed \(seed)")
      #expect(counts.failed == 0 && counts.completed == counts.issued, "seed \(seed)")
    }
    #expect(leaking == (cell.mustLeak ? Self.seeds.count : 0))
  }

  @Test("A hold that outlasts the stall leaks nothing, a shorter one does")
  func holdLongerThanStall() throws {
    for (hold, leaks) in [(Duration.seconds(8), true), (.seconds(10), false)] {
      let plan = try stalledPort(.hold, stage: .ingress, stall: .seconds(12)) { $0.barrier = .hold(hold) }
      for seed in Self.seeds { #expect(plan.drained(seed: seed).leaks == leaks, "hold \(hold.seconds) s, seed \(seed)") }
    }
  }

  @Test("With an array defect the seeds leak that do not leak without it", arguments: ArrayDefect.allCases)
  func defects(_ defect: ArrayDefect) throws {
    for stall in [1.5, 4] {
      let duration = Duration(seconds: Self.timeout * stall)
      let sound = try stalledPort(.preemptAndAbort, stage: .afterData, stall: duration)
      let broken = try stalledPort(.preemptAndAbort, stage: .afterData, stall: duration) { $0.array.defects = [defect] }
      for seed in Self.seeds {
        #expect(!sound.drained(seed: seed).leaks, "seed \(seed)")
        let run = broken.drained(seed: seed)
        #expect(run.leaks && run.world.oracle.counts.barrierViolations.events > 0, "seed \(seed)")
      }
    }
  }

  @Test("A thousand orphans that the array judged after the barrier began leak nothing")
  func manyOrphans() throws {
    var judged: UInt64 = 0
    for stage in [PortStage.ingress, .afterData] {
      let plan = try stalledPort(.preemptAndAbort, stage: stage, stall: .seconds(12))
      for seed in 1..<UInt64(13) {
        let run = plan.drained(seed: seed)
        #expect(!run.leaks, "\(stage), seed \(seed)")
        judged += run.world.counts.orphansJudgedAfterBarrier
      }
    }
    #expect(judged >= 1000, "only \(judged) orphans make this meaningful")
  }
}
