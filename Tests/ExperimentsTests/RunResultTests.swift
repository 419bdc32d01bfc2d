import EventEngine
import ModelFiles
import StorageModel
import TestSupport
import Testing

@testable import Experiments

@Suite struct RunResultTests {
  private func plan(_ overrides: [(String, String)] = []) throws -> Plan {
    let workplace = try Workplace()
    let overrides = try overrides.map { try Override(keyPath: $0.0, text: $0.1, origin: "test") }
    return try Plan(ModelFile.load(workplace.write("model.yaml", smallModel), overrides: overrides).configuration)
  }

  @Test(arguments: ["none", "hold", "lun-reset", "pr-preempt", "pr-preempt-abort"])
  func `the fates of the orphans add up to the orphans, of which there are some`(method: String) throws {
    let plan = try plan([("barrier", method)])
    for replication in 0..<4 as Range<UInt32> {
      let result = try RunRequest(plan, seed: 3, replication: replication).result()
      let fates = OrphanFate.decided.map { result[.orphans($0)] }
      #expect(fates.reduce(0, +) == result[.orphans], "replication \(replication)")
      #expect(result.counts.orphans > 0, "replication \(replication)")
    }
  }

  @Test func `a value that a run does not have is not a number`() throws {
    let failover = try RunRequest(plan(), seed: 1).result()
    let calm = try RunRequest(plan([("faults.stall.for", "200ms")]), seed: 1).result()
    #expect(calm[.failoverTimeP50].isNaN)
    #expect(failover[.failoverTimeP50] >= 0.5)
  }

  @Test func `the same seed and replication give the same run, another replication another`() throws {
    let plan = try plan()
    let digest = try RunRequest(plan, seed: 5, replication: 2).result().digest
    #expect(try RunRequest(plan, seed: 5, replication: 2).result().digest == digest)
    #expect(try RunRequest(plan, seed: 5, replication: 3).result().digest != digest)
    #expect(try RunRequest(plan, seed: 6, replication: 2).result().digest != digest)
  }

  @Test func `methods share the digest up to the first path failure and differ afterwards`() throws {
    let (none, barrier) = (try plan([("barrier", "none")]), try plan([("barrier", "pr-preempt-abort")]))
    // The first command to time out was sent after the fault at 500 ms.
    let before = Instant.zero + .seconds(1)
    #expect(RunRequest(none, seed: 1).digest(at: before) == RunRequest(barrier, seed: 1).digest(at: before))
    #expect(RunRequest(none, seed: 1).digest(at: .zero) != RunRequest(none, seed: 1).digest(at: before))
    #expect(try RunRequest(none, seed: 1).result().digest != RunRequest(barrier, seed: 1).result().digest)
  }

  @Test func `a run that has not ended is refused`() throws {
    var run = RunInProgress(RunRequest(try plan(), seed: 1))
    run.advance(to: .zero + .milliseconds(900))
    #expect(throws: InternalError.self) { try run.result() }
  }

  @Test(arguments: [false, true])
  func `what is observed changes nothing, and a run made in pieces is the same run`(permuted: Bool) throws {
    let request = RunRequest(try plan([("run.permute_equal_instants", "\(permuted)")]), seed: 2)
    #expect(request.permutesEqualInstants == permuted)
    let whole = try request.result()
    var run = RunInProgress(request.observing([.trace, .frames]))
    var frames = 0
    while try run.advance(events: 100) { frames += run.takeFrames().count }
    let pieces = try run.result()
    #expect(pieces.digest == whole.digest && pieces.endedAt == whole.endedAt && pieces.events == whole.events)
    #expect(frames > 0 && !pieces.observer.trace.isEmpty && whole.observer.trace.isEmpty)
  }

  @Test func `permuted ties are another run`() throws {
    var request = RunRequest(try plan(), seed: 1)
    let inOrder = try request.result().digest
    request.permutesEqualInstants = true
    #expect(try request.result().digest != inOrder)
  }

  /// Writes without overlap: the defect is used, and nothing newer is hit.
  @Test func `a broken promise is no leak, and a leak no broken promise`() throws {
    let wide = [("array.defects", "[skip_abort]"), ("workload.working_set", "16GiB"), ("workload.address", "uniform")]
    let broken = try RunRequest(plan(wide + [("barrier", "pr-preempt-abort")]), seed: 1).result()
    #expect(!broken.isLeaking && broken[.leaked] == 0)
    #expect(broken.barrierViolations.events > 0 && broken[.barrierViolations] == Double(broken.barrierViolations.events))
    #expect(broken.violations.allSatisfy { $0.kind == .barrier } && !broken.violations.isEmpty)

    // PREEMPT alone promises nothing about what had passed its check: that lands, and nobody is to blame.
    let unpromised = try RunRequest(plan(wide + [("barrier", "pr-preempt")]), seed: 1).result()
    #expect(unpromised[.orphans(.landedLate)] > 1 && unpromised[.barrierViolations] == 0 && unpromised.violations.isEmpty)

    let leaking = try RunRequest(plan([("barrier", "none")]), seed: 1).result()
    #expect(leaking.isLeaking && leaking[.leaked] == 1 && leaking[.barrierViolations] == 0)
  }
}
