/// What one part of a world has to say after an event, in order: events of its own that are to come, and signals to other parts.
///
/// A part never calls another part and never sees the world's outbox: whoever composes the world takes the entries out and
/// carries them where they belong. Plain bytes in memory that is reused, so that a signal costs no allocation.
public struct Emissions<Event: SimulationEvent, Signal: BitwiseCopyable & Sendable>: Sendable {
  /// One thing that a part said.
  public enum Entry: BitwiseCopyable, Sendable {
    case event(Event, at: Instant)
    case signal(Signal)
  }

  @usableFromInline var entries = InlineQueue<Entry>()

  @inlinable public init() {}

  @inlinable public var isEmpty: Bool { entries.isEmpty }

  /// Schedules an event of the part.
  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) { entries.append(.event(event, at: instant)) }

  /// Says something to another part.
  @inlinable public mutating func signal(_ signal: Signal) { entries.append(.signal(signal)) }

  /// The oldest entry, taken out; there must be one.
  @inlinable public mutating func takeFirst() -> Entry { entries.takeFirst() }
}
