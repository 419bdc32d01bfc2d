import ConsistencyOracle
import EventEngine
import HostModel
import Interconnect

/// The life of operations and exchanges, as the oracle is told of it.
extension Judge {
  /// The end of the run: closes the oracle's books.
  mutating func finish(at now: Instant) { oracle.finish(at: now) }

  // MARK: Operations

  mutating func issued(_ facts: OperationFacts, at now: Instant) {
    var file = OperationFile(operation: nil, facts: facts, arrivedAt: now)
    if isOn {
      file.operation = oracle.issued(
        facts.isWrite ? .write : .read, host: facts.host, incarnation: 0, unit: facts.unit, blocks: facts.blocks.range, at: now)
    }
    let slot = Int(facts.operation)
    while operations.count <= slot { operations.append(file) }
    operations[slot] = file
  }

  mutating func acknowledged(_ operation: UInt32, by exchange: UInt32, at now: Instant) {
    guard let judged = operations[Int(operation)].operation else { return }
    let label = labelOfExchange[Int(exchange)]
    guard isLive(label), let attempt = files[slot(label)].attempt else { return }
    oracle.acknowledged(judged, by: attempt, at: now)
  }

  mutating func failed(_ operation: UInt32, at now: Instant) {
    if let judged = operations[Int(operation)].operation { oracle.failed(judged, at: now) }
  }

  // MARK: The ends of an exchange

  /// A host sends a command. Returns the name of its file; no name where the judgement is off.
  mutating func began(
    _ facts: ExchangeFacts, _ unit: InformationUnit, at now: Instant, observer: UnsafeMutablePointer<RunObserver>
  ) -> UInt64 {
    guard isOn else { return .max }
    var file = ExchangeFile(
      path: facts.path, nexus: unit.nexus, unit: unit.unit, sentAt: now, ordinal: facts.ordinal, isWrite: facts.isWrite)
    let isWrittenDown = observer.pointee.namesVersions
    countsFrames = isWrittenDown
    if facts.operation != .max, let judged = operations[Int(facts.operation)].operation {
      file.attempt = oracle.sent(judged, nexus: unit.nexus, epoch: facts.epoch, at: now)
    }
    let id = files.insert(file)
    if isWrittenDown { write(down: unit.content, of: facts.operation, as: id.slot) }
    let label = id.word
    while labelOfExchange.count <= Int(facts.exchange) { labelOfExchange.append(.max) }
    labelOfExchange[Int(facts.exchange)] = label
    return label
  }

  @inline(never)
  private mutating func write(down content: InformationUnit.Content, of operation: UInt32, as slot: UInt32) {
    let judged = operation == .max ? nil : operations[Int(operation)].operation
    let command = WrittenCommand(content: content, version: judged.flatMap(oracle.version(of:)))
    while writtenCommands.count <= Int(slot) { writtenCommands.append(command) }
    writtenCommands[Int(slot)] = command
  }

  /// What was written down of the exchange that this marks.
  func writtenCommand(_ label: UInt64) -> WrittenCommand? {
    isLive(label) && Int(slot(label)) < writtenCommands.count ? writtenCommands[Int(slot(label))] : nil
  }

  @inline(__always) func label(ofExchange slot: UInt32) -> UInt64 {
    Int(slot) < labelOfExchange.count ? labelOfExchange[Int(slot)] : .max
  }

  mutating func hostEndClosed(_ exchange: UInt32) { hostEndClosed(label: label(ofExchange: exchange)) }

  mutating func hostEndClosed(label: UInt64) {
    guard isLive(label) else { return }
    files[slot(label)].isHostEndOpen = false
    closeIfOver(label)
  }

  /// The command is done, dead, or can never arrive.
  mutating func arrayEndClosed(_ label: UInt64) {
    arrayEndCloses(label)
    closeIfOver(label)
  }

  /// The same while its answer is about to leave.
  @inline(__always) mutating func arrayEndCloses(_ label: UInt64) {
    guard isLive(label) else { return }
    files[slot(label)].isArrayEndOpen = false
    if !countsFrames { closeIfOver(label) }
  }

  @inline(__always) mutating func frameLeft(_ label: UInt64) {
    guard countsFrames, isLive(label) else { return }
    files[slot(label)].frames += 1
  }

  @inline(__always) mutating func frameIsOver(_ label: UInt64) {
    guard countsFrames, isLive(label) else { return }
    assert(files[slot(label)].frames > 0, "no more frames arrive or are lost than left")
    files[slot(label)].frames -= 1
    closeIfOver(label)
  }

  @inline(__always) private mutating func closeIfOver(_ label: UInt64) {
    if isLive(label), files[slot(label)].isOver { files.remove(SlabID(word: label)) }
  }

  // MARK: What commands do

  mutating func applied(_ label: UInt64, _ blocks: Range<UInt64>, at now: Instant) {
    if isLive(label), let attempt = files[slot(label)].attempt { oracle.applied(attempt, blocks: blocks, at: now) }
  }

  mutating func sampled(_ label: UInt64, at now: Instant) {
    if isLive(label), let attempt = files[slot(label)].attempt { oracle.readSampled(attempt, at: now) }
  }

  @inline(__always) func isOrphan(_ label: UInt64) -> Bool { isLive(label) && files[slot(label)].isOrphan }

  /// The issuer of a write no longer waits for it.
  mutating func markOrphan(_ label: UInt64) {
    guard isLive(label), files[slot(label)].isWrite, !files[slot(label)].isOrphan else { return }
    files[slot(label)].isOrphan = true
    orphans += 1
    let fate = files[slot(label)].fate
    if fate != .undecided { fates[Int(fate.rawValue)] += 1 }
  }

  /// The command can no longer act. The first fate stands. Returns the fate if it is that of an orphan.
  mutating func decideFate(_ label: UInt64, _ fate: OrphanFate, at now: Instant) -> OrphanFate? {
    guard isLive(label) else { return nil }
    let slot = slot(label)
    guard files[slot].fate == .undecided, let attempt = files[slot].attempt else { return nil }
    files[slot].fate = fate
    oracle.gone(attempt, cause: fate.goneCause, at: now)
    guard files[slot].isOrphan else { return nil }
    fates[Int(fate.rawValue)] += 1
    assert(fates.reduce(0, +) <= orphans, "an orphan has one fate")
    let path = Int(files[slot].path)
    if fate.isDecidedByArray, path < barrierRaisedAt.count, barrierRaisedAt[path] >= files[slot].sentAt {
      orphansJudgedAfterBarrier += 1
    }
    return fate
  }

  // MARK: Barriers and membership

  mutating func barrierRaised(_ index: UInt32, by host: UInt32, _ path: Path, at now: Instant) {
    let previous = raisedBarriers.updateValue(now, forKey: UInt64(index) << 32 | UInt64(host))
    assert(previous == nil, "a host has one barrier against a path at a time")
    barrierRaisedAt[Int(index)] = now
    oracle.barrierRaised(unit: path.unit, nexus: path.nexus, epoch: path.registrationEpoch, at: now)
  }

  /// Returns when it had been raised.
  mutating func barrierDone(_ index: UInt32, by host: UInt32, _ path: Path, at now: Instant) -> Instant {
    oracle.barrierDone(unit: path.unit, nexus: path.nexus, epoch: path.registrationEpoch, at: now)
    return barrierEnded(index, by: host)
  }

  @discardableResult mutating func barrierEnded(_ index: UInt32, by host: UInt32) -> Instant {
    guard let raised = raisedBarriers.removeValue(forKey: UInt64(index) << 32 | UInt64(host)) else {
      preconditionFailure("a barrier ends that nobody had raised")
    }
    return raised
  }

  mutating func shutOut(_ path: Int) { isShutOut[path] = true }

  mutating func fenced(unit: UInt32, nexus: UInt32, epoch: UInt32, at now: Instant) {
    oracle.barrierGood(unit: unit, nexus: nexus, epoch: epoch, at: now)
  }

  /// A PREEMPT that aborts nothing promises nothing about what was enabled before it.
  mutating func spared(_ label: UInt64) {
    if isLive(label), let attempt = files[slot(label)].attempt { oracle.spared(attempt) }
  }

  /// A removed host that registers again may write again: whoever relies on the barrier does not know.
  mutating func registered(unit: UInt32, nexus: UInt32, key: UInt64, plan: Plan) {
    let path = plan.topology.path(unit: Int(unit), nexus: Int(nexus))
    if path < isShutOut.count, isShutOut[path] { registrationsAfterRemoval += 1 }
  }

  /// Nobody waits any more for what a removed host had sent, though it does not know.
  mutating func memberRemoved(_ host: Int, plan: Plan) {
    for slot in files.liveSlots where files[slot].isHostEndOpen {
      guard Int(plan.topology.nexuses[Int(files[slot].nexus)].host) == host else { continue }
      markOrphan(files.id(slot).word)
    }
  }

  mutating func takeoverBegan(victim: UInt32, unit: UInt32, at now: Instant) {
    oracle.takeoverBegan(victimHost: victim, unit: unit, blocks: 0..<UInt64.max, at: now)
  }
}
