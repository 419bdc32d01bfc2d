/// What one executed event schedules, in schedule order. The simulation moves it to the agenda after `World.handle` returns.
public struct Outbox<Event: SimulationEvent> {
  @usableFromInline var entries: [Entry] = []

  @usableFromInline struct Entry: BitwiseCopyable {
    @usableFromInline var instant: Instant
    @usableFromInline var event: Event
    @inlinable init(instant: Instant, event: Event) {
      self.instant = instant
      self.event = event
    }
  }

  @inlinable public init() { entries.reserveCapacity(16) }

  /// Schedules `event` at `instant`, which must not lie before the event being executed.
  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) {
    entries.append(Entry(instant: instant, event: event))
  }
}
