import Barriers
import ConsistencyOracle
import EventEngine
import Reservations
import Sampling
import Testing

@testable import StorageModel

/// A dual-fabric array with one host, of which one port stalls. Timeouts are a tenth of the field's, so that runs are short.
func stalledPort(
  _ barrier: BarrierMethod, stage: PortStage, stall: Duration, change: (inout ModelConfiguration) -> Void = { _ in }
) throws -> Plan {
  try Plan(
    model(barrier) {
      $0.array.transfer = stage == .ingress ? .immediate : .readyToTransfer
      $0.faults = [fault(.portStall(firstPort, stage), at: .seconds(5), lasting: stall)]
      change(&$0)
    })
}

let firstPort = TargetPortName(controller: 0, port: 0)

/// One host, two fabrics, two controllers, four paths; open arrivals, three writes of ten commands, no fault.
func model(
  _ barrier: BarrierMethod, change: (inout ModelConfiguration) -> Void = { _ in }
) -> ModelConfiguration {
  var model = ModelConfiguration()
  // The hold of the field, 10 s, is shortened like the timeouts.
  model.barrier = barrier == .hold ? .hold(.seconds(3)) : barrier
  model.hosts.multipath.pathSelector = .roundRobin
  model.hosts.multipath.pollingInterval = .milliseconds(500)
  model.hosts.multipath.pollingIntervalMax = .seconds(2)
  model.hosts.multipath.checkerTimeout = .seconds(3)
  model.hosts.multipath.fastIOFailTimeout = .milliseconds(500)
  model.hosts.scsi.commandTimeout = .seconds(3)
  model.hosts.scsi.errorHandlerTimeout = .seconds(1)
  model.array.evictionTimeout = .milliseconds(500)
  model.workload.kind = .open(rate: 100, process: .poisson)
  model.workload.readRatio = 0.3
  model.workload.workingSet = 64 * 4096
  model.run.until = .seconds(25)
  change(&model)
  return model
}

extension BarrierMethod {
  static func hold(_ time: Duration) -> BarrierMethod { .hold(nanoseconds: time.nanoseconds) }
}

func fault(_ kind: some FaultKind, at: Duration, lasting: Duration, name: String = "fault") -> FaultConfiguration {
  FaultConfiguration(name: name, at: Distribution(at), lasting: Distribution(lasting), kind: kind)
}

extension Plan {
  /// Runs to the end and checks what must be true of any run. A run that does not end fails instead of hanging.
  func drained(
    seed: UInt64, replication: UInt32 = 0, traces: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) -> StorageSimulation {
    var run = simulation(
      seed: seed, replication: replication, observer: RunObserver(recordsLatency: false, traces: traces))
    run.drainAndCheck(seed: seed, sourceLocation: sourceLocation)
    return run
  }
}

extension Simulation where W == StorageWorld {
  mutating func drainAndCheck(seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation) {
    let eventsMax = 20_000_000
    let isAtRest = runToRest(eventsMax: UInt64(eventsMax))
    #expect(isAtRest, "the run does not end, seed \(seed)", sourceLocation: sourceLocation)
    world.finish(at: now)
    let rule = world.brokenRuleOfDrainedRun
    #expect(rule == nil, "seed \(seed): \(rule ?? "")", sourceLocation: sourceLocation)
  }

  var leaks: Bool { world.oracle.counts.hasLeak }
}

extension Instant {
  static func seconds(_ n: Int64) -> Instant { .zero + .seconds(n) }
  static func milliseconds(_ n: Int64) -> Instant { .zero + .milliseconds(n) }
}

/// The results of `body` for 0..<count, in order, computed by as many threads as there are.
func concurrently<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> T) async -> [T] {
  await withTaskGroup(of: (Int, [T]).self) { group in
    let workers = 4
    for worker in 0..<workers {
      group.addTask {
        let range = count * worker / workers..<count * (worker + 1) / workers
        return (worker, range.map(body))
      }
    }
    var parts: [(Int, [T])] = []
    for await part in group { parts.append(part) }
    return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
  }
}
