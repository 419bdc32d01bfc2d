/// What one executed event schedules, in schedule order. The simulation moves it to the agenda after `World.handle` returns.
public struct Outbox<Event: SimulationEvent>: Sendable {
  @usableFromInline var entries = InlineQueue<ScheduledEvent<Event>>()

  @inlinable public init() {}

  /// Whether no event waits to be moved.
  @inlinable public var isEmpty: Bool { entries.isEmpty }

  /// Schedules `event` at `instant`, which must not lie before the event being executed.
  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) {
    entries.append(ScheduledEvent(event, at: instant))
  }

  /// The event scheduled first, taken out; there must be one.
  @inlinable public mutating func takeFirst() -> ScheduledEvent<Event> { entries.takeFirst() }
}
