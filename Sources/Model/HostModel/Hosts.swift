import Barriers
import EventEngine
import Interconnect
import SCSIWire

/// The hosts of a run: what does an initiator do?
///
/// Applications (workloads) ask multipath devices, which choose paths, on which the SCSI layer has exchanges; path checker, error
/// handler and I/O barrier have exchanges of their own. A host knows of the array what its information units say, and nothing
/// else.
package struct Hosts: Sendable {
  let random: RandomSource
  var hosts: [Host]
  var devices: [MultipathDevice]
  package internal(set) var paths: [Path]
  var nexuses: [NexusState]
  var workloads: [Workload]
  var operations = Slab<HostOperation>()
  var operationSerial: UInt64 = 0
  var exchanges = Slab<Exchange>()

  var pausedHosts = 0
  /// Failed paths of hosts that have not stopped.
  package internal(set) var failedPaths = 0
  /// Barriers raised and not done.
  package internal(set) var pendingBarriers = 0
  /// The workload is over: nothing new is asked for.
  var isStopping = false

  package internal(set) var counts = HostCounts()
  package var emissions = Emissions<HostEvent, HostSignal>()

  // Reused buffer; empty between events.
  var actions: [IOBarrier.Action] = []

  package init(_ plan: HostPlan, random: RandomSource) {
    let topology = plan.topology
    self.random = random
    hosts = (0..<topology.hostCount).map { _ in Host(devicesToSetUp: topology.unitCount) }
    devices = (0..<topology.deviceCount).map { Self.device($0, plan: plan) }
    paths = (0..<topology.pathCount).map { Self.path($0, plan: plan) }
    nexuses = topology.nexuses.map { NexusState(host: Int($0.host), hba: Int($0.hba), port: Int($0.port)) }
    let streams = plan.workload.streams
    workloads = (0..<topology.hostCount).map { Workload(host: $0, issued: Array(repeating: 0, count: streams)) }
  }

  private static func device(_ index: Int, plan: HostPlan) -> MultipathDevice {
    let (unit, host) = index.quotientAndRemainder(dividingBy: plan.topology.hostCount)
    let keys = (0..<plan.topology.nexusesPerHost).map { ReservationKey(host: UInt16(host), path: UInt16($0)) }
    return MultipathDevice(
      unit: UInt32(unit), host: UInt32(host), firstPath: plan.topology.path(device: index, ordinal: 0),
      barrier: IOBarrier(method: plan.barrier, keys: keys, hasPeers: plan.hostsMayBeRemoved))
  }

  private static func path(_ index: Int, plan: HostPlan) -> Path {
    let (unit, nexus) = index.quotientAndRemainder(dividingBy: plan.topology.nexusCount)
    let place = plan.topology.nexuses[nexus]
    return Path(
      unit: UInt32(unit), nexus: UInt32(nexus), device: UInt32(plan.topology.device(unit: unit, host: Int(place.host))),
      ordinal: UInt32(place.ordinal), pollingInterval: plan.configuration.multipath.pollingInterval)
  }

  /// What happens by itself at instant zero.
  package mutating func start() {
    for device in devices.indices { emissions.schedule(HostEvent(.deviceStarted, device), at: .zero) }
  }

  /// The end of the workload.
  package mutating func stopWorkload() { isStopping = true }

  /// I/Os without an answer, and exchanges whose host end is open.
  package var liveOperations: Int { operations.count }
  package var liveExchanges: Int { exchanges.count }

  package mutating func handle(_ event: HostEvent, at now: Instant, plan: HostPlan) {
    if pausedHosts > 0, hosts[place(of: event)].isPaused {
      hosts[place(of: event)].deferred.append(.event(event))
      return
    }
    switch event.kind {
    case .arrival: arrivalDue(event, at: now, plan: plan)
    case .streamReady: streamReady(event, at: now, plan: plan)
    case .commandTimer: commandTimerFired(event.index, at: now, plan: plan)
    case .checker: checkerDue(event.index, at: now, plan: plan)
    case .checkerTimer: checkerDeadlinePassed(event.exchange, at: now, plan: plan)
    case .errorHandlerTimer: errorHandlerDeadlinePassed(event.index, serial: event.generation, at: now, plan: plan)
    case .recoveryTimeOver: recoveryTimeOver(event.index, serial: event.generation)
    case .fastIOFail: fastIOFailDue(event.index, serial: event.generation, at: now, plan: plan)
    case .deviceStarted: deviceStarted(event.index, at: now, plan: plan)
    case .holdOver: holdOver(event, at: now, plan: plan)
    case .noPathRetryOver: noPathRetryOver(event.index, outage: event.generation, at: now, plan: plan)
    case .membershipLearned: stop(event.index, at: now)
    }
  }

  /// The host in which an event takes place.
  package func place(of event: HostEvent) -> Int {
    switch event.kind {
    case .arrival, .streamReady: workloads[event.index].host
    case .commandTimer, .checker, .errorHandlerTimer, .recoveryTimeOver: host(ofPath: event.index)
    case .checkerTimer: host(ofPath: Int(event.extra))
    case .deviceStarted, .holdOver, .noPathRetryOver: Int(devices[event.index].host)
    case .fastIOFail: nexuses[event.index].host
    case .membershipLearned: event.index
    }
  }

  @inline(__always) func host(ofPath path: Int) -> Int { nexuses[Int(paths[path].nexus)].host }

  func paths(of host: Int, plan: HostPlan) -> [Int] {
    (0..<plan.topology.unitCount).flatMap { unit -> Range<Int> in
      let first = plan.topology.path(device: plan.topology.device(unit: unit, host: host), ordinal: 0)
      return first..<first + plan.topology.nexusesPerHost
    }
  }
}

/// What the hosts of a run counted.
package struct HostCounts: Sendable, Equatable {
  package var readsIssued: UInt64 = 0
  package var writesIssued: UInt64 = 0
  package var readsCompleted: UInt64 = 0
  package var writesCompleted: UInt64 = 0
  package var failed: UInt64 = 0
  package var overlapWaits: UInt64 = 0
  package var attempts: UInt64 = 0
  package var retries: UInt64 = 0
  package var commandTimeouts: UInt64 = 0
  package var pathFailures: UInt64 = 0
  package var barriersRaised: UInt64 = 0
  package var barriersDone: UInt64 = 0
  package var hostsStopped: UInt64 = 0
  package var reservationCommands: UInt64 = 0
  package var taskAborts: UInt64 = 0

  mutating func issued(isWrite: Bool) {
    if isWrite { writesIssued += 1 } else { readsIssued += 1 }
  }
  mutating func completed(isWrite: Bool) {
    if isWrite { writesCompleted += 1 } else { readsCompleted += 1 }
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
