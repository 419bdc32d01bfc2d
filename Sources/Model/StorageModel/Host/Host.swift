import Barriers
import EventEngine
import Reservations

/// A host as a whole. Fault model: it may stand still for a while (HBAs included) and not know it; the cluster may remove it.
struct Host {
  /// nil while it runs.
  var pausedAt: Instant?
  var pauses: UInt32 = 0
  /// What reached the host, or was to leave it, while it stood still; in order.
  var deferred: [StorageEvent] = []
  /// The others took its blocks over; it finds out when it runs again.
  var isRemoved = false
  /// It found out, by word of the others or by a RESERVATION CONFLICT, and does no more I/O.
  var isStopped = false
  /// Multipath devices whose set-up is not complete yet; the workload waits for all.
  var devicesToSetUp: Int
  /// Logical units of this removed host that its survivor has not recovered yet.
  var recoveriesLeft = 0
}

/// A path: what multipath, SCSI layer and path checker of one host know of one logical unit through one I_T nexus.
struct Path {
  enum State: UInt8 {
    /// Not registered yet.
    case settingUp
    case usable
    /// The error handler works on it; it takes no new I/O.
    case recovering
    case failed
  }

  let unit: UInt32
  let nexus: UInt32
  let device: UInt32
  let ordinal: Int
  var state = State.settingUp
  /// Counts the registrations of this path: frames carry no key, so this is what an attempt was sent under.
  var registrationEpoch: UInt32 = 1

  /// Commands outstanding, oldest first.
  var oldest: UInt32 = .max
  var newest: UInt32 = .max
  var outstanding = 0
  var outstandingBytes: UInt64 = 0
  /// One timer, for the oldest command only.
  var isTimerArmed = false

  // Failure and return.
  var failedAt = Instant.zero
  /// When it last began to carry I/O.
  var inServiceSince = Instant.zero
  /// I/Os that wait until the barrier against this path is done.
  var suspended = OperationQueue()

  // Path checker.
  var pollingInterval: Duration
  var checkerAttempt = AttemptID.none
  var isCheckerScheduled = false

  // Error handler.
  var errorHandler = ErrorHandlerStep.idle
  var errorHandlerSerial: UInt32 = 0
}

/// A multipath device: one logical unit as one host sees it.
struct MultipathDevice {
  let unit: UInt32
  let host: UInt32
  let firstPath: Int
  var barrier: IOBarrier
  /// Where the path selector looks first.
  var cursor = 0
  var isReady = false
  /// I/Os that no path can take now.
  var queue = OperationQueue()
  /// Polls left until queued I/O fails (`no_path_retry: N`); nil while a path is left.
  var pollsLeft: Int?
  /// The unfinished writes of this host on this unit.
  var writes = ExtentIndex()
  /// Set when the cluster removed this host.
  var takeover: Takeover?
  /// What READ KEYS or READ RESERVATION brought, on its way to the barrier with the status.
  var inquiry: IOBarrier.Outcome?
}

/// What another host does with one logical unit of a removed one.
struct Takeover: BitwiseCopyable {
  let survivor: Int
  /// Paths of the removed host whose barrier is not done yet.
  var barriersPending: Int
  /// Blocks that are being read and written anew.
  var recoveriesPending = 0
}

/// One I_T nexus as its host sees it.
struct NexusState {
  let host: Int
  let hba: Int
  let port: Int
  /// Links of this nexus that the host knows to be down. fast_io_fail_tmo runs while it is not 0.
  var linksLost = 0
  var lossSerial: UInt32 = 0
}
