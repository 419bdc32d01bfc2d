import Barriers
import EventEngine
import Reservations
import Sampling
import Testing

@testable import StorageModel

/// `hosts.overlap: wait`, aborts that are answered or not, and slow media.
@Suite struct OverlapTests {
  static func io(_ milliseconds: Int64, _ blocks: Range<UInt64>, isWrite: Bool) -> WorkloadTrace.Record {
    WorkloadTrace.Record(
      arrival: .milliseconds(milliseconds), firstBlock: blocks.lowerBound, blockCount: UInt32(blocks.count), unit: 0,
      isWrite: isWrite)
  }

  /// Writes take 100 ms, reads 10 ms.
  static func story(_ records: [WorkloadTrace.Record], _ rule: OverlapRule) throws -> Story {
    try Story(
      model(.none) {
        $0.hosts.overlap = rule
        $0.workload.start = .seconds(1)
        $0.workload.kind = .trace(WorkloadTrace(name: "overlapping", records: records))
        $0.array.media.write = Distribution(.milliseconds(100))
        $0.array.media.read = Distribution(.milliseconds(10))
        $0.run.until = .seconds(3)
      })
  }

  static let records = [
    io(0, 0..<8, isWrite: true),  // A
    io(1, 4..<12, isWrite: false),  // B reads what A writes
    io(2, 8..<16, isWrite: true),  // C touches only what B reads
    io(3, 0..<16, isWrite: true),  // D overlaps A and C
    io(4, 0..<4, isWrite: false),  // E reads what D writes
    io(5, 100..<108, isWrite: true),  // F overlaps nothing
  ]

  @Test("Reads and writes wait for the unfinished writes before them that they overlap, in chains; not for reads")
  func waits() throws {
    let story = try Self.story(Self.records, .wait)
    let sent = story.all(.sent).filter { $0.version != nil }.reduce(into: [UInt64: Instant]()) {
      $0[$1.version?.sequence ?? 0] = $1.instant
    }
    let ended = story.all(.completed).filter { $0.version != nil }.reduce(into: [UInt64: Instant]()) {
      $0[$1.version?.sequence ?? 0] = $1.instant
    }
    func arrival(_ n: Int64) -> Instant { .milliseconds(1_000 + n) }
    #expect(sent[1] == arrival(0) && sent[3] == arrival(2) && sent[6] == arrival(5))
    #expect(sent[2] == ended[1])
    #expect(try #require(ended[3]) > #require(ended[1]))
    #expect(sent[4] == ended[3])
    #expect(sent[5] == ended[4])
    #expect(story.counts.overlapWaits == 3)
  }

  @Test("With overlap allow nothing waits")
  func allowed() throws {
    let story = try Self.story(Self.records, .allow)
    #expect(story.counts.overlapWaits == 0)
    let sent = story.all(.sent).filter { $0.version != nil }.map(\.instant)
    #expect(sent == (0..<6).map { .milliseconds(1_000 + $0) })
  }

  @Test("Blocks of one host are written in the order of issue", arguments: 0..<20)
  func order(_ index: Int) throws {
    let seed = UInt64(80_000 + index)
    var random = RandomModel(seed: seed)
    var model = try random.model(.preemptAndAbort, pausesHosts: false)
    model.hosts.overlap = .wait
    let run = try Plan(model).drained(seed: seed, traces: true)
    var last: [[UInt64]: UInt64] = [:]
    for record in run.observer.trace where record.kind == .completed && record.isWrite && record.status == .good {
      guard let version = record.version, let unit = run.plan.topology.pathUnit(record.entity) else { continue }
      for block in record.blocks {
        let key = [UInt64(version.host), unit, block]
        #expect(last[key].map { $0 < version.sequence } ?? true, "seed \(seed), block \(block)")
        last[key] = version.sequence
      }
    }
  }

  /// A reset while commands of other paths wait for the only media server.
  static func reset(answersAborted: Bool) throws -> Story {
    try Story(
      model(.logicalUnitReset) {
        $0.array.taskAbortedStatus = answersAborted
        $0.array.media.servers = 1
        $0.array.media.write = Distribution(.milliseconds(12))
        $0.array.media.read = Distribution(.milliseconds(12))
        $0.workload.workingSet = 1 << 30
        $0.workload.kind = .open(rate: 95, process: .poisson)
        $0.faults = [fault(.portStall(firstPort, .afterData), at: .seconds(5), lasting: .seconds(5))]
        $0.run.until = .seconds(12)
      })
  }

  @Test("With TAS an aborted command is answered and repeated at once, without it its host must wait for the timeout")
  func taskAborted() throws {
    let told = try Self.reset(answersAborted: true)
    let silent = try Self.reset(answersAborted: false)
    #expect(told.all(.completed).contains { $0.status == .taskAborted && $0.entity != 0 })
    #expect(!silent.all(.completed).contains { $0.status == .taskAborted })
    #expect(told.all(.pathFailed).allSatisfy { $0.entity == 0 })
    #expect(silent.all(.pathFailed).contains { $0.entity != 0 })
    #expect(told.counts.failed == 0 && silent.counts.failed == 0)
  }

  @Test("media_slow multiplies the service times drawn while it lasts, and loses nothing")
  func slowMedia() throws {
    let story = try Story(
      model(.none) {
        $0.faults = [fault(.mediaSlow(factor: 1000), at: .seconds(5), lasting: .seconds(2))]
        $0.run.until = .seconds(10)
      })
    #expect(story.counts.pathFailures == 0 && story.counts.attempts == story.counts.issued)
    for path in 0..<4 {
      for (from, seconds) in story.seconds(from: .enabled, to: .answered, path: path) {
        let slow = from >= .seconds(5) && from < .seconds(7)
        #expect(slow ? seconds >= 0.0899 : seconds < 0.001)
      }
    }
  }
}

extension Topology {
  fileprivate func pathUnit(_ path: Int) -> UInt64? { path < pathCount ? UInt64(path / nexusCount) : nil }
}
