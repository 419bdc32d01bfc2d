import Barriers
import EventEngine
import Interconnect

/// A host as a whole. Fault model: it may stand still for a while (HBAs included) and not know it; the others may remove it.
struct Host: Sendable {
  /// How many faults keep it from running.
  var pauses = 0
  var isPaused: Bool { pauses > 0 }
  /// What reached it, or was to happen in it, while it stood still; in order.
  var deferred: [Deferred] = []
  /// The others took its blocks over; it finds out when it runs again.
  var isRemoved = false
  /// It found out, by word of the others or by a RESERVATION CONFLICT, and does no more I/O.
  var isStopped = false
  /// Somebody switched its power off.
  var isOff = false
  /// Multipath devices whose set-up is not complete yet; the workload waits for all.
  var devicesToSetUp: Int

  /// Something that waits until the host runs again.
  enum Deferred: Sendable {
    case event(HostEvent)
    case unit(InformationUnit, parameterData: [UInt8])
    case linkState(port: Int, isDown: Bool, hba: Int)
  }
}

/// A path: what multipath, SCSI layer and path checker of one host know of one logical unit through one I_T nexus.
package struct Path: Sendable {
  enum State: UInt8 {
    /// Not registered yet.
    case settingUp
    case usable
    /// Multipath sends nothing on it. What the SCSI layer has outstanding there stays until that gives it up.
    case failed
  }

  package let unit: UInt32
  package let nexus: UInt32
  let device: UInt32
  let ordinal: UInt32
  /// Counts the registrations of this path: commands carry no key, so this is what an exchange was sent under.
  package internal(set) var registrationEpoch: UInt32 = 1

  /// Exchanges outstanding, oldest first.
  var oldest: UInt32 = .max
  var newest: UInt32 = .max
  package internal(set) var outstanding: UInt32 = 0
  var outstandingBytes: UInt64 = 0

  // Failure and return. Small fields stand together: a run may have a million paths.
  /// When the command was sent for which the error handler began to work.
  var troubleSince: Instant?
  var state = State.settingUp
  /// One timer, for the oldest command only.
  var isTimerArmed = false
  /// It failed less than san_path_err_recovery_time ago.
  var isKeptOut = false
  var isCheckerScheduled = false
  var errorHandler = ErrorHandlerStep.idle
  /// Counts its failures.
  var failures: UInt32 = 0
  /// When it last began to carry I/O.
  var inServiceSince = Instant.zero
  /// I/Os that wait until the barrier against this path is done, or, while it is in service, for its link to come back.
  var suspended = OperationQueue()

  // Path checker.
  var pollingInterval: Duration
  var checkerExchange = ExchangeID.none

  // Error handler. While it works, the path takes no new I/O.
  var isRecovering: Bool { errorHandler != .idle }
  /// The I/O whose command timed out.
  var troubled = OperationID.none
  var errorHandlerSerial: UInt32 = 0
}

/// A multipath device: one logical unit as one host sees it.
struct MultipathDevice: Sendable {
  let unit: UInt32
  let host: UInt32
  let firstPath: Int
  var barrier: IOBarrier
  /// Victims whose barrier was raised and is not done, as paths.
  var pendingVictims: [UInt32] = []
  /// Where the path selector looks first.
  var cursor = 0
  var isReady = false
  /// I/Os that no path can take now.
  var queue = OperationQueue()
  /// When queued I/O fails (`no_path_retry: N`); nil while a path is left.
  var queuesUntil: Instant?
  /// Counts the times that the last path went.
  var outages: UInt32 = 0
  /// The unfinished writes of this host on this unit: the journal that a survivor redoes.
  var writes = ExtentIndex()
  /// Of a removed host: what its survivor still has to redo here.
  var recovery: Recovery?
}

/// What a survivor does with one logical unit of a removed host.
struct Recovery: BitwiseCopyable, Sendable {
  /// That of the takeover: what an earlier survivor had begun does not count.
  var epoch: UInt32
  /// Blocks that are being read and written anew.
  var pending: Int
}

/// One I_T nexus as its host sees it.
struct NexusState: Sendable {
  let host: Int
  let hba: Int
  let port: Int
  /// Links of this nexus that the host knows to be down. fast_io_fail_tmo runs while it is not 0.
  var linksLost = 0
  var lossSerial: UInt32 = 0
}
