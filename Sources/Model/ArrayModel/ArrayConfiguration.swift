import EventEngine
import Reservations
import Sampling

/// The storage array: controllers, target ports, task sets, persistent reservations, media.
public struct ArrayConfiguration: Sendable {
  public var controllers = 2
  /// Port p of a controller is cabled to fabric p modulo the number of fabrics.
  public var portsPerController = 2
  public var logicalUnits = 1
  /// Bytes of each logical unit; nil: as many as the hosts' working sets need.
  public var logicalUnitSize: UInt64?
  public var transfer = TransferMode.readyToTransfer
  /// Front-end processing of every frame that a target port receives; a pipeline, so order is kept.
  public var portLatency = Duration.microseconds(5)
  /// TAS of the Control mode page: an aborted command is answered with TASK ABORTED. LIO's default.
  public var taskAbortedStatus = true
  public var media = MediaConfiguration()
  public var reservations = ReservationConfiguration()
  /// For the controllers to agree that the commands of an aborted nexus are done or dead.
  public var abortTime = Duration.milliseconds(1)
  /// A port that does not confirm an abort within this time is evicted: what it holds is discarded. So are media that hang.
  public var evictionTimeout = Duration.seconds(5)
  /// nil: they end where initiators are real, and stay in a simulated run, whose hosts know no sessions.
  public var evictedSessions: EvictedSessions?
  /// How long a command waits for the data that the array asked for before the array ends it: the frame that would bring it may
  /// be lost. Our choice: longer than any default timeout of a host. (FCP-4: RR_TOV, at least 9 s; LIO's iSCSI: 15 s.)
  public var transferTimeout = Duration.seconds(60)
  public var defects: Set<ArrayDefect> = []  // tidy: asked by name, never iterated

  public init() {}
}

/// When the data of a write travels.
public enum TransferMode: String, CaseIterable, Sendable {
  /// The array asks for write data when it has enabled the command (FCP_XFER_RDY, R2T).
  case readyToTransfer = "r2t"
  /// Write data travels with the command.
  case immediate
}

/// What becomes of the sessions through a port that the array has evicted.
public enum EvictedSessions: String, CaseIterable, Sendable {
  /// They end, and none begins until the port works again: initiators use another one.
  case end
  /// They stay. What they bring the port from now on waits there as before.
  case keep
}

/// Parallel media servers behind one FIFO queue, shared by all controllers. Service times in seconds.
public struct MediaConfiguration: Sendable {
  public var servers = 64
  public var read = Distribution(.microseconds(180))
  public var write = Distribution(.microseconds(90))

  public init() {}
}

/// Persistent reservations: what they cost, and whose rules they follow.
public struct ReservationConfiguration: Sendable {
  /// One PERSISTENT RESERVE OUT; they are serialised for each logical unit.
  public var serviceTime = Duration.microseconds(500)
  /// Activate Persist Through Power Loss: registrations survive, at the price of a write to non-volatile memory.
  public var persistThroughPowerLoss = true
  public var persistTime = Duration.milliseconds(2)
  /// Edition of the standard, limits, and the implementation that is imitated where they differ.
  public var rules = ReservationRules()
  /// NUAR of the Control mode page: RELEASE establishes no unit attention.
  public var noUnitAttentionOnRelease = false

  public init() {}
}

/// Real bugs of real arrays, all off by default.
public enum ArrayDefect: String, CaseIterable, Sendable {
  /// PREEMPT AND ABORT answers GOOD when the aborts have been requested; nobody waits for them.
  case goodBeforeQuiesce = "good_before_quiesce"
  /// PREEMPT AND ABORT aborts nothing.
  case skipAbort = "skip_abort"
}

/// Where in a target port things wait while it is stalled.
public enum PortStage: String, CaseIterable, BitwiseCopyable, Sendable {
  /// Every frame that arrives waits before it is looked at.
  case ingress
  /// Commands wait after their reservation check, before data is asked for.
  case afterCheck = "after_check"
  /// Writes wait with their data, before they go to the media. Everything else goes on.
  case afterData = "after_data"
  /// Answers wait; work goes on.
  case egress
}
