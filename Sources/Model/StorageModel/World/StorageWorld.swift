import Barriers
import ConsistencyOracle
import EventEngine
import Reservations
import SCSIWire

/// Hosts, fabric and array as one value. A copy is a snapshot.
public struct StorageWorld: World, Sendable {
  var random: RandomSource

  // Hosts.
  var hosts: [Host]
  var devices: [MultipathDevice]
  var paths: [Path]
  var nexuses: [NexusState]
  var workloads: [Workload]
  var operations = Slab<Operation>()
  var operationSerial: UInt64 = 0

  // Fabric and array.
  var links: [Link]
  var ports: [TargetPort]
  var units: [LogicalUnit]
  var media = MediaPool()
  var attempts = Slab<Attempt>()
  let transfersImmediately: Bool
  let defectBits: UInt8

  // Faults and what follows from them.
  var faults: [FaultState]
  var activeFaults = 0
  var pausedHosts = 0
  var firstFaultAt: Instant?
  var lastFaultAt = Instant.zero
  var failedPaths = 0
  var pendingBarriers = 0
  var barrierRaisedAt: [Instant]
  var failovers: [Failover] = []
  var openFailovers = 0
  /// Since when nothing is out of order; only meaningful after a fault.
  var calmSince = Instant.zero
  var isStopping = false

  public internal(set) var oracle: Oracle
  /// Off only to measure what the oracle costs.
  let isJudged: Bool
  public internal(set) var counts = RunCounts()

  /// Who is behind each nexus.
  var directory: NexusDirectory
  /// Commands and requests from outside the model.
  var exchanges = Slab<Exchange>()
  /// What initiators outside the model are to hear, in order; `LiveArray` empties it after each event.
  var outputs: [LiveArray.Output] = []

  // Reused buffers; empty between events.
  var actions: [IOBarrier.Action] = []
  var effects = ReservationEffects()
  var quiesced: [TaskSet.TaskID] = []

  init(plan: Plan, random: RandomSource, isJudged: Bool) {
    let (topology, configuration) = (plan.topology, plan.configuration)
    self.random = random
    self.isJudged = isJudged
    hosts = (0..<topology.hostCount).map { _ in Host(devicesToSetUp: topology.unitCount) }
    devices = (0..<topology.deviceCount).map { Self.device($0, plan: plan) }
    paths = (0..<topology.pathCount).map { Self.path($0, plan: plan) }
    nexuses = topology.nexuses.map { NexusState(host: Int($0.host), hba: Int($0.hba), port: Int($0.port)) }
    let streams = configuration.workload.streams
    workloads = (0..<topology.hostCount).map { Workload(host: $0, issued: Array(repeating: 0, count: streams)) }
    links = Array(repeating: Link(), count: topology.linkCount * 2)
    ports = Array(repeating: TargetPort(), count: topology.portCount)
    units = Array(repeating: LogicalUnit(nexuses: plan.directory, array: configuration.array), count: topology.unitCount)
    directory = plan.directory
    transfersImmediately = configuration.array.transfer == .immediate
    defectBits = ArrayDefect.allCases.reduce(0) { configuration.array.defects.contains($1) ? $0 | $1.bit : $0 }
    faults = configuration.faults.enumerated().map { index, fault in
      let begin = fault.at.duration(Self.draw(random, index, .faultStart))
      return FaultState(begin: .zero + begin, end: .zero + begin + fault.lasting.duration(Self.draw(random, index, .faultLength)))
    }
    barrierRaisedAt = Array(repeating: Instant(nanoseconds: .min), count: topology.pathCount)
    oracle = Oracle(unitCount: topology.unitCount)
  }

  private static func draw(_ random: RandomSource, _ fault: Int, _ purpose: RandomPurpose) -> Double {
    random.uniform(entity: UInt32(fault), purpose: purpose.rawValue, index: 0)
  }

  private static func device(_ index: Int, plan: Plan) -> MultipathDevice {
    let (unit, host) = index.quotientAndRemainder(dividingBy: plan.topology.hostCount)
    let keys = (0..<plan.topology.nexusesPerHost).map { ReservationKey(host: UInt16(host), path: UInt16($0)) }
    return MultipathDevice(
      unit: UInt32(unit), host: UInt32(host), firstPath: plan.topology.path(device: index, ordinal: 0),
      barrier: IOBarrier(method: plan.configuration.barrier, keys: keys))
  }

  private static func path(_ index: Int, plan: Plan) -> Path {
    let (unit, nexus) = index.quotientAndRemainder(dividingBy: plan.topology.nexusCount)
    let place = plan.topology.nexuses[nexus]
    return Path(
      unit: UInt32(unit), nexus: UInt32(nexus), device: UInt32(plan.topology.device(unit: unit, host: Int(place.host))),
      ordinal: Int(place.ordinal), pollingInterval: plan.configuration.hosts.multipath.pollingInterval)
  }

  @inline(__always) func hasDefect(_ defect: ArrayDefect) -> Bool { defectBits & defect.bit != 0 }
}

extension ArrayDefect {
  fileprivate var bit: UInt8 {
    switch self {
    case .goodBeforeQuiesce: 1
    case .skipAbort: 2
    }
  }
}

extension WorkloadConfiguration {
  /// Streams that each have a count of their own.
  fileprivate var streams: Int {
    switch kind {
    case .closed(let streams, _), .rewrite(let streams, _): streams
    case .open, .trace: 1
    }
  }
}
