/// A run as a value: clock, world, plan, observer, agenda, digest. A copy is a snapshot; both copies run on to the same digest.
///
/// Everything reachable from `step` is `@inlinable`: specialised in the caller's module an event costs some tens of
/// nanoseconds, unspecialised a microsecond.
public struct Simulation<W: World, A: Agenda> where A.Event == W.Event {
  /// The simulated system. May be changed between two events.
  public var world: W
  /// What the world never changes.
  public let plan: W.Plan
  /// Statistics and traces; never part of the state.
  public var observer: W.Observer

  @usableFromInline var clock: Instant
  @usableFromInline var pending: A
  @usableFromInline var fingerprint = Digest()
  @usableFromInline var executed: UInt64 = 0
  @usableFromInline var outbox = Outbox<W.Event>()
  /// How many coming events were prefetched, and what was read for them, kept so that the reads are not optimised away.
  @usableFromInline var prefetchedCount = 0
  @usableFromInline var prefetchedWords: UInt64 = 0

  /// A run that stands at instant zero.
  @inlinable public init(world: W, plan: W.Plan, observer: W.Observer, agenda: A) {
    self.world = world
    self.plan = plan
    self.observer = observer
    self.pending = agenda
    self.clock = .zero
  }

  /// The instant of the event executed last, or the one `run(until:)` went on to.
  @inlinable public var now: Instant { clock }
  /// The pending events.
  @inlinable public var agenda: A { pending }
  /// The fingerprint of the events executed so far.
  @inlinable public var digest: Digest { fingerprint }
  /// How many events were executed so far.
  @inlinable public var executedCount: UInt64 { executed }

  /// Schedules `event` at `instant`, which must not be before `now`.
  @inlinable public mutating func schedule(_ event: W.Event, at instant: Instant) {
    precondition(instant >= clock, "an event cannot be scheduled before now")
    pending.schedule(event, at: instant)
  }
}

extension Simulation where A == RadixLadder<W.Event> {
  /// A run that stands at instant zero, with the agenda that is fastest in general.
  @inlinable public init(world: W, plan: W.Plan, observer: W.Observer) {
    self.init(world: world, plan: plan, observer: observer, agenda: RadixLadder())
  }
}

extension Simulation: Sendable where W: Sendable, W.Plan: Sendable, W.Observer: Sendable, A: Sendable {}
