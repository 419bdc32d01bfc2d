extension Simulation {
  /// Executes the next event. Returns false when none is pending.
  @inlinable @discardableResult public mutating func step() -> Bool { step(through: .distantFuture) }

  /// Executes every event before `limit`; the clock then stands at `limit`, and events at `limit` are still to come.
  @inlinable public mutating func run(until limit: Instant) {
    precondition(limit >= clock, "a run cannot go back")
    while step(through: Instant(nanoseconds: limit.nanoseconds - 1)) {}
    clock = limit
  }

  /// Executes `count` events, or fewer when no more are pending. Returns how many it executed.
  @inlinable @discardableResult public mutating func run(count: Int) -> Int {
    for done in 0..<count where !step() { return done }
    return count
  }

  /// Executes events as long as `condition` holds of the world before each. Returns false when it ran out of events first.
  @inlinable @discardableResult public mutating func run(while condition: (W) -> Bool) -> Bool {
    while condition(world) {
      if !step() { return false }
    }
    return true
  }

  /// Executes events until none is pending.
  @inlinable public mutating func drain() {
    while step() {}
  }

  @inlinable mutating func step(through limit: Instant) -> Bool {
    guard let next = pending.popNext(through: limit) else { return false }
    if prefetchedCount == 0 { prefetchUpcoming() } else { prefetchedCount -= 1 }
    clock = next.instant
    executed += 1
    fingerprint.fold(next.event.digestWords, at: next.instant)
    world.handle(next.event, at: next.instant, plan: plan, outbox: &outbox, observer: &observer)
    emptyOutbox()
    return true
  }

  /// Reads ahead for the next events together: one after the other each would wait for its own cache miss.
  @inlinable mutating func prefetchUpcoming() {
    var words: UInt64 = 0
    prefetchedCount = pending.forEachUpcoming(32) { words ^= world.prefetch($0) }
    prefetchedWords ^= words
  }

  @inlinable mutating func emptyOutbox() {
    while !outbox.isEmpty {
      let next = outbox.takeFirst()
      schedule(next.event, at: next.instant)
    }
  }
}
