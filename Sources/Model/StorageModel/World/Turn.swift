import EventEngine

/// What the router needs besides world and plan, for the length of one event. Holds pointers so that it can be handed down
/// without moving outbox and observer about; it must not be kept.
struct Turn {
  let now: Instant
  let outbox: UnsafeMutablePointer<Outbox<StorageEvent>>
  let observer: UnsafeMutablePointer<RunObserver>

  @inline(__always) func schedule(_ content: StorageEvent.Content, at instant: Instant) {
    outbox.pointee.schedule(StorageEvent(content), at: instant)
  }
}
