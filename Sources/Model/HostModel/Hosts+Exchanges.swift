import EventEngine
import Interconnect
import SCSIWire

/// Exchanges as their host sees them: begun, answered, timed out, given up.
extension Hosts {
  /// Sends the operation's next attempt on a path.
  mutating func send(_ id: OperationID, on path: Int, at now: Instant, plan: HostPlan) {
    let operation = operations[id.slot]
    assert(paths[path].device == operation.device, "an operation takes the paths of its own device")
    assert(paths[path].state == .usable, "only paths in service carry I/O")
    let blocks = LogicalBlocks(address: operation.firstBlock, count: operation.blockCount)
    var exchange = Exchange(
      .command(operation.isWrite ? .write(blocks) : .read(blocks)), owner: .operation, isWrite: operation.isWrite, path: path,
      sentAt: now)
    exchange.operation = id
    exchange.ordinal = operation.attempts
    operations[id.slot].attempts &+= 1
    counts.attempts += 1
    let address = DrawAddress(entity: operation.workload | UInt32(operation.attempts) << 16, index: operation.index)
    _ = begin(exchange, address: address, at: now, plan: plan)
  }

  /// Sends a command or request that no application asked for.
  @discardableResult
  mutating func send(
    _ request: Exchange.Request, for owner: Exchange.Owner, ticket: UInt32 = 0, on path: Int, at now: Instant, plan: HostPlan
  ) -> ExchangeID {
    var exchange = Exchange(request, owner: owner, path: path, sentAt: now)
    exchange.ticket = ticket
    return begin(exchange, address: DrawAddress(entity: .max, index: 0), at: now, plan: plan)
  }

  private mutating func begin(
    _ exchange: Exchange, address: DrawAddress, at now: Instant, plan: HostPlan
  ) -> ExchangeID {
    let path = Int(exchange.path)
    assert(!hosts[nexuses[Int(paths[path].nexus)].host].isPaused, "a host that stands still begins nothing")
    assert(!hosts[nexuses[Int(paths[path].nexus)].host].isStopped, "a host that stopped begins nothing")
    let id = exchanges.insert(exchange)
    exchanges[id.slot].previous = paths[path].newest
    if paths[path].newest == .max { paths[path].oldest = id.slot } else { exchanges[paths[path].newest].next = id.slot }
    paths[path].newest = id.slot
    paths[path].outstanding += 1
    paths[path].outstandingBytes += UInt64(exchange.transferLength)
    if exchange.owner == .checker {
      let timer = HostEvent(.checkerTimer, Int(id.slot), generation: id.generation, extra: exchange.path)
      emissions.schedule(timer, at: now + plan.configuration.multipath.checkerTimeout)
    } else if !paths[path].isTimerArmed {
      armTimer(path, at: now, plan: plan)
    }
    var unit = Self.informationUnit(of: id, exchange, on: paths[path])
    unit.address = address
    if plan.sendsImmediateData, exchange.isWrite { unit.dataLength = exchange.transferLength }
    let facts = ExchangeFacts(
      exchange: id.slot, operation: exchange.operation.slot, path: exchange.path, epoch: paths[path].registrationEpoch,
      ordinal: exchange.ordinal, isWrite: exchange.isWrite)
    emissions.signal(.began(facts, unit))
    return id
  }

  @inline(__always)
  private static func informationUnit(of id: ExchangeID, _ exchange: Exchange, on path: Path) -> InformationUnit {
    let content: InformationUnit.Content =
      switch exchange.request {
      case .command(let command): .command(command)
      case .taskManagement(let function, let task): .taskManagement(function, referenced: task.isNone ? 0 : task.word)
      }
    return InformationUnit(content, nexus: path.nexus, unit: path.unit, exchange: id.word)
  }

  /// Something arrived at an HBA. A host that stands still looks at it later; it has left the fabric, so it has no age limit.
  package mutating func receive(
    _ unit: InformationUnit, parameterData: [UInt8], at now: Instant, plan: HostPlan
  ) {
    if pausedHosts > 0 {
      let host = nexuses[Int(unit.nexus)].host
      if hosts[host].isPaused {
        hosts[host].deferred.append(.unit(unit, parameterData: parameterData))
        return
      }
    }
    let id = ExchangeID(word: unit.exchange)
    assert(
      !exchanges.isLive(id) || paths[Int(exchanges[id.slot].path)].nexus == unit.nexus, "an answer comes the way its command went"
    )
    switch unit.content {
    case .transferReady: transferReadyArrived(unit, for: id)
    case .response(let completion): responseArrived(id, completion, parameterData, at: now, plan: plan)
    // What the function found does not concern the error handler yet: it goes on with any answer.
    case .functionResponse: responseArrived(id, .good, [], at: now, plan: plan)
    case .command, .taskManagement, .data, .abort: preconditionFailure("an initiator got what is for a target")
    }
  }

  /// XFER_RDY: the host sends the data, or has discarded the exchange and says so.
  private mutating func transferReadyArrived(_ asked: InformationUnit, for id: ExchangeID) {
    var reply = asked
    if exchanges.isLive(id) {
      reply.content = .data
      reply.dataLength = exchanges[id.slot].transferLength
    } else {
      reply.content = .abort
    }
    emissions.signal(.transmit(reply))
  }

  private mutating func responseArrived(
    _ id: ExchangeID, _ reply: Completion, _ parameterData: [UInt8], at now: Instant, plan: HostPlan
  ) {
    // It was given up: nobody waits for this answer.
    guard exchanges.isLive(id) else { return }
    let exchange = exchanges[id.slot]
    close(id)
    let isAcknowledged = exchange.owner == .operation && reply.status == .good
    emissions.signal(
      .answered(exchange: id.slot, reply.status, acknowledges: isAcknowledged ? exchange.operation.slot : .max))
    let path = Int(exchange.path)
    switch exchange.owner {
    case .operation: operationAnswered(exchange.operation, reply, on: path, at: now, plan: plan)
    case .barrier: barrierCommandAnswered(exchange, reply, parameterData, at: now, plan: plan)
    case .checker: checkerAnswered(path, reply, at: now, plan: plan)
    case .errorHandler: errorHandlerAnswered(path, serial: exchange.ticket, at: now, plan: plan)
    }
    pump(Int(paths[path].device), at: now, plan: plan)
  }

  /// The host end is closed: nothing that still comes is expected.
  private mutating func close(_ id: ExchangeID) {
    let exchange = exchanges[id.slot]
    let path = Int(exchange.path)
    if exchange.previous == .max { paths[path].oldest = exchange.next } else { exchanges[exchange.previous].next = exchange.next }
    if exchange.next == .max {
      paths[path].newest = exchange.previous
    } else {
      exchanges[exchange.next].previous = exchange.previous
    }
    paths[path].outstanding -= 1
    paths[path].outstandingBytes -= UInt64(exchange.transferLength)
    assert((paths[path].outstanding == 0) == (paths[path].oldest == .max), "the number is that of the list")
    assert((paths[path].oldest == .max) == (paths[path].newest == .max), "a list has two ends or none")
    exchanges.remove(id)
  }

  private mutating func operationAnswered(
    _ id: OperationID, _ reply: Completion, on path: Int, at now: Instant, plan: HostPlan
  ) {
    assert(operations.isLive(id), "an operation is not over while a path has it")
    switch reply.status {
    case .good:
      finish(id, succeeded: true, at: now, plan: plan)
    case .reservationConflict:
      // An I/O error, not a path error: somebody shut this host out.
      stop(Int(devices[Int(operations[id.slot].device)].host), at: now)
    default:
      // UNIT ATTENTION, TASK ABORTED, BUSY: the same path again, within limits.
      operations[id.slot].repeats += 1
      counts.retries += 1
      if operations[id.slot].repeats <= plan.configuration.scsi.retries, paths[path].state == .usable {
        send(id, on: path, at: now, plan: plan)
      } else {
        operations[id.slot].repeats = 0
        dispatch(id, at: now, plan: plan)
      }
    }
  }

  // MARK: Timeouts

  /// The path's timer: fires for the command that is due first, and is armed again for the one that is it then. It is armed
  /// lazily, so what it finds may have been sent later: only then has no deadline passed.
  mutating func commandTimerFired(_ path: Int, at now: Instant, plan: HostPlan) {
    paths[path].isTimerArmed = false
    guard !paths[path].isRecovering, let first = firstDue(path) else { return }
    guard now - exchanges[first.slot].timedFrom >= plan.configuration.scsi.commandTimeout else {
      return armTimer(path, at: now, plan: plan)
    }
    if getsMoreTime(first, plan: plan) {
      exchanges[first.slot].timedFrom = now
      return armTimer(path, at: now, plan: plan)
    }
    commandDeadlinePassed(first, at: now, plan: plan)
  }

  /// Whether the transport asks the SCSI layer to wait once more (`eh_timed_out`): as long as the path is blocked, for that is
  /// the transport's business; and iSCSI where data of the command moved since its timer began, as it did when it was sent.
  private mutating func getsMoreTime(_ id: ExchangeID, plan: HostPlan) -> Bool {
    if nexuses[Int(paths[Int(exchanges[id.slot].path)].nexus)].linksLost > 0 { return true }
    guard plan.isTCP, plan.configuration.scsi.onTimeout == .scsiErrorHandler, !exchanges[id.slot].hadMoreTime else {
      return false
    }
    exchanges[id.slot].hadMoreTime = true
    return true
  }

  /// The command has had its time.
  private mutating func commandDeadlinePassed(_ id: ExchangeID, at now: Instant, plan: HostPlan) {
    let path = Int(exchanges[id.slot].path)
    counts.commandTimeouts += 1
    emissions.signal(.timedOut(exchange: id.slot))
    if plan.configuration.scsi.onTimeout == .scsiErrorHandler, exchanges[id.slot].owner == .operation {
      beginErrorHandling(path, of: id, at: now, plan: plan)
    } else {
      failPath(path, at: now, plan: plan)
    }
  }

  /// Arms the path's timer for the command that is due first. While the error handler works on the path nothing else times out
  /// there.
  mutating func armTimer(_ path: Int, at now: Instant, plan: HostPlan) {
    guard !paths[path].isTimerArmed, !paths[path].isRecovering, let first = firstDue(path) else { return }
    paths[path].isTimerArmed = true
    let due = exchanges[first.slot].timedFrom + plan.configuration.scsi.commandTimeout
    emissions.schedule(HostEvent(.commandTimer, path), at: max(now, due))
  }

  /// The command whose timer began first, but for the path checker's own, of which there is one at most: that has a timeout of
  /// its own.
  @inline(__always) private func firstDue(_ path: Int) -> ExchangeID? {
    var (slot, first) = (paths[path].oldest, UInt32.max)
    while slot != .max {
      let isEarlier = first == .max || exchanges[slot].timedFrom < exchanges[first].timedFrom
      if exchanges[slot].owner != .checker, isEarlier { first = slot }
      slot = exchanges[slot].next
    }
    return first == .max ? nil : exchanges.id(first)
  }

  /// The check failed. That keeps new I/O off the path; what is outstanding there is the SCSI layer's, which has a timer for it.
  mutating func checkerDeadlinePassed(_ id: ExchangeID, at now: Instant, plan: HostPlan) {
    guard exchanges.isLive(id) else { return }
    counts.commandTimeouts += 1
    emissions.signal(.timedOut(exchange: id.slot))
    let path = Int(exchanges[id.slot].path)
    guard plan.configuration.scsi.onTimeout == .scsiErrorHandler else { return failPath(path, at: now, plan: plan) }
    giveUp(id)
    paths[path].checkerExchange = .none
    leaveMap(path, at: now, plan: plan)
  }

  /// The host stops waiting. A write that may still act is an orphan from now on.
  mutating func giveUp(_ id: ExchangeID) {
    emissions.signal(.gaveUp(exchange: id.slot))
    close(id)
  }
}
