import Barriers
import ConsistencyOracle
import EventEngine
import Reservations
import Sampling

@testable import StorageModel

/// A dual-fabric array whose port array.controller0.port0 stalls from 2 s to 47 s, under writes to few blocks.
func stalled(
  at stage: PortStage, transfer: TransferMode, barrier: BarrierMethod, defects: Set<ArrayDefect> = [],
  readRatio: Double = 0
) throws -> Plan {
  var configuration = ModelConfiguration()
  configuration.hosts.multipath.pathSelector = .roundRobin
  configuration.array.transfer = transfer
  configuration.array.defects = defects
  configuration.workload.kind = .open(rate: 50, process: .poisson)
  configuration.workload.readRatio = readRatio
  configuration.workload.address = .zipf(exponent: 1.1)
  configuration.workload.workingSet = 1 << 20
  configuration.barrier = barrier
  configuration.faults = [
    FaultConfiguration(
      name: "stall", at: .init(.seconds(2)), lasting: .init(.seconds(45)),
      kind: .portStall(TargetPortName(controller: 0, port: 0), stage))
  ]
  configuration.run.until = .seconds(50)
  return try Plan(configuration)
}

/// Two hosts 50 km from the array; host0 rewrites four blocks and pauses for 2 s, and host1 takes over after 1 s.
func paused(at instant: Duration) throws -> Plan {
  var configuration = ModelConfiguration()
  configuration.hosts.count = 2
  configuration.fabric.link.propagation = .microseconds(250)
  configuration.array.transfer = .readyToTransfer
  configuration.workload.kind = .rewrite(streams: 4, think: nil)
  configuration.workload.hosts = [0]
  configuration.barrier = .none
  configuration.faults = [
    FaultConfiguration(
      name: "pause", at: .init(instant), lasting: .init(.seconds(2)),
      kind: .hostPause(host: 0, takeoverAfter: .seconds(1)))
  ]
  configuration.run.until = .seconds(3)
  return try Plan(configuration)
}

/// A record; `path` is the entity of everything about an attempt.
func record(
  _ nanoseconds: Int64, _ kind: TraceRecord.Kind, _ entity: Int, _ version: Version? = nil, ordinal: Int = 0, detail: UInt64 = 0,
  blocks: Range<UInt64> = 8..<16
) -> TraceRecord {
  TraceRecord(
    instant: Instant(nanoseconds: nanoseconds), kind: kind, entity: entity, version: version, ordinal: ordinal,
    blocks: version == nil ? 0..<0 : blocks, isWrite: version != nil, detail: detail, command: "")
}
