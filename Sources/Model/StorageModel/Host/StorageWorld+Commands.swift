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
      unit: paths[path].unit, nexus: paths[path].nexus, path: UInt32(path), sentAt: turn.now, frameSentAt: turn.now)
    attempt.operation = id
    attempt.ordinal = operation.attempts
    attempt.address = DrawAddress(
      entity: operation.workload | UInt32(operation.attempts) << 16, index: operation.index)
    if let judged = operation.judged {
      if turn.observer.pointee.namesVersions { attempt.version = oracle.version(of: judged) }
      attempt.judged = oracle.sent(
        judged, nexus: paths[path].nexus, epoch: paths[path].registrationEpoch, at: turn.now)
    }
    operations[id.slot].attempts &+= 1
    _ = start(attempt, plan: plan, turn: turn)
    counts.attempts += 1
  }

  /// Sends a command that no application asked for.
  @discardableResult
  mutating func send(
    _ request: Attempt.Request, for owner: Attempt.Owner, ticket: UInt32 = 0, on path: Int, plan: Plan, turn: Turn
  ) -> AttemptID {
    var attempt = Attempt(
      request: request, owner: owner, isWrite: false, unit: paths[path].unit, nexus: paths[path].nexus, path: UInt32(path),
      sentAt: turn.now, frameSentAt: turn.now)
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
    paths[path].outstandingBytes += attempt.transferLength
    if attempt.owner == .checker {
      turn.schedule(.init(.checkerTimer, id), after: plan.configuration.hosts.multipath.checkerTimeout)
    } else if !paths[path].isTimerArmed {
      armTimer(path, plan: plan, turn: turn)
    }
    trace(.sent, attempt: id, turn: turn)
    send(.command, of: id, plan: plan, turn: turn)
    return id
  }

  /// The host end of the exchange is closed: nothing that still comes is expected.
  mutating func closeAtHost(_ id: AttemptID) {
    let path = Int(attempts[id.slot].path)
    let (previous, next) = (attempts[id.slot].previous, attempts[id.slot].next)
    attempts[id.slot].isHostOpen = false
    if previous == .max { paths[path].oldest = next } else { attempts[previous].next = next }
    if next == .max { paths[path].newest = previous } else { attempts[next].previous = previous }
    paths[path].outstanding -= 1
    paths[path].outstandingBytes -= attempts[id.slot].transferLength
  }

  /// Frees an attempt when both ends are closed and no frame of it is on its way. A write that its host gave up and whose data,
  /// or the request for it, was lost waits in vain: its exchange is recovered.
  mutating func retireIfDone(_ id: AttemptID, plan: Plan, turn: Turn) {
    if attempts[id.slot].isStarved { endTask(id, plan: plan, turn: turn) }
    guard attempts[id.slot].isOver else { return }
    if attempts[id.slot].owner == .initiator { endExchange(id) }
    attempts.remove(id)
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
    guard attempts[id.slot].isHostOpen else { return retireIfDone(id, plan: plan, turn: turn) }
    closeAtHost(id)
    let path = Int(attempts[id.slot].path)
    trace(.completed, attempt: id, detail: UInt64(attempts[id.slot].reply.status.rawValue), turn: turn)
    switch attempts[id.slot].owner {
    case .operation: operationAnswered(attempts[id.slot].operation, by: id, plan: plan, turn: turn)
    case .barrier: barrierCommandAnswered(attempts[id.slot], plan: plan, turn: turn)
    case .checker: checkerAnswered(path, attempts[id.slot].reply, plan: plan, turn: turn)
    case .errorHandler: errorHandlerAnswered(path, serial: attempts[id.slot].ticket, plan: plan, turn: turn)
    case .initiator: preconditionFailure("a command from outside the model was answered to a host of the model")
    }
    retireIfDone(id, plan: plan, turn: turn)
    pump(Int(paths[path].device), plan: plan, turn: turn)
  }

  private mutating func operationAnswered(_ id: OperationID, by attempt: AttemptID, plan: Plan, turn: Turn) {
    let path = Int(attempts[attempt.slot].path)
    switch attempts[attempt.slot].reply.status {
    case .good:
      // Before the oracle forgets its version.
      trace(.acknowledged, operation: id, turn: turn)
      if let judged = operations[id.slot].judged, let answer = attempts[attempt.slot].judged {
        oracle.acknowledged(judged, by: answer, at: turn.now)
      }
      finish(id, succeeded: true, plan: plan, turn: turn)
    case .reservationConflict:
      // An I/O error, not a path error: somebody shut this host out.
      hostWasFenced(Int(devices[Int(operations[id.slot].device)].host), plan: plan, turn: turn)
    default:
      // UNIT ATTENTION, TASK ABORTED, BUSY: the same path again, within limits.
      operations[id.slot].repeats += 1
      counts.retries += 1
      if operations[id.slot].repeats <= plan.configuration.hosts.scsi.retries, paths[path].state == .usable {
        send(id, on: path, plan: plan, turn: turn)
      } else {
        operations[id.slot].repeats = 0
        dispatch(id, plan: plan, turn: turn)
      }
    }
  }

  /// The path's timer: fires for the oldest command, and is armed again for the one that is the oldest then.
  mutating func commandTimerFired(_ path: Int, plan: Plan, turn: Turn) {
    paths[path].isTimerArmed = false
    guard paths[path].state != .recovering, let oldest = oldestTimed(path) else { return }
    guard turn.now - attempts[oldest.slot].sentAt >= plan.configuration.hosts.scsi.commandTimeout else {
      return armTimer(path, plan: plan, turn: turn)
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

  /// Arms the path's timer for its oldest command. While the error handler works on the path nothing else times out there.
  mutating func armTimer(_ path: Int, plan: Plan, turn: Turn) {
    guard !paths[path].isTimerArmed, paths[path].state != .recovering, let oldest = oldestTimed(path) else { return }
    paths[path].isTimerArmed = true
    let due = attempts[oldest.slot].sentAt + plan.configuration.hosts.scsi.commandTimeout
    turn.schedule(.init(.commandTimer, path), at: max(turn.now, due))
  }

  /// The oldest command but for the path checker's own, of which there is one at most: that has a timeout of its own.
  private func oldestTimed(_ path: Int) -> AttemptID? {
    var slot = paths[path].oldest
    while slot != .max, attempts[slot].owner == .checker { slot = attempts[slot].next }
    return slot == .max ? nil : attempts.id(slot)
  }

  mutating func checkerTimedOut(_ id: AttemptID, plan: Plan, turn: Turn) {
    guard attempts.isLive(id), attempts[id.slot].isHostOpen else { return }
    counts.commandTimeouts += 1
    trace(.timedOut, attempt: id, turn: turn)
    failPath(Int(attempts[id.slot].path), plan: plan, turn: turn)
  }

  /// The host stops waiting. A write that may still act is an orphan from now on.
  mutating func giveUp(_ id: AttemptID, plan: Plan, turn: Turn) {
    markOrphan(id)
    trace(.givenUp, attempt: id, turn: turn)
    closeAtHost(id)
    retireIfDone(id, plan: plan, turn: turn)
  }
}
