/// An agenda as an implicit 4-ary heap ordered by (instant, schedule sequence): `schedule` and `popNext` in O(log n).
///
/// The simple second implementation: the ladder is tested against it and benchmarks compare the two. Four children share one
/// or two cache lines, so the tree is half as deep as a binary heap for the same misses a level (LaMarca & Ladner 1996).
public struct QuaternaryHeapAgenda<Event: SimulationEvent>: Agenda, Sendable {
  @usableFromInline struct Entry: BitwiseCopyable, Sendable {
    @usableFromInline var instant: Instant
    @usableFromInline var sequence: UInt64
    @usableFromInline var event: Event

    @inlinable init(instant: Instant, sequence: UInt64, event: Event) {
      self.instant = instant
      self.sequence = sequence
      self.event = event
    }

    @inlinable func precedes(_ other: Entry) -> Bool {
      instant < other.instant || (instant == other.instant && sequence < other.sequence)
    }
  }

  @usableFromInline var entries: ContiguousArray<Entry> = []
  @usableFromInline var sequence: UInt64 = 0

  @inlinable public init() {}

  @inlinable public var count: Int { entries.count }

  @inlinable public var nextInstant: Instant? { entries.first?.instant }

  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) {
    let entry = Entry(instant: instant, sequence: sequence, event: event)
    sequence += 1
    entries.append(entry)
    entries.withUnsafeMutableBufferPointer { heap in
      var hole = heap.count - 1
      while hole > 0 {
        let parent = (hole - 1) >> 2
        guard entry.precedes(heap[parent]) else { break }
        heap[hole] = heap[parent]
        hole = parent
      }
      heap[hole] = entry
    }
  }

  @inlinable public mutating func popNext(through limit: Instant) -> ScheduledEvent<Event>? {
    guard let first = entries.first, first.instant <= limit else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty { fillRoot(with: last) }
    return ScheduledEvent(first.event, at: first.instant)
  }

  @inlinable mutating func fillRoot(with entry: Entry) {
    entries.withUnsafeMutableBufferPointer { heap in
      var hole = 0
      while true {
        let firstChild = hole << 2 + 1
        guard firstChild < heap.count else { break }
        var least = firstChild
        for child in (firstChild + 1)..<Swift.max(firstChild + 1, Swift.min(firstChild + 4, heap.count)) {
          if heap[child].precedes(heap[least]) { least = child }
        }
        guard heap[least].precedes(entry) else { break }
        heap[hole] = heap[least]
        hole = least
      }
      heap[hole] = entry
    }
  }
}
