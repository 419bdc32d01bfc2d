/// The pending events of a run: a monotone priority queue, first in first out among equal instants.
///
/// *Monotone*: `schedule` must not be given an instant earlier than the last event popped. Looking ahead (`nextInstant`, or a
/// `popNext(through:)` that returns nil) promises nothing: anything from the last popped instant on can still be scheduled.
/// An agenda is a value; a copy is a snapshot.
public protocol Agenda<Event> {
  associatedtype Event: SimulationEvent

  /// How many events are pending.
  var count: Int { get }

  /// The instant of the event that `popNext` would return; nil when none is pending.
  var nextInstant: Instant? { get }

  /// Adds `event`, to run after every pending event of the same or an earlier instant.
  mutating func schedule(_ event: Event, at instant: Instant)

  /// Removes and returns the earliest event if its instant is at or before `limit`.
  mutating func popNext(through limit: Instant) -> ScheduledEvent<Event>?

  /// Calls `body` with the next events, at most `countMax`, as far as they are known without work; returns how many.
  ///
  /// A hint for prefetching: an event scheduled later can still come before them.
  func forEachUpcoming(_ countMax: Int, _ body: (Event) -> Void) -> Int
}

extension Agenda {
  @inlinable public func forEachUpcoming(_ countMax: Int, _ body: (Event) -> Void) -> Int { 0 }

  /// Removes and returns the earliest event.
  @inlinable public mutating func popNext() -> ScheduledEvent<Event>? { popNext(through: .distantFuture) }
}

/// An event and the instant at which it is due.
public struct ScheduledEvent<Event: SimulationEvent>: BitwiseCopyable, Sendable {
  public var instant: Instant
  public var event: Event

  @inlinable public init(_ event: Event, at instant: Instant) {
    self.instant = instant
    self.event = event
  }
}
