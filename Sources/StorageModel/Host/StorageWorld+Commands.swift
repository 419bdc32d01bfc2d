import EventEngine
import Reservations
import SCSIWire

/// Commands as their host sees them: sent, answered, timed out, given up.
extension StorageWorld {
  /// Sends the operation's next attempt on a path.
  mutating func send(_ id: OperationID, on path: Int, plan: Plan, turn: Turn) {
    let operation = operations[id.slot]
    let blocks = LogicalBlocks(address: operation.firstBlock, count: operation.blockCount)
    var attempt = Attempt(
      request: .command(operation.isWrite ? .write(blocks) : .read(blocks)), owner: .operation, isWrite: operation.isWrite,
      path: UInt32(path), sentAt: turn.now, frameSentAt: turn.now)
    attempt.operation = id
    attempt.ordinal = operation.attempts
    attempt.address = DrawAddress(
      entity: operation.workload | UInt32(operation.attempts) << 16, index: operation.index)
    if turn.observer.pointee.isTracing { attempt.version = oracle.version(of: operation.judged) }
    attempt.judged = oracle.sent(
      operation.judged, nexus: paths[path].nexus, epoch: paths[path].registrationEpoch, at: turn.now)
    operations[id.slot].attempts &+= 1
    operations[id.slot].attempt = start(attempt, plan: plan, turn: turn)
    counts.attempts += 1
  }

  /// Sends a command that no application asked for.
  @discardableResult
  mutating func send(
    _ request: Attempt.Request, for owner: Attempt.Owner, ticket: UInt32 = 0, on path: Int, plan: Plan, turn: Turn
  ) -> AttemptID {
    var attempt = Attempt(
      request: request, owner: owner, isWrite: false, path: UInt32(path), sentAt: turn.now, frameSentAt: turn.now)
    attempt.ticket = ticket
    return start(attempt, plan: plan, turn: turn)
  }

  private mutating func start(_ attempt: Attempt, plan: Plan, turn: Turn) -> AttemptID {
    let path = Int(attempt.path)
    let id = attempts.insert(attempt)
    attempts[id.slot].previous = paths[path].newest
    if paths[path].newest == .max { paths[path].oldest = id.slot } else { attempts[paths[path].newest].next = id.slot }
    paths[path].newest = id.slot
    paths[path].outstanding += 1
    paths[path].outstandingBytes += transferLength(attempt)
    if !paths[path].isTimerArmed {
      paths[path].isTimerArmed = true
      turn.schedule(.init(.commandTimer, path), after: timeout(of: id, plan: plan))
    }
    trace(.sent, attempt: id, turn: turn)
    send(.command, of: id, plan: plan, turn: turn)
    return id
  }

  private func transferLength(_ attempt: Attempt) -> UInt64 {
    switch attempt.request {
    case .command(.read(let blocks)), .command(.write(let blocks)): UInt64(blocks.count) * blockSize
    default: 0
    }
  }

  /// The host end of the exchange is closed: nothing that still comes is expected.
  mutating func closeAtHost(_ id: AttemptID) {
    let attempt = attempts[id.slot]
    let path = Int(attempt.path)
    attempts[id.slot].isHostOpen = false
    if attempt.previous == .max { paths[path].oldest = attempt.next } else { attempts[attempt.previous].next = attempt.next }
    if attempt.next == .max { paths[path].newest = attempt.previous } else { attempts[attempt.next].previous = attempt.previous }
    paths[path].outstanding -= 1
    paths[path].outstandingBytes -= transferLength(attempt)
  }

  /// Frees an attempt when both ends are closed and no frame of it is on its way.
  mutating func retireIfDone(_ id: AttemptID) {
    let attempt = attempts[id.slot]
    if !attempt.isHostOpen, attempt.frames == 0, attempt.stage == .closed { attempts.remove(id) }
  }

  /// XFER_RDY: the host sends the data, or has discarded the exchange and says so.
  mutating func transferReadyArrived(_ id: AttemptID, plan: Plan, turn: Turn) {
    if attempts[id.slot].isHostOpen {
      send(.data, of: id, plan: plan, turn: turn)
    } else {
      settle(id, .noDataSent, turn: turn)
      send(.abort, of: id, plan: plan, turn: turn)
    }
  }

  mutating func statusArrived(_ id: AttemptID, plan: Plan, turn: Turn) {
    let attempt = attempts[id.slot]
    guard attempt.isHostOpen else { return retireIfDone(id) }
    closeAtHost(id)
    let path = Int(attempt.path)
    trace(.completed, attempt: id, detail: UInt64(attempt.reply.status.rawValue), turn: turn)
    switch attempt.owner {
    case .operation: operationAnswered(attempt.operation, by: attempt, plan: plan, turn: turn)
    case .barrier: barrierCommandAnswered(attempt, plan: plan, turn: turn)
    case .checker: checkerAnswered(path, attempt.reply, plan: plan, turn: turn)
    case .errorHandler: errorHandlerAnswered(path, plan: plan, turn: turn)
    }
    retireIfDone(id)
    pump(Int(paths[path].device), plan: plan, turn: turn)
  }

  private mutating func operationAnswered(_ id: OperationID, by attempt: Attempt, plan: Plan, turn: Turn) {
    operations[id.slot].attempt = .none
    switch attempt.reply.status {
    case .good:
      if let judged = attempt.judged { oracle.acknowledged(operations[id.slot].judged, by: judged, at: turn.now) }
      finish(id, succeeded: true, plan: plan, turn: turn)
    case .reservationConflict:
      // An I/O error, not a path error: somebody shut this host out.
      hostWasFenced(Int(devices[Int(operations[id.slot].device)].host), plan: plan, turn: turn)
    default:
      // UNIT ATTENTION, TASK ABORTED, BUSY: the same path again, within limits.
      operations[id.slot].repeats += 1
      counts.retries += 1
      if operations[id.slot].repeats <= plan.configuration.hosts.scsi.retries, paths[Int(attempt.path)].state == .usable {
        send(id, on: Int(attempt.path), plan: plan, turn: turn)
      } else {
        operations[id.slot].repeats = 0
        dispatch(id, plan: plan, turn: turn)
      }
    }
  }

  /// The path's timer: fires for the oldest command, and is armed again for the one that is the oldest then.
  mutating func commandTimerFired(_ path: Int, plan: Plan, turn: Turn) {
    paths[path].isTimerArmed = false
    guard paths[path].oldest != .max else { return }
    let oldest = attempts.id(paths[path].oldest)
    let due = attempts[oldest.slot].sentAt + timeout(of: oldest, plan: plan)
    if due > turn.now {
      paths[path].isTimerArmed = true
      turn.schedule(.init(.commandTimer, path), at: due)
      return
    }
    counts.commandTimeouts += 1
    trace(.timedOut, attempt: oldest, turn: turn)
    if paths[path].state == .usable, plan.configuration.hosts.scsi.onTimeout == .scsiErrorHandler,
      attempts[oldest.slot].owner == .operation
    {
      beginErrorHandling(path, of: oldest, plan: plan, turn: turn)
    } else {
      failPath(path, plan: plan, turn: turn)
    }
  }

  private func timeout(of id: AttemptID, plan: Plan) -> Duration {
    attempts[id.slot].owner == .checker
      ? plan.configuration.hosts.multipath.checkerTimeout : plan.configuration.hosts.scsi.commandTimeout
  }

  /// The host stops waiting. A write that may still act is an orphan from now on.
  mutating func giveUp(_ id: AttemptID, turn: Turn) {
    markOrphan(id, turn: turn)
    trace(.givenUp, attempt: id, turn: turn)
    closeAtHost(id)
    retireIfDone(id)
  }
}
