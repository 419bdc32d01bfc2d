/// The simulated system as a value. The engine owns clock and agenda; the world owns everything else.
///
/// `World` (state), `Plan` (immutable: topology, parameters, traces) and `Observer` (histograms, traces of the run) are three
/// values, so that a copy of world and agenda is a snapshot and statistics never become part of the state.
public protocol World {
  associatedtype Event: SimulationEvent
  associatedtype Plan
  associatedtype Observer

  /// Executes one event. New events go to the outbox, never to the agenda: an explorer may then run any pending event.
  mutating func handle(
    _ event: Event, at now: Instant, plan: Plan, outbox: inout Outbox<Event>, observer: inout Observer)

  /// The order lane of an event (its link or nexus). Events of one lane at one instant keep their schedule order even when
  /// equal instants are permuted: what one link delivers in order is physics, not chance.
  static func lane(of event: Event) -> UInt64

  /// Reads one word of the state that `event` will touch first; the engine ignores the result.
  ///
  /// Called for some tens of coming events in a row, so that their cache misses overlap. Worth implementing for worlds beyond
  /// the second-level cache; nothing is read by default.
  func prefetch(_ event: Event) -> UInt64
}

extension World {
  @inlinable public func prefetch(_ event: Event) -> UInt64 { 0 }
}

/// An event is plain bytes: a few words, no closure, no reference, no allocation.
public protocol SimulationEvent: BitwiseCopyable, Sendable {
  /// Kind and operands, folded into the run's digest together with the instant.
  var digestWords: (UInt64, UInt64) { get }
}
