import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// A storage array: what does a target do?
///
/// Ports of controllers look at what arrives; the device server of a logical unit checks a command once, when it is enabled; it
/// then belongs to the task set until it is done or dead. The array knows of an initiator what its information units say, and
/// nothing else: not whether somebody still waits for an answer, and not who it is.
package struct StorageArray: Sendable {
  let random: RandomSource
  let controllers: [Controller]
  var ports: [TargetPort]
  var units: [LogicalUnit]
  var media = MediaPool()
  var tasks = Slab<ArrayTask>()
  /// Who is behind each nexus, and through which port.
  package internal(set) var directory: NexusDirectory
  var portOfNexus: [UInt32]
  /// Parameter data of PERSISTENT RESERVE IN on its way to an initiator.
  var served = Slab<[UInt8]>()
  /// Who is named in the parameter list of a PERSISTENT RESERVE OUT, by exchange.
  var namedPorts: [NamedPorts] = []
  let defectBits: UInt8
  /// Tasks must remember under which holder they were enabled.
  let abortsByHoldersKey: Bool

  package internal(set) var counts = ArrayCounts()
  package var emissions = Emissions<ArrayEvent, ArraySignal>()

  // Reused buffers; empty between events.
  var effects = ReservationEffects()
  var quiesced: [TaskSet.TaskID] = []

  package init(_ plan: ArrayPlan, random: RandomSource) {
    let (topology, configuration) = (plan.topology, plan.configuration)
    self.random = random
    controllers = (0..<topology.controllerCount).map {
      Controller(ports: $0 * topology.portsPerController..<($0 + 1) * topology.portsPerController)
    }
    ports = (0..<topology.portCount).map { TargetPort(controller: $0 / topology.portsPerController) }
    units = Array(repeating: LogicalUnit(nexuses: plan.directory, array: configuration), count: topology.unitCount)
    directory = plan.directory
    portOfNexus = (0..<plan.directory.count).map { UInt32(plan.directory[NexusID(UInt32($0))].targetPort) - 1 }
    abortsByHoldersKey = configuration.reservations.rules.profile.abort == .underHoldersKey
    defectBits = ArrayDefect.allCases.reduce(0) { configuration.defects.contains($1) ? $0 | $1.bit : $0 }
  }

  /// Commands and task management requests that are not over.
  package var liveTasks: Int { tasks.count }

  package mutating func handle(_ event: ArrayEvent, at now: Instant, plan: ArrayPlan) {
    switch event.kind {
    case .mediaDone: mediaDone(event.task, at: now, plan: plan)
    case .reserveOutDone: reserveOutDone(unit: event.index, at: now, plan: plan)
    case .abortConfirmed: abortConfirmed(event, at: now, plan: plan)
    case .evictionDue: evictionDue(event, at: now, plan: plan)
    case .transferTimer: transferTimerFired(event.index, at: now, plan: plan)
    case .executed: executed(event.task, at: now, plan: plan)
    }
  }

  @inline(__always) func hasDefect(_ defect: ArrayDefect) -> Bool { defectBits & defect.bit != 0 }
  @inline(__always) func port(of task: TaskID) -> Int { Int(portOfNexus[Int(tasks[task.slot].unit.nexus)]) }
}

/// What the array of a run counted.
package struct ArrayCounts: Sendable, Equatable {
  package var reservationConflicts: UInt64 = 0
  package var unitAttentions: UInt64 = 0
  package var logicalUnitResets: UInt64 = 0
  package var aborts: UInt64 = 0
  package var portEvictions: UInt64 = 0
}

/// Initiator ports named by the parameter list of a PERSISTENT RESERVE OUT.
struct NamedPorts: Sendable {
  var exchange: UInt64
  var nexus: UInt32
  var transportIDs: [TransportID]
}

extension ArrayDefect {
  fileprivate var bit: UInt8 {
    switch self {
    case .goodBeforeQuiesce: 1
    case .skipAbort: 2
    }
  }
}
