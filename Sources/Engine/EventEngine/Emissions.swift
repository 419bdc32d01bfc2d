/// What one part of a world has to say after an event, in order: events of its own that are to come, and signals to other parts.
///
/// A part never calls another part and never sees the world's outbox: whoever composes the world takes the entries out and
/// carries them where they belong. Plain bytes in a buffer that is reused, so that a signal costs no allocation.
public struct Emissions<Event: SimulationEvent, Signal: BitwiseCopyable & Sendable>: Sendable {
  /// One thing that a part said.
  public enum Entry: BitwiseCopyable, Sendable {
    case event(Event, at: Instant)
    case signal(Signal)
  }

  /// Entries taken out already stay until the buffer is empty: shrinking an array costs more than all else done here.
  @usableFromInline var entries: ContiguousArray<Entry> = []
  @usableFromInline var used = 0
  @usableFromInline var taken = 0

  @inlinable public init() {}

  @inlinable public var isEmpty: Bool { taken == used }

  /// Schedules an event of the part.
  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) { append(.event(event, at: instant)) }

  /// Says something to another part.
  @inlinable public mutating func signal(_ signal: Signal) { append(.signal(signal)) }

  @inlinable mutating func append(_ entry: Entry) {
    if used < entries.count { entries[used] = entry } else { entries.append(entry) }
    used += 1
  }

  /// The oldest entry, taken out; there must be one.
  @inlinable public mutating func takeFirst() -> Entry {
    precondition(taken < used, "nothing was emitted")
    let entry = entries[taken]
    taken += 1
    if taken == used {
      taken = 0
      used = 0
    }
    return entry
  }
}
