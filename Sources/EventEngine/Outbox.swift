/// What one executed event schedules, in schedule order. The simulation moves it to the agenda after `World.handle` returns.
public struct Outbox<Event: SimulationEvent> {
  @usableFromInline var entries: ContiguousArray<ScheduledEvent<Event>> = []

  @inlinable public init() { entries.reserveCapacity(16) }

  /// Schedules `event` at `instant`, which must not lie before the event being executed.
  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) {
    entries.append(ScheduledEvent(event, at: instant))
  }

  /// How many events wait to be moved.
  @inlinable public var count: Int { entries.count }

  /// The `position`-th scheduled event, 0 the earliest scheduled.
  @inlinable public subscript(position: Int) -> ScheduledEvent<Event> { entries[position] }

  /// Empties the outbox and keeps its memory.
  @inlinable public mutating func removeAll() { entries.removeAll(keepingCapacity: true) }
}

extension Outbox: Sendable {}
