import EventEngine

/// Hosts: HBAs, multipath, the SCSI layer below it.
public struct HostConfiguration: Sendable {
  public var count = 1
  /// HBAs (initiator ports) of each host; HBA i is cabled to fabric i modulo the number of fabrics.
  public var hbas = 2
  /// Commands outstanding on one path; 30 is lpfc's `lpfc_lun_queue_depth`.
  public var queueDepth = 30
  /// From the SCSI layer to the first bit on the wire. A paused host keeps what is inside.
  public var hbaLatency = Duration.microseconds(2)
  /// Whether a command that overlaps an unfinished write of the same host waits for it, as file systems and databases ensure.
  public var overlap = OverlapRule.wait
  public var multipath = MultipathConfiguration()
  public var scsi = SCSILayerConfiguration()

  public init() {}
}

/// What becomes of an I/O that overlaps an unfinished write of its own host.
public enum OverlapRule: String, CaseIterable, Sendable {
  case wait, allow
}

/// multipath.conf(5); defaults from multipath-tools `defaults.h`.
public struct MultipathConfiguration: Sendable {
  public var pathSelector = PathSelector.serviceTime
  /// Between two path checks; doubles up to the maximum while a path stays good.
  public var pollingInterval = Duration.seconds(5)
  public var pollingIntervalMax = Duration.seconds(20)
  /// A TEST UNIT READY without an answer for so long fails the path. 30 s.
  public var checkerTimeout = Duration.seconds(30)
  /// From the loss of a link to the failing of the I/O outstanding on it. 5 s.
  public var fastIOFailTimeout = Duration.seconds(5)
  /// What I/O does when no path is left.
  public var noPathRetry = NoPathRetry.fail
  /// Keeps a path out after it failed, even when its checker sees it alive. 0 = off, as in multipath.conf(5).
  public var pathErrorRecoveryTime = Duration.zero

  public init() {}
}

/// dm-multipath path selectors.
public enum PathSelector: String, CaseIterable, Sendable {
  case roundRobin = "round-robin"
  case queueLength = "queue-length"
  case serviceTime = "service-time"
}

/// `no_path_retry`: what I/O does when no path is left.
public enum NoPathRetry: Hashable, Sendable {
  case fail
  case queue
  /// Queue for so many polling intervals, then fail.
  case polls(Int)
}

/// The SCSI layer below multipath: timeouts, repeats, and what follows a timeout.
public struct SCSILayerConfiguration: Sendable {
  /// 30 s: Linux sd.h.
  public var commandTimeout = Duration.seconds(30)
  /// How often a command is repeated on the same path. 5: Linux sd.h.
  public var retries = 5
  public var onTimeout = TimeoutPolicy.failoverNow
  /// How long one step of the error handler may take. 10 s: Linux scsi.h.
  public var errorHandlerTimeout = Duration.seconds(10)

  public init() {}
}

/// What a host does when a command has had its time.
public enum TimeoutPolicy: String, CaseIterable, Sendable {
  /// The path is torn down at once and its I/O goes to another path (Linux NVMe-oF).
  case failoverNow = "failover-now"
  /// ABORT TASK, then LOGICAL UNIT RESET on the same path; the path fails only after both (Linux SCSI).
  case scsiErrorHandler = "scsi-eh"
}
