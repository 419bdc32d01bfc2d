/// An agenda that lets a `Chooser` order the events of one instant, wrapped around an agenda that keeps schedule order.
///
/// The events due at one instant are gathered into order lanes (`World.lane(of:)`); only the head of each lane is a candidate,
/// because what one link delivers in order is physics, not chance. Events scheduled at that instant meanwhile join their lanes.
/// Candidates are numbered in the order in which their lanes began to hold events; the chooser is asked only when there are
/// two or more. The gathered lanes are part of the value, so a snapshot in the middle of an instant is exact.
public struct TiePermutingAgenda<W: World, Base: Agenda, C: Chooser>: Agenda where Base.Event == W.Event {
  /// The events of the world whose ties are permuted.
  public typealias Event = W.Event

  /// Makes the choices. Its schedule can be read back here when it records one.
  public var chooser: C

  @usableFromInline var base: Base
  @usableFromInline var instant = Instant.zero
  @usableFromInline var lanes: [Lane] = []
  @usableFromInline var gatheredCount = 0

  @usableFromInline struct Lane {
    @usableFromInline let id: UInt64
    @usableFromInline var events: [W.Event]
    @usableFromInline var head = 0

    @inlinable init(id: UInt64, first: W.Event) {
      self.id = id
      events = [first]
    }
  }

  /// Permutes the ties of `base`.
  @inlinable public init(_ base: Base, chooser: C) {
    self.base = base
    self.chooser = chooser
  }

  @inlinable public var count: Int { base.count + gatheredCount }

  @inlinable public var nextInstant: Instant? { lanes.isEmpty ? base.nextInstant : instant }

  @inlinable public mutating func schedule(_ event: W.Event, at instant: Instant) {
    base.schedule(event, at: instant)
  }

  @inlinable public mutating func popNext(through limit: Instant) -> ScheduledEvent<W.Event>? {
    if lanes.isEmpty {
      guard let first = base.popNext(through: limit) else { return nil }
      guard base.nextInstant == first.instant else { return first }
      instant = first.instant
      gather(first.event)
    } else if instant > limit {
      return nil
    }
    while let tie = base.popNext(through: instant) { gather(tie.event) }
    return ScheduledEvent(takeHead(ofLane: lanes.count > 1 ? chooser.choose(lanes.count) : 0), at: instant)
  }

  @inlinable public func forEachUpcoming(_ countMax: Int, _ body: (W.Event) -> Void) -> Int {
    base.forEachUpcoming(countMax, body)
  }

  @inlinable mutating func gather(_ event: W.Event) {
    let id = W.lane(of: event)
    gatheredCount += 1
    if let lane = lanes.firstIndex(where: { $0.id == id }) {
      lanes[lane].events.append(event)
    } else {
      lanes.append(Lane(id: id, first: event))
    }
  }

  @inlinable mutating func takeHead(ofLane lane: Int) -> W.Event {
    let event = lanes[lane].events[lanes[lane].head]
    lanes[lane].head += 1
    gatheredCount -= 1
    if lanes[lane].head == lanes[lane].events.count { lanes.remove(at: lane) }
    return event
  }
}

extension TiePermutingAgenda: Sendable where Base: Sendable, C: Sendable {}
extension TiePermutingAgenda.Lane: Sendable {}
