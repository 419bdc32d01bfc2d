import EventEngine

/// What a survivor does about a removed member.
package struct Takeover: Sendable {
  enum UnitState: Equatable, Sendable {
    /// Barriers against the victim's paths are not done yet.
    case shuttingOut(barriersLeft: Int)
    /// The survivor relies on the victim's silence and redoes its work.
    case recovering
    case recovered
  }

  package let victim: Int
  package internal(set) var survivor = -1
  /// Since when the victim was silent.
  package let since: Instant
  /// Tells this survivor's attempt from those of survivors before it.
  var epoch: UInt32 = 0
  var units: [UnitState]
  package internal(set) var isOver = false
  package internal(set) var isAbandoned = false

  init(victim: Int, since: Instant, units: Int) {
    self.victim = victim
    self.since = since
    self.units = Array(repeating: .shuttingOut(barriersLeft: 0), count: units)
  }

  func isShuttingOut(_ unit: Int) -> Bool {
    if !isOver, case .shuttingOut = units[unit] { true } else { false }
  }
}

/// One event of the cluster: plain bytes.
@usableFromInline package struct ClusterEvent: SimulationEvent {
  /// What happens.
  @usableFromInline package enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// The member has been silent for as long as the others wait.
    case removalDue
  }

  @usableFromInline package let kind: Kind
  @usableFromInline package var member: UInt32
  @usableFromInline package var serial: UInt32

  init(_ kind: Kind, member: UInt32, serial: UInt32) {
    self.kind = kind
    self.member = member
    self.serial = serial
  }

  @inline(__always) package var lane: UInt64 { 1 << 62 | UInt64(kind.rawValue) << 56 | UInt64(member) }

  @inlinable package var digestWords: (UInt64, UInt64) { (UInt64(kind.rawValue) | UInt64(member) << 32, UInt64(serial)) }
}

/// What the cluster asks hosts to do.
package enum ClusterSignal: BitwiseCopyable, Sendable {
  case removed(victim: UInt32)
  /// Against every path of the victim on this unit.
  case raiseBarrier(victim: UInt32, survivor: UInt32, unit: UInt32)
  /// The barriers are done: from now on the survivor relies on the absence of the victim's writes, and redoes its work.
  case rely(victim: UInt32, survivor: UInt32, unit: UInt32, epoch: UInt32)
  case takeoverDone(victim: UInt32, survivor: UInt32, since: Instant)
  /// The applications of a host that is out may hear that what was unfinished on this unit failed.
  case release(host: UInt32, unit: UInt32)
}
