import ArrayModel
import ConsistencyOracle
import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// What initiators outside the model do, and what they are told.
extension LiveWorld {
  /// A command. Its tag is also the address of its random numbers.
  mutating func brought(
    _ submission: LiveArray.Submission, tag: LiveArray.Tag, at now: Instant, plan: Plan
  ) -> (exchange: SlabID<LiveExchange>, unit: InformationUnit) {
    var exchange = LiveExchange(tag: tag, nexus: submission.nexus.index, transportIDs: submission.transportIDs)
    let extent = submission.command.mediaExtent
    let (unit, nexus) = (UInt32(submission.unit), submission.nexus.index)
    var attempt: Oracle.Attempt?
    if let extent, submission.refusal == nil {
      // Before this one is issued: what was given up is settled then.
      noteOverlap(of: extent, unit: unit, from: submission.nexus, at: now, plan: plan)
      let epoch = array.epoch(ofNexus: submission.nexus, unit: submission.unit)
      let (operation, sent) = judge.brought(extent, nexus: nexus, unit: unit, epoch: epoch, at: now)
      exchange.judged = operation
      exchange.unit = unit
      if extent.isWrite { exchange.written = BlockSpan(extent.blocks) }
      attempt = sent
    }
    exchange.label = judge.brought(attempt, nexus: nexus, unit: unit, isWrite: extent?.isWrite ?? false, at: now)
    let id = exchanges.insert(exchange)
    var arrived = InformationUnit(.command(submission.command), nexus: nexus, unit: unit, exchange: id.word)
    arrived.label = exchange.label
    arrived.address = DrawAddress(entity: .max, index: tag)
    arrived.verdict = submission.refusal ?? .good
    if submission.carriesData { arrived.dataLength = max(1, submission.command.transferLength) }
    return (id, arrived)
  }

  /// A task management request. Who asks for the abort of its command waits for it no longer.
  mutating func brought(
    _ function: TaskManagementFunction, on referenced: SlabID<LiveExchange>, unit: Int, nexus: NexusID, tag: LiveArray.Tag,
    at now: Instant
  ) -> (exchange: SlabID<LiveExchange>, unit: InformationUnit) {
    if function == .abortTask, exchanges.isLive(referenced), exchanges[referenced.slot].nexus == nexus.index {
      giveUp(referenced, at: now)
    }
    var exchange = LiveExchange(tag: tag, nexus: nexus.index, isCommand: false)
    exchange.label = judge.brought(nil, nexus: nexus.index, unit: UInt32(unit), isWrite: false, at: now)
    let id = exchanges.insert(exchange)
    var arrived = InformationUnit(
      .taskManagement(function, referenced: referenced.word), nexus: nexus.index, unit: UInt32(unit), exchange: id.word)
    arrived.label = exchange.label
    return (id, arrived)
  }

  /// The session is gone: nobody waits any more for what was outstanding.
  mutating func initiatorLeft(_ nexus: NexusID, at now: Instant, plan: Plan) {
    abandonWhatIsOutstanding(at: now) { $0 == nexus }
    array.nexusLost(nexus, at: now, plan: plan.array)
  }

  private mutating func abandonWhatIsOutstanding(at now: Instant, onNexusThat isGone: (NexusID) -> Bool) {
    for slot in exchanges.liveSlots where exchanges[slot].isOpen && isGone(NexusID(exchanges[slot].nexus)) {
      giveUp(exchanges.id(slot), at: now)
      exchanges[slot].isOpen = false
      judge.hostEndClosed(label: exchanges[slot].label)
    }
  }

  /// The array has ended the sessions through a port by itself.
  private mutating func sessionsEnded(through port: Int, at now: Instant) {
    let directory = array.directory
    abandonWhatIsOutstanding(at: now) { Int(directory[$0].targetPort) == port + 1 }
    outputs.append(.sessionsEnded(targetPort: port))
  }

  /// The issuer waits no longer: what the command still does, it does unwatched.
  mutating func giveUp(_ id: SlabID<LiveExchange>, at now: Instant) {
    guard exchanges[id.slot].isOpen, let operation = exchanges[id.slot].judged else { return }
    exchanges[id.slot].judged = nil
    judge.markOrphan(exchanges[id.slot].label)
    judge.failed(operation, at: now)
  }

  // MARK: What the array says

  mutating func route(at now: Instant, plan: Plan, outbox: inout Outbox<LiveEvent>) {
    while !array.emissions.isEmpty {
      switch array.emissions.takeFirst() {
      case .event(let event, let instant): outbox.schedule(LiveEvent(.array(event)), at: instant)
      case .signal(let signal): carry(signal, at: now, plan: plan)
      }
    }
  }

  private mutating func carry(_ signal: ArraySignal, at now: Instant, plan: Plan) {
    switch signal {
    case .transmit(let unit): deliver(unit, at: now, plan: plan)
    case .executes(let word, let task):
      let exchange = SlabID<LiveExchange>(word: word)
      exchanges[exchange.slot].task = task
      outputs.append(.execute(exchanges[exchange.slot].tag))
    case .reserveOutPerformed(_, let word, let status):
      if status == .good { outputs.append(.execute(exchanges[SlabID<LiveExchange>(word: word).slot].tag)) }
    case .ended(let label, let word):
      judge.arrayEndClosed(label)
      end(SlabID(word: word), at: now)
    case .applied(let label, let blocks):
      judge.applied(label, blocks.range, at: now)
      decideFate(label, judge.isOrphan(label) ? .landedLate : .landedBefore, at: now)
    case .sampled(let label):
      judge.sampled(label, at: now)
      decideFate(label, judge.isOrphan(label) ? .landedLate : .landedBefore, at: now)
    case .refused(let label, let isConflict): decideFate(label, isConflict ? .conflict : .unitAttention, at: now)
    case .notExecuted(let label): decideFate(label, .unitAttention, at: now)
    case .died(let label): decideFate(label, .aborted, at: now)
    case .spared(let label): judge.spared(label)
    case .fenced(let unit, let nexus, _, let epoch): judge.fenced(unit: unit, nexus: nexus, epoch: epoch, at: now)
    case .answered(let label, _): judge.arrayEndCloses(label)
    case .registered, .heldAtPort, .releasedByPort, .enabled, .abortRequested: break
    case .portEvicted(let port):
      if array.refusesSessions(through: Int(port)) { sessionsEnded(through: Int(port), at: now) }
    }
  }

  private mutating func decideFate(_ label: UInt64, _ fate: OrphanFate, at now: Instant) {
    _ = judge.decideFate(label, fate, at: now)
  }

  /// Something has left the array: nothing of a fabric is modelled on the way to a real initiator.
  private mutating func deliver(_ unit: InformationUnit, at now: Instant, plan: Plan) {
    let id = SlabID<LiveExchange>(word: unit.exchange)
    let exchange = exchanges[id.slot]
    switch unit.content {
    case .transferReady:
      exchanges[id.slot].task = unit.task
      if exchange.isOpen { return outputs.append(.transferReady(exchange.tag)) }
      decideFate(unit.label, .noDataSent, at: now)
      var refusal = unit
      refusal.content = .abort
      array.receive(refusal, at: now, plan: plan.array)
    case .response(let completion):
      if unit.parameterData != .max { _ = array.takeParameterData(unit.parameterData) }
      guard exchange.isOpen else { return end(id, at: now) }
      outputs.append(.answer(exchange.tag, completion))
      noteAnswer(exchange, completion, at: now)
      close(id)
    case .functionResponse(let response):
      guard exchange.isOpen else { return end(id, at: now) }
      outputs.append(.managed(exchange.tag, response))
      close(id)
    case .command, .taskManagement, .data, .abort: preconditionFailure("a target sent what is for a target")
    }
  }

  private mutating func noteAnswer(_ exchange: LiveExchange, _ completion: Completion, at now: Instant) {
    guard let operation = exchange.judged else { return }
    judge.answered(operation, exchange.label, isGood: completion == .good, at: now)
  }

  /// It is over, and nobody is told how: nobody waits for it, or nobody may hear of it.
  private mutating func end(_ id: SlabID<LiveExchange>, at now: Instant) {
    giveUp(id, at: now)
    outputs.append(.discarded(exchanges[id.slot].tag))
    close(id)
  }

  private mutating func close(_ id: SlabID<LiveExchange>) {
    judge.hostEndClosed(label: exchanges[id.slot].label)
    exchanges.remove(id)
  }
}

extension Judge {
  /// A command from outside the model, or a request (`attempt` is nil).
  mutating func brought(
    _ attempt: Oracle.Attempt?, nexus: UInt32, unit: UInt32, isWrite: Bool, at now: Instant
  ) -> UInt64 {
    files.insert(
      ExchangeFile(attempt: attempt, path: .max, nexus: nexus, unit: unit, sentAt: now, isWrite: isWrite)
    ).word
  }

  /// A command for the media: to the oracle an operation of its own, sent once.
  mutating func brought(
    _ extent: MediaExtent, nexus: UInt32, unit: UInt32, epoch: UInt32, at now: Instant
  ) -> (Oracle.Operation, Oracle.Attempt) {
    let operation = oracle.issued(
      extent.isWrite ? .write : .read, host: nexus, incarnation: 0, unit: unit, blocks: extent.blocks, at: now)
    return (operation, oracle.sent(operation, nexus: nexus, epoch: epoch, at: now))
  }

  mutating func failed(_ operation: Oracle.Operation, at now: Instant) { oracle.failed(operation, at: now) }

  mutating func answered(_ operation: Oracle.Operation, _ label: UInt64, isGood: Bool, at now: Instant) {
    guard isLive(label), let attempt = files[slot(label)].attempt else { return }
    if isGood {
      oracle.acknowledged(operation, by: attempt, at: now)
    } else {
      oracle.failed(operation, at: now)
    }
  }
}
