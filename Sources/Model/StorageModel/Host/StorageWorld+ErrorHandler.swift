import EventEngine
import SCSIWire

enum ErrorHandlerStep: UInt8, BitwiseCopyable {
  case idle
  /// ABORT TASK is out.
  case aborting
  /// LOGICAL UNIT RESET is out.
  case resetting
}

/// `scsi-eh`, the first steps: ABORT TASK for the command that timed out, then LOGICAL UNIT RESET, on the same path. The path
/// fails when neither is answered in time. Meanwhile it takes no new I/O, and the operation is among its suspended ones.
extension StorageWorld {
  mutating func beginErrorHandling(_ path: Int, of id: AttemptID, plan: Plan, turn: Turn) {
    paths[path].state = .recovering
    suspend(attempts[id.slot].operation, on: path)
    giveUp(id, plan: plan, turn: turn)
    counts.taskAborts += 1
    take(.aborting, asking: .taskManagement(.abortTask, id), on: path, plan: plan, turn: turn)
  }

  private mutating func take(
    _ step: ErrorHandlerStep, asking request: Attempt.Request, on path: Int, plan: Plan, turn: Turn
  ) {
    paths[path].errorHandler = step
    paths[path].errorHandlerSerial &+= 1
    send(request, for: .errorHandler, ticket: paths[path].errorHandlerSerial, on: path, plan: plan, turn: turn)
    turn.schedule(
      .init(.errorHandlerTimer, path, generation: paths[path].errorHandlerSerial),
      after: plan.configuration.hosts.scsi.errorHandlerTimeout)
  }

  /// FUNCTION COMPLETE: what it was about is dead and may be repeated on the same path. An ABORT TASK answered after its time
  /// says nothing about the reset that followed it.
  mutating func errorHandlerAnswered(_ path: Int, serial: UInt32, plan: Plan, turn: Turn) {
    guard paths[path].errorHandlerSerial == serial else { return }
    if paths[path].errorHandler == .resetting {
      // The reset killed whatever this path had in the task set.
      while let id = oldestIO(of: path) {
        suspend(attempts[id.slot].operation, on: path)
        giveUp(id, plan: plan, turn: turn)
      }
    }
    paths[path].errorHandlerSerial &+= 1
    paths[path].errorHandler = .idle
    paths[path].state = .usable
    var exhausted = OperationQueue()
    while let operation = paths[path].suspended.popFirst(in: &operations) {
      if operations[operation.slot].repeats < plan.configuration.hosts.scsi.retries {
        counts.retries += 1
        operations[operation.slot].repeats += 1
        send(operation, on: path, plan: plan, turn: turn)
      } else {
        exhausted.append(operation, in: &operations)
      }
    }
    if !exhausted.isEmpty {
      // An I/O that used up its retries is a path error to multipath.
      paths[path].suspended = exhausted
      return failPath(path, plan: plan, turn: turn)
    }
    armTimer(path, plan: plan, turn: turn)
    pump(Int(paths[path].device), plan: plan, turn: turn)
  }

  mutating func errorHandlerTimedOut(_ path: Int, serial: UInt32, plan: Plan, turn: Turn) {
    guard paths[path].errorHandlerSerial == serial else { return }
    switch paths[path].errorHandler {
    case .idle: return
    case .aborting: take(.resetting, asking: .taskManagement(.logicalUnitReset, .none), on: path, plan: plan, turn: turn)
    case .resetting: failPath(path, plan: plan, turn: turn)
    }
  }

  mutating func suspend(_ id: OperationID, on path: Int) {
    paths[path].suspended.append(id, in: &operations)
  }

  func oldestIO(of path: Int) -> AttemptID? {
    var slot = paths[path].oldest
    while slot != .max, attempts[slot].owner != .operation { slot = attempts[slot].next }
    return slot == .max ? nil : attempts.id(slot)
  }
}
