/// What one executed event schedules, in schedule order. The simulation moves it to the agenda after `World.handle` returns.
public struct Outbox<Event: SimulationEvent>: Sendable {
  /// The waiting events, then entries left over from earlier use: shrinking an array costs more than all else done here.
  @usableFromInline var entries: ContiguousArray<ScheduledEvent<Event>> = []
  @usableFromInline var used = 0

  @inlinable public init() { entries.reserveCapacity(16) }

  /// How many events wait to be moved.
  @inlinable public var count: Int { used }

  /// Schedules `event` at `instant`, which must not lie before the event being executed.
  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) {
    let entry = ScheduledEvent(event, at: instant)
    if used < entries.count { entries[used] = entry } else { entries.append(entry) }
    used += 1
  }

  /// The `position`-th scheduled event, 0 the earliest scheduled.
  @inlinable public subscript(position: Int) -> ScheduledEvent<Event> {
    precondition(position < used, "no such event in the outbox")
    return entries[position]
  }

  /// Empties the outbox and keeps its memory.
  @inlinable public mutating func removeAll() { used = 0 }
}
