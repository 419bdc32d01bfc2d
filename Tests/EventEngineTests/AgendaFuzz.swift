@testable import EventEngine

/// Drives an agenda and the sorted array with the same random operations and compares everything that can be seen.
struct AgendaFuzz<Subject: CheckedAgenda> {
  typealias Pair = (subject: Subject, reference: SortedArrayAgenda<Token>, floor: Instant)

  private var random: TestRandom
  private var now: Pair
  private var snapshots: [Pair] = []
  private var nextID: UInt64 = 0
  private var lastScheduled: Instant
  /// Delays are below 2^scale ns, so that every level of the ladder gets its turn.
  private let scale: Int
  private let checksInvariants: Bool
  private(set) var failure: String?

  init(seed: Int, checksInvariants: Bool) {
    random = TestRandom(seed: seed)
    scale = random.below(65)
    let start = [Instant(nanoseconds: .min), .zero, Instant(nanoseconds: .max - 1000)][random.below(3)]
    now = (Subject(), SortedArrayAgenda(), start)
    lastScheduled = start
    self.checksInvariants = checksInvariants
  }

  mutating func run(operations: Int) {
    for _ in 0..<operations where failure == nil {
      operate()
      compareLookAhead()
      if checksInvariants { now.subject.checkInvariants() }
    }
    drain()
    for snapshot in snapshots {
      now = snapshot
      drain()
    }
  }

  private mutating func operate() {
    switch random.below(20) {
    case 0..<6: schedule()
    case 6: for _ in 0..<random.below(400) { schedule() }
    case 7..<14: pop(through: .distantFuture)
    case 14: for _ in 0..<random.below(400) { pop(through: .distantFuture) }
    case 15: scheduleBeforeNext()
    case 16: pop(through: randomInstant())
    case 17: scheduleTies()
    case 18: if snapshots.count < 3 { snapshots.append(now) }
    default: swapWithSnapshot()
    }
  }

  private mutating func randomInstant() -> Instant {
    let shift = 64 - min(scale, random.below(scale + 1) + 3)
    let delay = shift >= 64 ? 0 : random.next() >> UInt64(shift)
    let room = UInt64(bitPattern: Int64.max &- now.floor.nanoseconds)
    return Instant(nanoseconds: now.floor.nanoseconds &+ Int64(bitPattern: min(delay, room)))
  }

  private mutating func schedule() {
    let repeatsLast = random.below(4) == 0 && lastScheduled >= now.floor
    schedule(at: repeatsLast ? lastScheduled : randomInstant())
  }

  private mutating func schedule(at instant: Instant) {
    let token = Token(id: nextID)
    nextID += 1
    lastScheduled = instant
    now.subject.schedule(token, at: instant)
    now.reference.schedule(token, at: instant)
  }

  /// Looks ahead in vain, which must not move the floor, then schedules between the floor and the next event.
  private mutating func scheduleBeforeNext() {
    guard let next = now.reference.nextInstant, next > now.floor else { return }
    pop(through: Instant(nanoseconds: next.nanoseconds - 1))
    let gap = UInt64(bitPattern: next.nanoseconds &- now.floor.nanoseconds)
    for _ in 0..<random.below(4) {
      schedule(at: Instant(nanoseconds: now.floor.nanoseconds &+ Int64(bitPattern: random.next() % gap)))
    }
  }

  private mutating func scheduleTies() {
    let instant = randomInstant()
    for _ in 0..<random.below(600) { schedule(at: instant) }
  }

  private mutating func swapWithSnapshot() {
    guard !snapshots.isEmpty else { return }
    let index = random.below(snapshots.count)
    (now, snapshots[index]) = (snapshots[index], now)
  }

  private mutating func pop(through limit: Instant) {
    let popped = now.subject.popNext(through: limit)
    let expected = now.reference.popNext(through: limit)
    if popped?.instant != expected?.instant || popped?.event != expected?.event {
      failure = failure ?? "popped \(String(describing: popped)), not \(String(describing: expected))"
    }
    if let expected { now.floor = expected.instant }
  }

  private mutating func compareLookAhead() {
    if now.subject.count != now.reference.count { failure = failure ?? "count \(now.subject.count)" }
    if now.subject.nextInstant != now.reference.nextInstant {
      failure = failure ?? "next \(String(describing: now.subject.nextInstant))"
    }
  }

  private mutating func drain() {
    for _ in 0...now.reference.count where failure == nil {
      compareLookAhead()
      pop(through: .distantFuture)
    }
  }
}
