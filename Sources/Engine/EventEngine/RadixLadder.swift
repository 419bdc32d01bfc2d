/// An agenda as a ladder of 256-way radix buckets that sorts only the front: amortised O(1) memory moves an event.
///
/// Three places hold the pending events, earliest first:
/// - the *front*, a short sorted array, from which events are popped. It holds every event up to and including `frontLast`;
/// - eight *levels* of 256 buckets. An event lies at the level of the highest byte in which its key differs from `base`, in the
///   bucket of that byte, unsorted. So every event of a level comes before every event of a higher level, and the first
///   occupied bucket holds the next events;
/// - the *chunks* of `chunkCapacity` entries in which a bucket's events lie in schedule order.
///
/// When the front is empty, the first bucket's events move there and are sorted, or down the ladder when they are too many.
/// Memory is then touched in streams of whole chunks, not at random as a heap does. Where an event lies depends on
/// its key alone, and every move keeps the order of equal keys, so equal instants stay in schedule order without a sequence
/// number. A front that grows too long gives its later half back to the ladder; with few events there is no ladder at all.
///
/// Only popping moves `base`, and each bucket knows its least key, so looking ahead changes nothing.
///
/// After the radix heap of Ahuja, Mehlhorn, Orlin, Tarjan (JACM 37(2), 1990) and the ladder queue of Tang, Goh, Thng (TOMACS
/// 15(3), 2005). Measurements: Docs/0001-agenda.md.
public struct RadixLadder<Event: SimulationEvent>: Agenda, Sendable {
  @usableFromInline struct Entry: BitwiseCopyable, Sendable {
    /// The instant with its sign bit flipped: unsigned order of keys is order of instants.
    @usableFromInline var key: UInt64
    @usableFromInline var event: Event

    @inlinable init(key: UInt64, event: Event) {
      self.key = key
      self.event = event
    }
  }

  @usableFromInline struct Bucket: BitwiseCopyable, Sendable {
    @usableFromInline var keyMin = UInt64.max
    @usableFromInline var count: UInt32 = 0
    @usableFromInline var headChunk: UInt32 = 0
    @usableFromInline var tailChunk: UInt32 = 0
    @inlinable init() {}
  }

  /// Entries a chunk: about 1 KB for the usual event of two or three words.
  @inlinable static var chunkCapacity: Int { 32 }
  /// The longest front that is still cheap to sort and to insert into; longer buckets go down the ladder instead.
  @inlinable static var frontCountMax: Int { 256 }
  /// Neighbouring buckets are moved to the front together until it has this many events.
  @inlinable static var frontCountWanted: Int { 64 }
  @inlinable static var noChunk: UInt32 { .max }

  // The front: front[frontStart..<frontEnd] is sorted; the rest is spare.
  @usableFromInline var front: ContiguousArray<Entry> = []
  @usableFromInline var frontStart = 0
  @usableFromInline var frontEnd = 0
  /// The last key that belongs to the front.
  @usableFromInline var frontLast = UInt64.max

  /// The key popped last: no pending key is less.
  @usableFromInline var floor: UInt64 = 0
  /// The key from which levels are counted: at most `floor` between two operations.
  @usableFromInline var base: UInt64 = 0
  /// 8 x 256 buckets, level by level; empty until the first event beyond the front.
  @usableFromInline var buckets: ContiguousArray<Bucket> = []
  /// One bit a bucket: four words a level.
  @usableFromInline var occupied: ContiguousArray<UInt64> = []
  /// How many events lie in buckets.
  @usableFromInline var bucketedCount = 0

  /// The chunks, one after the other.
  @usableFromInline var pool: ContiguousArray<Entry> = []
  /// The chunk after each chunk, in its bucket or in the free list.
  @usableFromInline var nextChunk: ContiguousArray<UInt32> = []
  @usableFromInline var freeChunk = UInt32.max

  @inlinable public init() {}

  @inlinable public var count: Int { frontEnd - frontStart + bucketedCount }

  @inlinable public var nextInstant: Instant? {
    if frontStart < frontEnd { return Self.instant(ofKey: front[frontStart].key) }
    guard bucketedCount > 0 else { return nil }
    return Self.instant(ofKey: buckets[firstBucket].keyMin)
  }

  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) {
    let entry = Entry(key: Self.key(of: instant), event: event)
    assert(entry.key >= floor, "an agenda is monotone: nothing can be scheduled before the event popped last")
    if entry.key <= frontLast {
      insertIntoFront(entry)
    } else {
      appendToBucket(entry)
    }
  }

  @inlinable public mutating func popNext(through limit: Instant) -> ScheduledEvent<Event>? {
    let limitKey = Self.key(of: limit)
    if frontStart == frontEnd {
      guard bucketedCount > 0, buckets[firstBucket].keyMin <= limitKey else { return nil }
      refillFront()
    }
    let entry = front.withUnsafeBufferPointer { $0[frontStart] }
    guard entry.key <= limitKey else { return nil }
    frontStart += 1
    floor = entry.key
    return ScheduledEvent(entry.event, at: Self.instant(ofKey: entry.key))
  }

  @inlinable public func forEachUpcoming(_ countMax: Int, _ body: (Event) -> Void) -> Int {
    let end = Swift.min(frontStart + countMax, frontEnd)
    front.withUnsafeBufferPointer { front in
      for position in frontStart..<end { body(front[position].event) }
    }
    return end - frontStart
  }

  @inlinable static func key(of instant: Instant) -> UInt64 { UInt64(bitPattern: instant.nanoseconds) ^ (1 << 63) }

  @inlinable static func instant(ofKey key: UInt64) -> Instant { Instant(nanoseconds: Int64(bitPattern: key ^ (1 << 63))) }
}
