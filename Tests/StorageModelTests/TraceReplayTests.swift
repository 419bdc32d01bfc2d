import Barriers
import EventEngine
import Foundation
import Reservations
import Sampling
import Testing

@testable import ModelFiles
@testable import StorageModel

/// Replays a recorded trace of one virtual machine over two hours where the file is at hand.
@Suite struct TraceReplayTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path
  static let file = root + "/../shared/traces/cloudphysics.csv"
  static let hasFile = FileManager.default.isReadableFile(atPath: file)

  static func sample() throws -> ModelConfiguration { try ModelFile.load(root + "/Models/trace-replay.yaml").configuration }

  @Test("Every command of the trace is served, and the counts are the file's", .enabled(if: hasFile))
  func everythingIsServed() throws {
    let run = try Plan(Self.sample()).drained(seed: 1)
    let counts = run.world.counts
    #expect(counts.issued == 113_872 && counts.completed == 113_872)
    #expect(counts.writesCompleted == 66_898 && counts.readsCompleted == 46_974)
    #expect(counts.orphans > 0 && !run.leaks)
  }

  /// The stall begins 5 s into the part that is replayed; it lasts 60 s, the command timeout is 30 s.
  static func part(of trace: WorkloadTrace, stalledAt start: Duration) -> WorkloadTrace {
    let begin = start - .seconds(5)
    let records = trace.records.filter { $0.arrival >= begin && $0.arrival < begin + .seconds(100) }
      .map {
        WorkloadTrace.Record(
          arrival: $0.arrival - begin, firstBlock: $0.firstBlock, blockCount: $0.blockCount, unit: $0.unit, isWrite: $0.isWrite)
      }
    return WorkloadTrace(name: trace.name, records: records)
  }

  @Test(
    "A minute's stall at a hundred busy instants: without a barrier stale writes, with PREEMPT AND ABORT none",
    .enabled(if: hasFile))
  func hundredStalls() async throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: Self.file)))
    let trace = try TraceSource(path: Self.file, format: .cloudphysics).read(bytes).trace
    // The busiest stretches of the two hours: 20 to 40 minutes and 90 to 100 minutes.
    let starts = (0..<50).map { Duration.seconds(1250 + $0 * 22) } + (0..<50).map { .seconds(5400 + $0 * 11) }
    let sample = try Self.sample()
    var plans: [(none: Plan, abort: Plan)] = []
    for start in starts {
      let part = Self.part(of: trace, stalledAt: start)
      let both = try [BarrierMethod.none, .preemptAndAbort].map { method in
        var model = sample
        model.barrier = method
        model.workload.kind = .trace(part)
        model.faults[0].at = Distribution(.seconds(5))
        model.run.until = .seconds(100)
        return try Plan(model)
      }
      plans.append((both[0], both[1]))
    }
    let runs = plans
    let leaks = await concurrently(runs.count) { index in
      let (none, abort) = (runs[index].none.drained(seed: 1), runs[index].abort.drained(seed: 1))
      return (none: none.leaks, abort: abort.leaks, orphans: abort.world.counts.orphansJudgedAfterBarrier)
    }
    let leaking = leaks.count { $0.none }
    #expect(leaking > 50)
    #expect(leaks.allSatisfy { !$0.abort })
    #expect(leaks.reduce(0) { $0 + $1.orphans } > 100)
  }
}
