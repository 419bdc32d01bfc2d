import EventEngine
import SCSIWire

enum ErrorHandlerStep: UInt8, BitwiseCopyable {
  case idle
  /// ABORT TASK is out.
  case aborting
  /// LOGICAL UNIT RESET is out.
  case resetting
}

/// `scsi-eh`, the first steps: ABORT TASK for the command that timed out, then LOGICAL UNIT RESET, on the same path. Meanwhile
/// that takes no new I/O. What was aborted is sent again on the same path while that is in service; the path fails when neither
/// step is answered in time.
extension Hosts {
  mutating func beginErrorHandling(_ path: Int, of id: ExchangeID, at now: Instant, plan: HostPlan) {
    assert(paths[path].troubled.isNone, "one command after the other")
    paths[path].troubled = exchanges[id.slot].operation
    paths[path].troubleSince = exchanges[id.slot].sentAt
    giveUp(id)
    counts.taskAborts += 1
    take(.aborting, asking: .taskManagement(.abortTask, id), on: path, at: now, plan: plan)
  }

  private mutating func take(
    _ step: ErrorHandlerStep, asking request: Exchange.Request, on path: Int, at now: Instant, plan: HostPlan
  ) {
    paths[path].errorHandler = step
    paths[path].errorHandlerSerial &+= 1
    send(request, for: .errorHandler, ticket: paths[path].errorHandlerSerial, on: path, at: now, plan: plan)
    emissions.schedule(
      HostEvent(.errorHandlerTimer, path, generation: paths[path].errorHandlerSerial),
      at: now + plan.configuration.scsi.errorHandlerTimeout)
  }

  /// FUNCTION COMPLETE: what it was about is dead and may be repeated. An ABORT TASK answered after its time says nothing about
  /// the reset that followed it.
  mutating func errorHandlerAnswered(_ path: Int, serial: UInt32, at now: Instant, plan: HostPlan) {
    guard paths[path].errorHandlerSerial == serial else { return }
    let wasReset = paths[path].errorHandler == .resetting
    endErrorHandling(path)
    // The reset killed whatever this path had in the task set.
    if wasReset { recallOutstanding(path, at: now, plan: plan) }
    if paths[path].state == .usable {
      repeatOnSamePath(path, at: now, plan: plan)
    } else {
      resumeUnlessBarred(path, at: now, plan: plan)
    }
    armTimer(path, at: now, plan: plan)
    pump(Int(paths[path].device), at: now, plan: plan)
  }

  /// An I/O that used up its retries is a path error to multipath.
  mutating func repeatOnSamePath(_ path: Int, at now: Instant, plan: HostPlan) {
    var exhausted = OperationQueue()
    while let operation = paths[path].suspended.popFirst(in: &operations) {
      if operations[operation.slot].repeats < plan.configuration.scsi.retries {
        counts.retries += 1
        operations[operation.slot].repeats += 1
        send(operation, on: path, at: now, plan: plan)
      } else {
        exhausted.append(operation, in: &operations)
      }
    }
    guard !exhausted.isEmpty else { return }
    paths[path].suspended = exhausted
    failPath(path, at: now, plan: plan)
  }

  mutating func errorHandlerDeadlinePassed(_ path: Int, serial: UInt32, at now: Instant, plan: HostPlan) {
    guard paths[path].errorHandlerSerial == serial else { return }
    switch paths[path].errorHandler {
    case .idle: return
    case .aborting: take(.resetting, asking: .taskManagement(.logicalUnitReset, .none), on: path, at: now, plan: plan)
    case .resetting: failPath(path, at: now, plan: plan)
    }
  }

  /// Whether it was answered or is cut short: its I/O is multipath's again.
  mutating func endErrorHandling(_ path: Int) {
    paths[path].errorHandler = .idle
    paths[path].errorHandlerSerial &+= 1
    paths[path].troubleSince = nil
    if !paths[path].troubled.isNone { suspend(paths[path].troubled, on: path) }
    paths[path].troubled = .none
  }

  mutating func suspend(_ id: OperationID, on path: Int) {
    paths[path].suspended.append(id, in: &operations)
  }

  @inline(__always) func oldestIO(of path: Int) -> ExchangeID? {
    var slot = paths[path].oldest
    while slot != .max, exchanges[slot].owner != .operation { slot = exchanges[slot].next }
    return slot == .max ? nil : exchanges.id(slot)
  }
}
