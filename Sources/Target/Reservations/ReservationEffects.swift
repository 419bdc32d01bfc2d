import SCSIWire

/// What the device server must do after a PERSISTENT RESERVE OUT, besides answering it. Reuse one value: arrays keep their room.
///
/// Each list names a nexus at most once and is in a fixed order, for a given table and command.
public struct ReservationEffects: Sendable {
  /// A unit attention condition established for a nexus.
  public struct Attention: BitwiseCopyable, Hashable, Sendable {
    public var nexus: NexusID
    public var attention: UnitAttention
    @inlinable public init(_ nexus: NexusID, _ attention: UnitAttention) {
      self.nexus = nexus
      self.attention = attention
    }
  }

  /// A registration that PREEMPT or PREEMPT AND ABORT removed.
  public struct PreemptedRegistration: BitwiseCopyable, Hashable, Sendable {
    public var nexus: NexusID
    public var key: ReservationKey
    @inlinable public init(_ nexus: NexusID, _ key: ReservationKey) {
      self.nexus = nexus
      self.key = key
    }
  }

  public var attentions: [Attention] = []

  /// Nexuses whose commands, but for the PERSISTENT RESERVE OUT itself, must be aborted before it is answered. A task's own
  /// end (TASK ABORTED, or 2F/00 on its nexus) depends on the TAS bit and is the device server's business.
  public var aborted: [NexusID] = []

  /// The same by the holder's keys under which commands were enabled (`ReservationProfile.Abort.underHoldersKey`).
  public var abortedKeys: [ReservationKey] = []

  public var preemptedRegistrations: [PreemptedRegistration] = []

  /// What PREEMPT AND ABORT aborts before it is answered; nil: nothing is to be aborted.
  public var abortScope: TaskSet.Scope? {
    if !abortedKeys.isEmpty { return .holdersKeys(abortedKeys) }
    return aborted.isEmpty ? nil : .nexuses(aborted)
  }

  public init() {}

  /// Whether nothing is to be done.
  var isEmpty: Bool {
    attentions.isEmpty && aborted.isEmpty && abortedKeys.isEmpty && preemptedRegistrations.isEmpty
  }

  /// Forgets the effects of the command before.
  public mutating func removeAll() {
    attentions.removeAll(keepingCapacity: true)
    aborted.removeAll(keepingCapacity: true)
    abortedKeys.removeAll(keepingCapacity: true)
    preemptedRegistrations.removeAll(keepingCapacity: true)
  }
}
