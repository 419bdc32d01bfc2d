import ArrayModel
import ClusterModel
import ConsistencyOracle
import EventEngine
import FabricModel
import HostModel
import Interconnect

/// Hosts, fabric, array and cluster as one value, with the faults that befall them and the judge who watches. A copy is a
/// snapshot.
///
/// No part sees another: what one says to another is a signal, and `StorageWorld+Routing` carries it.
public struct StorageWorld: World, Sendable {
  var fabric: Fabric
  package internal(set) var hosts: Hosts
  package internal(set) var array: StorageArray
  package internal(set) var cluster: Cluster
  /// What the frames of the fabric carry, by the slot of the frame; what stands in a slot without a frame means nothing.
  var wire: ContiguousArray<InformationUnit> = []
  var faults: Faults
  package internal(set) var judge: Judge
  var isStopping = false
  /// Hosts whose ports a barrier has disabled.
  var fencedHosts: [UInt32] = []

  init(plan: Plan, random: RandomSource, isJudged: Bool) {
    fabric = Fabric(plan.fabric, random: random)
    hosts = Hosts(plan.hosts, random: random)
    array = StorageArray(plan.array, random: random)
    cluster = Cluster(
      memberCount: plan.topology.hostCount, unitCount: plan.topology.unitCount, pathsPerUnit: plan.topology.nexusesPerHost)
    faults = Faults(plan.configuration.faults, random: random)
    judge = Judge(unitCount: plan.topology.unitCount, pathCount: plan.topology.pathCount, isOn: isJudged)
  }

  /// What the oracle has seen.
  public var oracle: Oracle { judge.oracle }

  /// Commands that could still act: exchanges that a host waits for, frames on their way, tasks of the array.
  public var liveAttempts: Int { hosts.liveExchanges + fabric.framesInFlight + array.liveTasks }
  /// I/Os without an answer.
  public var liveOperations: Int { hosts.liveOperations }

  /// Nothing is under way any more, and whatever timers are left find nothing to do: the run is over.
  public private(set) var isAtRest = false

  private mutating func lookWhetherAtRest() {
    isAtRest =
      faults.activeCount == 0 && fabric.framesInFlight == 0 && array.liveTasks == 0 && !cluster.isTakingOver && hosts.isAtRest
  }

  public mutating func handle(
    _ event: StorageEvent, at now: Instant, plan: Plan, outbox: inout Outbox<StorageEvent>, observer: inout RunObserver
  ) {
    withUnsafeMutablePointer(to: &outbox) { outbox in
      withUnsafeMutablePointer(to: &observer) { observer in
        let turn = Turn(now: now, outbox: outbox, observer: observer)
        switch event.content {
        case .fabric(let event): fabric.handle(event, at: now, plan: plan.fabric)
        case .host(let event): hosts.handle(event, at: now, plan: plan.hosts)
        case .array(let event): array.handle(event, at: now, plan: plan.array)
        case .cluster(let event): cluster.handle(event, at: now)
        case .fault(let event): handle(event, plan: plan, turn: turn)
        case .workloadStopped: workloadStopped(plan: plan, turn: turn)
        }
        route(plan: plan, turn: turn)
        if isStopping { lookWhetherAtRest() }
      }
    }
  }

  public static func lane(of event: StorageEvent) -> UInt64 { event.lane }

  private mutating func workloadStopped(plan: Plan, turn: Turn) {
    isStopping = true
    hosts.stopWorkload()
    cluster.stopWorkload()
    for index in faults.states.indices where faults.states[index].isActive {
      handle(FaultEvent(index: UInt32(index), isBeginning: false), plan: plan, turn: turn)
    }
    record(.workloadStopped, entity: 0, turn: turn)
  }
}
