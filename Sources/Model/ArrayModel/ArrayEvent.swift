import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// One event of the array: plain bytes.
@usableFromInline package struct ArrayEvent: SimulationEvent {
  /// What happens, and what the operands mean for it.
  @usableFromInline package enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// slot, generation = task: its service on the media ends.
    case mediaDone
    /// slot = unit: the PERSISTENT RESERVE OUT being served takes effect.
    case reserveOutDone
    /// slot, generation = the task that asked for the abort; extra = unit.
    case abortConfirmed, evictionDue
    /// slot = port: the deadline of a command that waits for data may have passed.
    case transferTimer
    /// slot, generation = task: what executes commands outside the model has done so.
    case executed
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

  init(_ kind: Kind, _ task: TaskID, unit: Int = 0) {
    self.init(kind, Int(task.slot), generation: task.generation, extra: UInt32(truncatingIfNeeded: unit))
  }

  var index: Int { Int(slot) }
  var task: TaskID { TaskID(slot: slot, generation: generation) }

  /// Where it takes place.
  package enum Place: Hashable, Sendable { case media, unit(Int), port(Int) }
  package var place: Place {
    switch kind {
    case .mediaDone: .media
    case .reserveOutDone: .unit(index)
    case .abortConfirmed, .evictionDue: .unit(Int(extra))
    case .transferTimer: .port(index)
    case .executed: .media
    }
  }

  @inline(__always) package var lane: UInt64 {
    1 << 61 | UInt64(kind.rawValue) << 56 | UInt64(slot) << 24 | UInt64(extra & 0xFF_FFFF)
  }

  @inlinable package var digestWords: (UInt64, UInt64) {
    (UInt64(kind.rawValue) | UInt64(slot) << 32, UInt64(generation) | UInt64(extra) << 32)
  }
}

/// What the array says. `label` is the judge's mark of the exchange, as its command brought it.
package enum ArraySignal: BitwiseCopyable, Sendable {
  /// An information unit leaves a target port.
  case transmit(InformationUnit)

  // What became of a command.
  /// It is not looked at, or does not go on, while its port stalls.
  case heldAtPort(label: UInt64, PortStage)
  case releasedByPort(label: UInt64)
  case enabled(label: UInt64)
  /// It was about to be enabled: RESERVATION CONFLICT, or a unit attention.
  case refused(label: UInt64, isConflict: Bool)
  /// Its answer is ready: it can do no more.
  case answered(label: UInt64, Status)
  /// A write is visible to every controller from now on.
  case applied(label: UInt64, BlockSpan)
  /// A read took its data.
  case sampled(label: UInt64)
  /// What executes commands outside the model said that it could not.
  case notExecuted(label: UInt64)
  case abortRequested(label: UInt64)
  /// It will never apply.
  case died(label: UInt64)
  /// It is over, and no status will be sent.
  case ended(label: UInt64, exchange: UInt64)
  /// To what executes commands outside the model: it takes effect now.
  case executes(exchange: UInt64, task: UInt64)

  // Reservations.
  case reserveOutPerformed(label: UInt64, exchange: UInt64, Status)
  case registered(unit: UInt32, nexus: UInt32, key: UInt64)
  /// A command was enabled before the PREEMPT that is about to be answered, and that aborts nothing: it may go on.
  case spared(label: UInt64)
  /// GOOD leaves the array: from here on no write of this registration may reach the media, but those that were spared. `epoch`
  /// numbers the registrations of the nexus, from 1.
  case fenced(unit: UInt32, nexus: UInt32, key: UInt64, epoch: UInt32)

  case portEvicted(port: UInt32)
}
