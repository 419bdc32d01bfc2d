import ConsistencyOracle
import EventEngine
import SCSIWire

/// One SCSI command or task management request on one path: sent once, never repeated. What is repeated is its operation.
///
/// It has two ends. The host end closes when an answer came or the host gave up; the array end closes when the command is done
/// or dead there. A write that was given up while its array end could still act is an orphan.
struct Attempt: BitwiseCopyable {
  /// Who waits for the answer.
  enum Owner: UInt8 {
    case operation, barrier, checker, errorHandler
    /// Somebody outside the model: see `LiveArray`.
    case initiator
  }

  /// Where the array end stands.
  enum Stage: UInt8 {
    case notArrived
    /// In the stalled port, not looked at yet.
    case heldAtIngress
    /// In the task set:
    case heldAfterCheck, awaitingData, heldAfterData, mediaQueue, mediaService, executing, reserveQueue, waitingForAborts
    /// Done, dead, or never to arrive.
    case closed
  }

  /// What is asked: a SCSI command, or a task management function on an attempt of the same nexus.
  enum Request: BitwiseCopyable {
    case command(Command)
    case taskManagement(TaskManagementFunction, AttemptID)
  }

  var request: Request
  var owner: Owner
  var isWrite: Bool
  /// The attempt's place among those of its operation, from 0.
  var ordinal: UInt16 = 0
  var operation = OperationID.none
  /// The barrier's own name for the command.
  var ticket: UInt32 = 0
  /// The address of its random numbers.
  var address = DrawAddress(entity: .max, index: 0)
  /// The logical unit that is asked, and the I_T nexus through which.
  let unit: UInt32
  let nexus: UInt32
  /// Its host's path; `.max` for a command from outside the model, whose host has none.
  var path: UInt32

  // The host end.
  var isHostOpen = true
  var sentAt: Instant
  /// Commands outstanding on one path, oldest first.
  var previous: UInt32 = .max
  var next: UInt32 = .max

  // The array end.
  var stage = Stage.notArrived
  var isAbortRequested = false
  /// No status will be sent for it should it die.
  var isSilent = false
  /// Of what aborts others: logical units on which its victims are not quiet yet.
  var abortsLeft: UInt32 = 0
  var taskSlot: Int32 = -1
  var reply = Completion.good

  // Between them.
  /// Frames of this exchange on their way.
  var frames: UInt8 = 0
  var frameSentAt: Instant

  // The judgement.
  var isOrphan = false
  var fate = OrphanFate.undecided
  /// nil for commands that no application asked for.
  var judged: Oracle.Attempt?
  /// The version that it carries; kept only while the run is traced.
  var version: Version?

  /// Nothing refers to it any more: both ends are closed and no frame of it is on its way.
  var isOver: Bool { !isHostOpen && frames == 0 && stage == .closed }

  /// The array asked for data that will never come.
  var isStarved: Bool { stage == .awaitingData && !isHostOpen && frames == 0 }

  /// Bytes that the command moves, either way.
  var transferLength: UInt64 {
    switch request {
    case .command(.read(let blocks)), .command(.write(let blocks)): UInt64(blocks.count) * blockSize
    default: 0
    }
  }

  mutating func frameLeft(at now: Instant) {
    frames += 1
    frameSentAt = now
  }
}

struct DrawAddress: BitwiseCopyable {
  var entity: UInt32
  var index: UInt64
}

/// What became of a write that its issuer gave up. Every orphan has exactly one.
public enum OrphanFate: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case undecided
  /// On the media before the host gave it up; only the answer was missing.
  case landedBefore
  /// On the media after the host gave it up.
  case landedLate
  /// Aborted in the array.
  case aborted
  /// RESERVATION CONFLICT when it was about to be enabled.
  case conflict
  /// CHECK CONDITION with a unit attention when it was about to be enabled.
  case unitAttention
  /// Lost with a link, or too old for the fabric.
  case droppedInFabric
  /// The array asked for its data and the host had discarded the exchange.
  case noDataSent
  /// Never left its host.
  case droppedByHost

  public var name: String {
    switch self {
    case .undecided: "undecided"
    case .landedBefore: "landed_before"
    case .landedLate: "landed_late"
    case .aborted: "aborted"
    case .conflict: "conflict"
    case .unitAttention: "unit_attention"
    case .droppedInFabric: "dropped_in_fabric"
    case .noDataSent: "no_data_sent"
    case .droppedByHost: "dropped_by_host"
    }
  }
}
