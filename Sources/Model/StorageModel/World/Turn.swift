import EventEngine

/// What a handler needs besides world and plan, for the length of one event. Holds pointers so that it can be handed down
/// without moving outbox and observer about; it must not be kept.
struct Turn {
  let now: Instant
  let outbox: UnsafeMutablePointer<Outbox<StorageEvent>>
  let observer: UnsafeMutablePointer<RunObserver>

  func schedule(_ event: StorageEvent, at instant: Instant) { outbox.pointee.schedule(event, at: instant) }
  func schedule(_ event: StorageEvent, after delay: Duration) { outbox.pointee.schedule(event, at: now + delay) }
}
