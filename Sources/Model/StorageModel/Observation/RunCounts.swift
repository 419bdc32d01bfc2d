import ArrayModel
import HostModel

/// What a run counted, besides what the oracle counts.
public struct RunCounts: Sendable, Equatable {
  public internal(set) var readsIssued: UInt64 = 0
  public internal(set) var writesIssued: UInt64 = 0
  public internal(set) var readsCompleted: UInt64 = 0
  public internal(set) var writesCompleted: UInt64 = 0
  /// I/Os that failed to the application.
  public internal(set) var failed: UInt64 = 0
  /// I/Os that waited for an overlapping write of their host.
  public internal(set) var overlapWaits: UInt64 = 0
  /// SCSI commands sent for I/Os.
  public internal(set) var attempts: UInt64 = 0
  public internal(set) var retries: UInt64 = 0
  public internal(set) var commandTimeouts: UInt64 = 0
  public internal(set) var pathFailures: UInt64 = 0
  public internal(set) var barriersRaised: UInt64 = 0
  public internal(set) var barriersDone: UInt64 = 0
  public internal(set) var takeovers: UInt64 = 0
  public internal(set) var hostsStopped: UInt64 = 0
  /// PERSISTENT RESERVE IN and OUT commands sent.
  public internal(set) var reservationCommands: UInt64 = 0
  public internal(set) var reservationConflicts: UInt64 = 0
  public internal(set) var unitAttentions: UInt64 = 0
  /// ABORT TASK requests of the error handler.
  public internal(set) var taskAborts: UInt64 = 0
  public internal(set) var logicalUnitResets: UInt64 = 0
  /// Commands hit by an abort of any kind.
  public internal(set) var aborts: UInt64 = 0
  public internal(set) var portEvictions: UInt64 = 0
  public internal(set) var framesDropped: UInt64 = 0
  /// Writes that their issuer gave up, and what became of them, by `OrphanFate.rawValue`.
  public internal(set) var orphans: UInt64 = 0
  public internal(set) var fates = [UInt64](repeating: 0, count: OrphanFate.allCases.count)
  /// Orphans whose fate the array decided after a barrier against their path had begun.
  public internal(set) var orphansJudgedAfterBarrier: UInt64 = 0
  /// Registrations of a removed host that took effect after the barrier against it was done.
  public internal(set) var registrationsAfterRemoval: UInt64 = 0

  public subscript(fate: OrphanFate) -> UInt64 { fates[Int(fate.rawValue)] }

  public var issued: UInt64 { readsIssued + writesIssued }
  public var completed: UInt64 { readsCompleted + writesCompleted }

}

extension RunCounts {
  mutating func add(_ hosts: HostCounts) {
    readsIssued = hosts.readsIssued
    writesIssued = hosts.writesIssued
    readsCompleted = hosts.readsCompleted
    writesCompleted = hosts.writesCompleted
    failed = hosts.failed
    overlapWaits = hosts.overlapWaits
    attempts = hosts.attempts
    retries = hosts.retries
    commandTimeouts = hosts.commandTimeouts
    pathFailures = hosts.pathFailures
    barriersRaised = hosts.barriersRaised
    barriersDone = hosts.barriersDone
    hostsStopped = hosts.hostsStopped
    reservationCommands = hosts.reservationCommands
    taskAborts = hosts.taskAborts
  }

  mutating func add(_ array: ArrayCounts) {
    reservationConflicts = array.reservationConflicts
    unitAttentions = array.unitAttentions
    logicalUnitResets = array.logicalUnitResets
    aborts = array.aborts
    portEvictions = array.portEvictions
  }

  mutating func add(_ judge: Judge) {
    orphans = judge.orphans
    fates = judge.fates
    orphansJudgedAfterBarrier = judge.orphansJudgedAfterBarrier
    registrationsAfterRemoval = judge.registrationsAfterRemoval
  }
}

extension StorageWorld {
  /// What the parts have counted so far.
  public var counts: RunCounts {
    var counts = RunCounts()
    counts.add(hosts.counts)
    counts.add(array.counts)
    counts.add(judge)
    counts.takeovers = cluster.takeoversBegun
    counts.framesDropped = fabric.framesLost
    return counts
  }
}
