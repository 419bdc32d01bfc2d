import EventEngine
import ModelFiles
import StorageModel
import TestSupport
import Testing

@testable import Experiments

/// What runs with a takeover measure, against their traces.
@Suite struct TakeoverMeasureTests {
  /// A host stands still while a port holds one of its REGISTERs, and is taken over.
  private static let model = """
    name: takeover
    hosts:
      count: 2
      queue_depth: 2
      multipath:
        path_selector: round-robin
        polling_interval: 200ms
        max_polling_interval: 400ms
        checker_timeout: 5s
      scsi: { command_timeout: 1s }
    fabric: { transport: tcp, link: { propagation: 1ms } }
    array:
      controllers: 1
      transfer: immediate
    workload:
      rewrite: { streams: 8 }
      hosts: [host0]
      working_set: 1MiB
    barrier: pr-preempt-abort
    faults:
      - { name: stuck1, at: 500ms, port_stall: { port: array.controller0.port1, stage: after_data, for: 1517ms } }
      - { name: stuck2, at: 2020500us, port_stall: { port: array.controller0.port1, stage: ingress, for: 500ms } }
      - { name: pause, at: 2021ms, host_pause: { host: host0, takeover_after: 200ms, for: 850ms } }
    run: { until: 4s }
    """

  private static func plan(_ text: String) throws -> Plan {
    let workplace = try Workplace()
    return try withExtendedLifetime(workplace) {
      try Plan(ModelFile.load(workplace.write("model.yaml", text)).configuration)
    }
  }

  private static func results(_ seeds: Range<UInt64>) throws -> [RunResult] {
    let plan = try plan(model)
    return try seeds.map { try RunRequest(plan, seed: $0).observing([.trace]).result() }
  }

  @Test func `a takeover lasts from the last sign of life to the last thing that the survivor redid`() throws {
    for result in try Self.results(1..<3) {
      let done = try #require(result.observer.trace.last { $0.kind == .takeoverDone }).instant
      #expect(result[.takeovers] == 1)
      // The host was last heard of when it began to stand still.
      #expect(result[.takeoverTimeMax] == (done - .milliseconds(2021)).seconds)
      #expect(result[.takeoverTimeMean] == result[.takeoverTimeMax] && result[.takeoverTimeP50] == result[.takeoverTimeMax])
      #expect(result[.takeoverTimeP99] == result[.takeoverTimeMax])
    }
  }

  @Test func `a run without a takeover has no takeover time`() throws {
    let result = try RunRequest(Self.plan(smallModel), seed: 1).result()
    #expect(result[.takeoverTimeMax].isNaN && result[.takeoverTimeMean].isNaN && result[.registrationsAfterRemoval] == 0)
  }

  @Test func `registrations after removal are the victim's REGISTERs that are done after the barrier`() throws {
    var late: Double = 0
    for result in try Self.results(1..<9) {
      let trace = result.observer.trace
      let removed = try #require(trace.first { $0.kind == .takeoverBegan }).instant
      var isShutOut: Set<Int> = []
      var expected: Double = 0
      for record in trace where record.instant > removed {
        switch record.kind {
        case .barrierDone: isShutOut.insert(record.entity)
        case .reserveOutPerformed where record.command.hasPrefix("REGISTER") && record.status == .good:
          if isShutOut.contains(record.entity) { expected += 1 }
        default: break
        }
      }
      #expect(result[.registrationsAfterRemoval] == expected, "seed \(result.seed)")
      late += expected
    }
    #expect(late > 0)
  }
}

extension Instant {
  fileprivate static func milliseconds(_ count: Int64) -> Instant { .zero + .milliseconds(count) }
}
