import Barriers
import ConsistencyOracle
import EventEngine
import Reservations
import SCSIWire

/// What a command or task management request from outside the model is, besides an attempt.
struct Exchange {
  var tag: LiveArray.Tag
  /// What it is answered with once it was enabled.
  var refusal: Completion?
  /// nil where the media are not touched, or when its issuer has given it up.
  var judged: Oracle.Operation?
  /// Whom the parameter list of a PERSISTENT RESERVE OUT names.
  var transportIDs: [TransportID] = []
  /// All data for the media is there.
  var carriesData = false
  /// Its initiator has the answer.
  var isAnswered = false
}

/// Initiators outside the model: their commands enter at a target port, and what the array answers goes to `outputs`.
///
/// To the oracle each command is an operation of its own, issued when it arrived. Its issuer has given it up when its session is
/// gone or it asked for its abort.
extension StorageWorld {
  mutating func nexusOpened(_ initiatorPort: TransportID, targetPort: Int) -> NexusID {
    let nexus = directory.login(initiatorPort, targetPort: UInt16(targetPort + 1))
    knowNexuses()
    for unit in units.indices { units[unit].access.loggedIn(nexus, in: directory) }
    return nexus
  }

  mutating func restore(_ image: ReservationImage?, unit: Int) -> Bool {
    defer { knowNexuses() }
    return units[unit].access.restore(from: image, directory: &directory)
  }

  /// The directory may have learned of nexuses that a parameter list named.
  mutating func knowNexuses() {
    while nexuses.count < directory.count {
      let port = Int(directory[NexusID(UInt32(nexuses.count))].targetPort) - 1
      nexuses.append(NexusState(host: -1, hba: -1, port: port))
    }
  }

  /// The session is gone: nobody waits any more for what was outstanding.
  mutating func initiatorLeft(_ nexus: NexusID, plan: Plan, turn: Turn) {
    let outstanding = attempts.liveSlots.filter {
      attempts[$0].owner == .initiator && attempts[$0].nexus == nexus.index && attempts[$0].isHostOpen
    }.map(attempts.id)
    for id in outstanding { giveUpFromOutside(id, at: turn.now) }
    nexusLost(nexus, plan: plan, turn: turn)
    for id in outstanding where attempts.isLive(id) {
      discard(id, turn: turn)
      retireIfDone(id, plan: plan, turn: turn)
    }
  }

  /// A command from outside. Its tag is also the address of its random numbers.
  mutating func brought(_ submission: LiveArray.Submission, tag: LiveArray.Tag, at now: Instant) -> AttemptID {
    var exchange = Exchange(
      tag: tag, refusal: submission.refusal, transportIDs: submission.transportIDs,
      carriesData: submission.carriesData)
    let extent = submission.command.mediaExtent
    var attempt = Attempt(
      request: .command(submission.command), owner: .initiator, isWrite: extent?.isWrite ?? false,
      unit: UInt32(submission.unit), nexus: submission.nexus.index, path: .max, sentAt: now, frameSentAt: now)
    attempt.address = DrawAddress(entity: .max, index: tag)
    if let extent, submission.refusal == nil {
      let operation = oracle.issued(
        extent.isWrite ? .write : .read, host: attempt.nexus, incarnation: 0, unit: attempt.unit, blocks: extent.blocks, at: now)
      exchange.judged = operation
      attempt.judged = oracle.sent(
        operation, nexus: attempt.nexus, epoch: units[submission.unit].epoch(of: submission.nexus), at: now)
    }
    attempt.ticket = exchanges.insert(exchange).slot
    return attempts.insert(attempt)
  }

  /// A task management request from outside. Who asks for the abort of its command waits for it no longer.
  mutating func brought(
    _ function: TaskManagementFunction, on task: AttemptID, unit: Int, nexus: NexusID, tag: LiveArray.Tag, at now: Instant
  ) -> AttemptID {
    if function == .abortTask, attempts.isLive(task), attempts[task.slot].nexus == nexus.index {
      giveUpFromOutside(task, at: now)
    }
    var attempt = Attempt(
      request: .taskManagement(function, task), owner: .initiator, isWrite: false, unit: UInt32(unit), nexus: nexus.index,
      path: .max, sentAt: now, frameSentAt: now)
    attempt.ticket = exchanges.insert(Exchange(tag: tag)).slot
    return attempts.insert(attempt)
  }

  // MARK: In the array

  /// A real initiator's command was enabled.
  mutating func serve(_ id: AttemptID, _ command: Command, plan: Plan, turn: Turn) {
    let (unit, nexus) = (Int(attempts[id.slot].unit), NexusID(attempts[id.slot].nexus))
    if let refusal = exchanges[attempts[id.slot].ticket].refusal {
      attempts[id.slot].reply = refusal
      endTask(id, plan: plan, turn: turn)
      return answer(id, plan: plan, turn: turn)
    }
    switch command {
    case .persistentReserveOut(let out): enqueue(id, out, plan: plan, turn: turn)
    case .reserve:
      execute(id)
      attempts[id.slot].reply = units[unit].access.reserve(from: nexus)
    case .release:
      execute(id)
      attempts[id.slot].reply = units[unit].access.release(from: nexus)
    default:
      if command.mediaExtent == nil { execute(id) } else { beginTransfer(id, plan: plan, turn: turn) }
    }
  }

  /// The command takes effect now; `executed` follows at the same instant.
  mutating func execute(_ id: AttemptID) {
    attempts[id.slot].stage = .executing
    attempts[id.slot].reply = .good
    outputs.append(.execute(exchanges[attempts[id.slot].ticket].tag))
  }

  mutating func executed(_ id: AttemptID, plan: Plan, turn: Turn) {
    guard attempts.isLive(id), attempts[id.slot].stage == .executing else { return }
    if attempts[id.slot].reply == .good { noteMediaAccess(id, turn: turn) } else { settle(id, .unitAttention, turn: turn) }
    endTask(id, plan: plan, turn: turn)
    answer(id, plan: plan, turn: turn)
  }

  /// A frame has left the array: nothing of the fabric is modelled on the way to a real initiator.
  mutating func deliver(_ event: StorageEvent, plan: Plan, turn: Turn) {
    let id = event.attempt
    attempts[id.slot].frames -= 1
    guard attempts[id.slot].isHostOpen else {
      if event.frame == .transferReady { settle(id, .noDataSent, turn: turn) }
      return retireIfDone(id, plan: plan, turn: turn)
    }
    let exchange = exchanges[attempts[id.slot].ticket]
    if event.frame == .transferReady { return outputs.append(.transferReady(exchange.tag)) }
    if case .taskManagement = attempts[id.slot].request {
      outputs.append(.managed(exchange.tag))
    } else {
      outputs.append(.answer(exchange.tag, attempts[id.slot].reply))
      noteAnswer(id, exchange, at: turn.now)
    }
    exchanges[attempts[id.slot].ticket].isAnswered = true
    attempts[id.slot].isHostOpen = false
    retireIfDone(id, plan: plan, turn: turn)
  }

  /// No status will be sent: nobody waits for it, or nobody may hear of it.
  mutating func discard(_ id: AttemptID, turn: Turn) {
    guard attempts[id.slot].isHostOpen else { return }
    giveUpFromOutside(id, at: turn.now)
    attempts[id.slot].isHostOpen = false
  }

  /// The attempt is over, here too: its bytes are not needed any more.
  mutating func endExchange(_ id: AttemptID) {
    let exchange = exchanges.id(attempts[id.slot].ticket)
    if !exchanges[exchange.slot].isAnswered { outputs.append(.discarded(exchanges[exchange.slot].tag)) }
    exchanges.remove(exchange)
  }

  // MARK: The judgement

  private mutating func noteAnswer(_ id: AttemptID, _ exchange: Exchange, at now: Instant) {
    guard let operation = exchange.judged, let attempt = attempts[id.slot].judged else { return }
    if attempts[id.slot].reply == .good {
      oracle.acknowledged(operation, by: attempt, at: now)
    } else {
      oracle.failed(operation, at: now)
    }
  }

  /// The issuer waits no longer: what the command still does, it does unwatched.
  private mutating func giveUpFromOutside(_ id: AttemptID, at now: Instant) {
    let ticket = attempts[id.slot].ticket
    guard attempts[id.slot].isHostOpen, let operation = exchanges[ticket].judged else { return }
    // Told once: a read never becomes an orphan.
    exchanges[ticket].judged = nil
    markOrphan(id)
    oracle.failed(operation, at: now)
  }
}
