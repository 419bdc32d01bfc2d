import EventEngine
import StorageModel

/// How much was done, and what became of paths, hosts and orphans.
extension Measure {
  public static let events = Measure("events", .events, "Events that the engine executed.") { $0.events }
  public static let ended = Measure("ended_s", .seconds, "Simulated time at which the last command was done or dead.") {
    ($0.endedAt - .zero).seconds
  }
  public static let iosIssued = Measure("ios_issued", .inputsOutputs, "I/Os that the workloads asked for.") { $0.counts.issued }
  public static let readsIssued = Measure("reads_issued", .inputsOutputs, "Reads among them.") { $0.counts.readsIssued }
  public static let writesIssued = Measure("writes_issued", .inputsOutputs, "Writes among them.") { $0.counts.writesIssued }
  public static let iosCompleted = Measure("ios_completed", .inputsOutputs, "I/Os that were answered with GOOD.") {
    $0.counts.completed
  }
  public static let readsCompleted = Measure("reads_completed", .inputsOutputs, "Reads among them.") { $0.counts.readsCompleted }
  public static let writesCompleted = Measure("writes_completed", .inputsOutputs, "Writes among them.") {
    $0.counts.writesCompleted
  }
  public static let iosFailed = Measure("ios_failed", .inputsOutputs, "I/Os that the application was told had failed.") {
    $0.counts.failed
  }
  public static let overlapWaits = Measure(
    "overlap_waits", .inputsOutputs, "I/Os that waited for an earlier write of their host to the same blocks."
  ) { $0.counts.overlapWaits }
  public static let attempts = Measure("attempts", .commands, "SCSI commands that were sent for I/Os.") { $0.counts.attempts }
  public static let retries = Measure("retries", .commands, "SCSI commands that repeated an earlier one of the same I/O.") {
    $0.counts.retries
  }
  public static let framesDropped = Measure("frames_dropped", .events, "Frames that were lost in the fabric.") {
    $0.counts.framesDropped
  }

  static let work = [
    events, ended, iosIssued, readsIssued, writesIssued, iosCompleted, readsCompleted, writesCompleted, iosFailed, overlapWaits,
    attempts, retries, framesDropped,
  ]
}

/// What gave way, and what was done about it.
extension Measure {
  public static let commandTimeouts = Measure("command_timeouts", .commands, "Commands whose host waited in vain.") {
    $0.counts.commandTimeouts
  }
  public static let pathFailures = Measure("path_failures", .events, "Paths that a host gave up, each time.") {
    $0.counts.pathFailures
  }
  public static let failovers = Measure(
    "failovers", .events, "Path failures after which the last I/O that had been out on the path was answered."
  ) { UInt64($0.observer.failoverTimes.count) }
  public static let takeovers = Measure(
    "takeovers", .events, "Hosts that were removed from the cluster and whose work another host took over."
  ) { $0.counts.takeovers }
  public static let registrationsAfterRemoval = Measure(
    "registrations_after_removal", .events,
    "Registrations of a removed host that took effect after the barrier against it was done.",
    heading: ["regis-", "trations", "after", "removal"]
  ) { $0.counts.registrationsAfterRemoval }
  public static let hostsStopped = Measure("hosts_stopped", .hosts, "Hosts that stopped because they had been removed.") {
    $0.counts.hostsStopped
  }
  public static let barriersRaised = Measure(
    "barriers_raised", .events, "Barriers against a path or a host that were begun; with the method none, that would have been."
  ) { $0.counts.barriersRaised }
  public static let barriersDone = Measure("barriers_done", .events, "Barriers after which work went on.") {
    $0.counts.barriersDone
  }
  public static let reservationCommands = Measure(
    "reservation_commands", .commands, "PERSISTENT RESERVE IN and OUT commands that hosts sent."
  ) { $0.counts.reservationCommands }
  public static let reservationConflicts = Measure(
    "reservation_conflicts", .commands, "Commands that the array refused with RESERVATION CONFLICT."
  ) { $0.counts.reservationConflicts }
  public static let unitAttentions = Measure(
    "unit_attentions", .commands, "Commands that the array refused with a unit attention."
  ) { $0.counts.unitAttentions }
  public static let taskAborts = Measure("task_aborts", .commands, "ABORT TASK requests of the hosts' error handlers.") {
    $0.counts.taskAborts
  }
  public static let logicalUnitResets = Measure("logical_unit_resets", .commands, "LOGICAL UNIT RESETs that the array performed.")
  { $0.counts.logicalUnitResets }
  public static let commandsAborted = Measure("commands_aborted", .commands, "Commands that an abort or a reset of any kind hit.")
  { $0.counts.aborts }
  public static let portEvictions = Measure(
    "port_evictions", .events, "Ports that the array took out of service because aborted commands did not leave them."
  ) { $0.counts.portEvictions }

  static let failover = [
    commandTimeouts, pathFailures, failovers, barriersRaised, barriersDone, takeovers, registrationsAfterRemoval, hostsStopped,
    reservationCommands,
    reservationConflicts, unitAttentions, taskAborts, logicalUnitResets, commandsAborted, portEvictions,
  ]
}

/// Orphans: writes that their host gave up while they could still act. Each has one fate in the end.
extension Measure {
  public static let orphans = Measure(
    "orphans", .writes, "Writes that their host gave up while they could still act. Their fates add up to them.",
    heading: ["orphans", "issued"]
  ) { $0.counts.orphans }

  /// Orphans that had this fate.
  public static func orphans(_ fate: OrphanFate) -> Measure {
    Measure("orphan_\(fate.name)", .writes, "Orphans that \(fate.clause).", heading: ["orphans"] + fate.heading) {
      $0.counts[fate]
    }
  }

  public static let orphansJudgedAfterBarrier = Measure(
    "orphans_judged_after_barrier", .writes,
    "Orphans whose fate the array decided after a barrier against their path had begun."
  ) { $0.counts.orphansJudgedAfterBarrier }

  public static let fates = [orphans] + OrphanFate.decided.map(orphans) + [orphansJudgedAfterBarrier]
}

extension OrphanFate {
  /// What happened to an orphan, as the predicate of a sentence about many.
  public var clause: String {
    switch self {
    case .undecided: "are undecided"
    case .landedBefore: "had landed before they were given up"
    case .landedLate: "landed late"
    case .aborted: "were aborted"
    case .conflict: "met RESERVATION CONFLICT"
    case .unitAttention: "met a unit attention"
    case .droppedInFabric: "were dropped in the fabric"
    case .noDataSent: "were asked for data that their host no longer sends"
    case .droppedByHost: "were dropped by their host"
    }
  }

  /// Under "orphans".
  fileprivate var heading: [String] {
    switch self {
    case .undecided: ["undecided"]
    case .landedBefore: ["landed", "before"]
    case .landedLate: ["landed", "late"]
    case .aborted: ["aborted"]
    case .conflict: ["con-", "flict"]
    case .unitAttention: ["unit", "att."]
    case .droppedInFabric: ["lost in", "fabric"]
    case .noDataSent: ["no data", "sent"]
    case .droppedByHost: ["in its", "host"]
    }
  }
}
