import EventEngine
import ModelFiles
import StorageModel
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
      let result = try plan.run(seed: 3, replication: replication)
      let metrics = Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.name, $0.value) })
      let fates = OrphanFate.decided.compactMap { metrics[$0.metricName] }
      #expect(fates.count == OrphanFate.decided.count)
      #expect(fates.reduce(0, +) == metrics["orphans"], "replication \(replication)")
      #expect(result.counts.orphans > 0, "replication \(replication)")
    }
  }

  @Test func `metrics have the same names in the same order with and without failover`() throws {
    let failover = try plan().run(seed: 1).metrics
    let calm = try plan([("faults.stall.for", "200ms")]).run(seed: 1).metrics
    #expect(failover.map(\.name) == calm.map(\.name))
    #expect(Set(failover.map(\.name)).count == failover.count)
    #expect(calm.first { $0.name == "failover_time_p50_s" }?.value.isNaN == true)
    #expect(failover.first { $0.name == "failover_time_p50_s" }.map { $0.value >= 0.5 } == true)
  }

  @Test func `the same seed and replication give the same run, another replication another`() throws {
    let plan = try plan()
    let digest = try plan.run(seed: 5, replication: 2).digest
    #expect(try plan.run(seed: 5, replication: 2).digest == digest)
    #expect(try plan.run(seed: 5, replication: 3).digest != digest)
    #expect(try plan.run(seed: 6, replication: 2).digest != digest)
  }

  @Test func `methods share the digest up to the first path failure and differ afterwards`() throws {
    let (none, barrier) = (try plan([("barrier", "none")]), try plan([("barrier", "pr-preempt-abort")]))
    // The first command to time out was sent after the fault at 500 ms.
    let before = Instant.zero + .seconds(1)
    #expect(none.digest(at: before, seed: 1) == barrier.digest(at: before, seed: 1))
    #expect(none.digest(at: .zero, seed: 1) != none.digest(at: before, seed: 1))
    #expect(try none.run(seed: 1).digest != barrier.run(seed: 1).digest)
  }

  @Test func `a simulation that has not drained is refused`() throws {
    var simulation = try plan().simulation(seed: 1)
    simulation.run(until: .zero + .milliseconds(900))
    #expect(throws: InternalError.self) { try RunResult(drained: simulation, seed: 1, replication: 0) }
  }
}
