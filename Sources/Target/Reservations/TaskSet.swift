import SCSIWire

/// The task set of one logical unit: which commands an abort hits, and when it has quiesced.
///
/// A task enters when it is enabled and leaves when it has ended, completed or dead: an aborted task whose data is already on
/// its way to the medium stays until that has stopped. Nothing allocates once the slots in use have reached their peak.
public struct TaskSet: Hashable, Sendable {
  /// A task's name; opaque to the task set, unique among its members and aborters.
  public typealias TaskID = UInt64

  /// Slots in use are linked in order of arrival, free ones through `next`.
  @usableFromInline struct Slot: BitwiseCopyable, Hashable, Sendable {
    @usableFromInline var task: TaskID
    @usableFromInline var nexus: NexusID
    @usableFromInline var holdersKey: ReservationKey
    @usableFromInline var isAborted: Bool
    @usableFromInline var previous: Int32
    @usableFromInline var next: Int32
    /// The first of the aborts that wait for this task, in the order in which they began.
    @usableFromInline var firstWait: Int32
    @inlinable init(task: TaskID, nexus: NexusID, holdersKey: ReservationKey, previous: Int32) {
      self.task = task
      self.nexus = nexus
      self.holdersKey = holdersKey
      self.isAborted = false
      self.previous = previous
      self.next = TaskSet.endOfList
      self.firstWait = TaskSet.endOfList
    }
  }

  @usableFromInline var slots: [Slot] = []
  @usableFromInline var firstFree: Int32 = TaskSet.endOfList
  @usableFromInline var oldest: Int32 = TaskSet.endOfList
  @usableFromInline var newest: Int32 = TaskSet.endOfList

  /// The number of tasks enabled and not yet ended, aborted ones included.
  @inlinable public var count: Int { live }
  @usableFromInline var live = 0

  @usableFromInline var waits = AbortWaits()

  @inlinable public init() {}

  /// Enters a task and returns its slot, valid until `end`. O(1). `holdersKey` is `LogicalUnitAccess.holdersKeyForTasks`.
  @inlinable public mutating func enable(
    _ task: TaskID, nexus: NexusID, holdersKey: ReservationKey = ReservationKey(0)
  ) -> Int {
    let slot = allocate()
    slots[Int(slot)] = Slot(task: task, nexus: nexus, holdersKey: holdersKey, previous: newest)
    if newest == Self.endOfList { oldest = slot } else { slots[Int(newest)].next = slot }
    newest = slot
    live += 1
    return Int(slot)
  }

  /// Takes out a task that has completed or died, and appends the aborters that waited for it last, in the order in which
  /// their aborts began. If the task was itself waiting as an aborter, nobody waits any more.
  @inlinable public mutating func end(_ slot: Int, quiesced: inout [TaskID]) {
    assert(live > 0, "no more tasks end than were enabled")
    let ended = slots[slot]
    if !waits.isEmpty { waits.taskEnded(ended.task, firstWait: ended.firstWait, quiesced: &quiesced) }
    if ended.previous == Self.endOfList { oldest = ended.next } else { slots[Int(ended.previous)].next = ended.next }
    if ended.next == Self.endOfList { newest = ended.previous } else { slots[Int(ended.next)].previous = ended.previous }
    slots[slot].next = firstFree
    firstFree = Int32(slot)
    live -= 1
    assert((live == 0) == (oldest == Self.endOfList) && (oldest == Self.endOfList) == (newest == Self.endOfList))
  }

  /// Whether the task must not go on: it was hit by an abort and has not ended yet.
  @inlinable public func isAborted(_ slot: Int) -> Bool { slots[slot].isAborted }

  /// The task in a slot in use.
  @inlinable public func task(at slot: Int) -> TaskID { slots[slot].task }

  @inlinable mutating func allocate() -> Int32 {
    guard firstFree != Self.endOfList else {
      slots.append(Slot(task: 0, nexus: NexusID(0), holdersKey: ReservationKey(0), previous: Self.endOfList))
      return Int32(slots.count - 1)
    }
    defer { firstFree = slots[Int(firstFree)].next }
    return firstFree
  }

  @inlinable static var endOfList: Int32 { -1 }
}
