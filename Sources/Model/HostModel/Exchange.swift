import EventEngine
import Interconnect
import SCSIWire

/// The host end of one SCSI command or task management request on one path: sent once, never repeated. What is repeated is its
/// operation. It ends when an answer came or the host gave up; what still comes then finds nobody.
struct Exchange: BitwiseCopyable, Sendable {
  /// Who waits for the answer.
  enum Owner: UInt8 {
    case operation, barrier, checker, errorHandler
  }

  /// What is asked: a SCSI command, or a task management function on a command of the same nexus.
  enum Request: BitwiseCopyable {
    case command(Command)
    case taskManagement(TaskManagementFunction, ExchangeID)
  }

  var request: Request
  var owner: Owner
  var isWrite: Bool
  /// Its place among the attempts of its operation, from 0.
  var ordinal: UInt16 = 0
  var operation = OperationID.none
  /// The barrier's or error handler's own name for it.
  var ticket: UInt32 = 0
  var path: UInt32
  /// Bytes that it moves, either way.
  var transferLength: UInt32
  var sentAt: Instant
  /// Since when its command timer runs: it starts again where the SCSI layer has reason to wait longer.
  var timedFrom: Instant
  /// The transport's own reason for that was used up.
  var hadMoreTime = false
  /// Exchanges outstanding on one path, oldest first.
  var previous: UInt32 = .max
  var next: UInt32 = .max

  init(_ request: Request, owner: Owner, isWrite: Bool = false, path: Int, sentAt: Instant) {
    self.request = request
    self.owner = owner
    self.isWrite = isWrite
    self.path = UInt32(truncatingIfNeeded: path)
    self.sentAt = sentAt
    timedFrom = sentAt
    transferLength = if case .command(let command) = request { command.transferLength } else { 0 }
  }
}

typealias ExchangeID = SlabID<Exchange>
typealias OperationID = SlabID<HostOperation>
