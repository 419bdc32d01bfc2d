import EventEngine
import HeapModule

/// The baseline of the benchmark: a binary heap of swift-collections with a sequence number for equal instants.
struct HeapAgenda<Event: SimulationEvent>: Agenda {
  struct Entry: Comparable {
    var instant: Instant
    var sequence: UInt64
    var event: Event

    static func < (a: Entry, b: Entry) -> Bool { (a.instant, a.sequence) < (b.instant, b.sequence) }
    static func == (a: Entry, b: Entry) -> Bool { a.sequence == b.sequence }
  }

  private var heap = Heap<Entry>()
  private var scheduled: UInt64 = 0

  var count: Int { heap.count }
  var nextInstant: Instant? { heap.min?.instant }

  mutating func schedule(_ event: Event, at instant: Instant) {
    heap.insert(Entry(instant: instant, sequence: scheduled, event: event))
    scheduled += 1
  }

  mutating func popNext(through limit: Instant) -> ScheduledEvent<Event>? {
    guard let first = heap.min, first.instant <= limit else { return nil }
    heap.removeMin()
    return ScheduledEvent(first.event, at: first.instant)
  }
}
