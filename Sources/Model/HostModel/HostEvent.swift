import EventEngine
import Interconnect
import SCSIWire

/// One event of a host: plain bytes. Each belongs to exactly one host, and waits while that stands still.
@usableFromInline package struct HostEvent: SimulationEvent {
  /// What happens, and what the operands mean for it.
  @usableFromInline package enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// slot = device: registers, reserves, and then lets the workload begin.
    case deviceStarted
    /// slot = workload, generation = its epoch, extra = stream: the next I/O of a closed loop.
    case streamReady
    /// slot = workload, generation = its epoch: the next I/O of an open loop or trace.
    case arrival
    /// slot = path: the deadline of its oldest command may have passed.
    case commandTimer
    /// slot = path: the path checker's next poll.
    case checker
    /// slot, generation = the path checker's exchange; extra = path.
    case checkerTimer
    /// slot = path, generation = serial of the step.
    case errorHandlerTimer
    /// slot = path, generation = serial of the failure: san_path_err_recovery_time is over.
    case recoveryTimeOver
    /// slot = nexus, generation = serial of the loss.
    case fastIOFail
    /// slot = device, generation and extra = victim.
    case holdOver
    /// slot = device, generation = serial of the outage: `no_path_retry` is over.
    case noPathRetryOver
    /// slot = host: it learns that the others removed it.
    case membershipLearned
  }

  @usableFromInline package var slot: UInt32
  @usableFromInline package var generation: UInt32
  @usableFromInline package var extra: UInt32
  @usableFromInline package let kind: Kind

  init(_ kind: Kind, _ slot: Int, generation: UInt32 = 0, extra: UInt32 = 0) {
    self.kind = kind
    self.slot = UInt32(truncatingIfNeeded: slot)
    self.generation = generation
    self.extra = extra
  }

  var index: Int { Int(slot) }
  var exchange: ExchangeID { ExchangeID(slot: slot, generation: generation) }

  @inline(__always) package var lane: UInt64 {
    UInt64(kind.rawValue) << 56 | UInt64(slot) << 24 | UInt64(extra & 0xFF_FFFF)
  }

  @inlinable package var digestWords: (UInt64, UInt64) {
    (UInt64(kind.rawValue) | UInt64(slot) << 32, UInt64(generation) | UInt64(extra) << 32)
  }
}

/// What hosts say to the rest of the world. Operations and exchanges are named by their slots: whoever listens hears of their end
/// before a slot is used again.
package enum HostSignal: BitwiseCopyable, Sendable {
  /// An exchange begins with this information unit, which leaves the host's HBA.
  case began(ExchangeFacts, InformationUnit)
  /// Any other information unit leaves.
  case transmit(InformationUnit)

  // An operation of an application.
  case issued(OperationFacts)
  /// The application is told that it failed.
  case failed(operation: UInt32)
  /// It was out on a path that failed, and waits for the barrier against that path.
  case joinedFailover(operation: UInt32)

  // The host end of an exchange.
  /// `acknowledges`: the operation that this answer completes, `.max` if none.
  case answered(exchange: UInt32, Status, acknowledges: UInt32)
  case timedOut(exchange: UInt32)
  case gaveUp(exchange: UInt32)

  // A path.
  /// `since`: when it last came into service, nil if it was not in service. `oldest`: when its oldest unanswered command was
  /// sent.
  case pathFailed(path: UInt32, since: Instant?, oldest: Instant)
  /// All operations that were out on it have been named.
  case failoverListed
  case pathAlive(path: UInt32)
  /// It carries I/O from now on; `again`: it had failed.
  case pathJoined(path: UInt32, again: Bool)

  // Barriers; the victim is a path of this host or of another.
  case barrierRaised(victimPath: UInt32, by: UInt32)
  case barrierDone(victimPath: UInt32, by: UInt32)
  /// Its host was itself shut out first.
  case barrierAbandoned(victimPath: UInt32, by: UInt32)

  /// The ports of the victim's host are to be disabled at their switches, or its power switched off; then the device is told.
  case disablePort(victimPath: UInt32, askedBy: UInt32)
  case powerOff(victimPath: UInt32, askedBy: UInt32)

  /// The host closes its TCP connection: what its socket still holds is gone.
  case connectionClosed(nexus: UInt32)

  // Membership.
  /// It met RESERVATION CONFLICT, or heard that it was removed: it does no more I/O.
  case stopped(host: UInt32, failedPaths: UInt32)
  /// The survivor has redone what the removed host had left unfinished on this unit.
  case recovered(victim: UInt32, unit: UInt32, epoch: UInt32)
}

/// What an operation is, for those who judge and write down.
package struct OperationFacts: BitwiseCopyable, Sendable {
  package var operation: UInt32
  package var host: UInt32
  package var unit: UInt32
  package var isWrite: Bool
  /// False for what a survivor does to recover.
  package var isApplication: Bool
  package var blocks: BlockSpan
}

/// What an exchange is, for those who judge and write down.
package struct ExchangeFacts: BitwiseCopyable, Sendable {
  package var exchange: UInt32
  /// `.max` for commands that no application asked for.
  package var operation: UInt32
  package var path: UInt32
  /// Counts the registrations of the path: commands carry no key, so this is what it was sent under.
  package var epoch: UInt32
  /// Its place among the attempts of the operation, from 0.
  package var ordinal: UInt16
  package var isWrite: Bool
}
