@testable import EventEngine

/// SplitMix64: a small seeded generator for tests, unrelated to the generator under test.
struct TestRandom {
  private var state: UInt64

  init(seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

/// An event that can be told from every other one.
struct Token: SimulationEvent, Equatable {
  var id: UInt64
  var lane: UInt64 = 0
  var digestWords: (UInt64, UInt64) { (id, lane) }
}

/// The agenda anybody can see to be right.
struct SortedArrayAgenda<Event: SimulationEvent>: Agenda {
  private var events: [ScheduledEvent<Event>] = []

  var count: Int { events.count }
  var nextInstant: Instant? { events.first?.instant }

  mutating func schedule(_ event: Event, at instant: Instant) {
    var position = events.count
    while position > 0, events[position - 1].instant > instant { position -= 1 }
    events.insert(ScheduledEvent(event, at: instant), at: position)
  }

  mutating func popNext(through limit: Instant) -> ScheduledEvent<Event>? {
    guard let first = events.first, first.instant <= limit else { return nil }
    return events.removeFirst()
  }
}

/// Writes down the order of events; the token numbered 100 schedules two more at its own instant.
struct Diary: World {
  mutating func handle(
    _ event: Token, at now: Instant, plan: Void, outbox: inout Outbox<Token>, observer: inout [UInt64]
  ) {
    observer.append(event.id)
    if event.id == 100 {
      outbox.schedule(Token(id: 101, lane: 1), at: now)
      outbox.schedule(Token(id: 102, lane: 7), at: now)
    }
  }

  static func lane(of event: Token) -> UInt64 { event.lane }
}

/// What the fuzzer can do with an agenda besides the protocol.
protocol CheckedAgenda: Agenda<Token> {
  init()
  func checkInvariants()
}

extension QuaternaryHeapAgenda<Token>: CheckedAgenda {
  func checkInvariants() {
    for child in entries.indices.dropFirst() {
      precondition(entries[(child - 1) / 4].precedes(entries[child]), "heap order")
    }
  }
}

extension RadixLadder<Token>: CheckedAgenda {
  #if !DEBUG
    func checkInvariants() {}
  #endif
}
