import Testing

@testable import EventEngine

/// Tokens that multiply and die on a coarse clock, so that ties are many: a branching process kept near a fixed population.
struct Colony: World {
  struct Plan: Sendable {
    var random: RandomSource
    var population = 60
  }

  /// Order-sensitive memory of what was executed.
  var memory: UInt64 = 0
  var living = 0

  mutating func handle(
    _ event: Token, at now: Instant, plan: Plan, outbox: inout Outbox<Token>, observer: inout [UInt64]
  ) {
    memory = (memory &+ event.id) &* 0x9e37_79b9_7f4a_7c15
    living -= 1
    observer.append(event.id)
    let bits = plan.random.bits(entity: 0, purpose: 0, index: event.id ^ memory)
    let children = living < plan.population ? 1 + Int(bits & 1) : Int(bits & 1)
    for child in 0..<children {
      let word = bits >> UInt64(8 + 16 * child)
      let token = Token(id: event.id &* 31 &+ UInt64(child) &+ 1, lane: word & 3)
      outbox.schedule(token, at: now + .nanoseconds(Int64(word >> 2 & 15) * (word & 1024 == 0 ? 1 : 1_000_000)))
      living += 1
    }
  }

  static func lane(of event: Token) -> UInt64 { event.lane }

  static func simulation<A: Agenda<Token>>(seed: UInt64, agenda: A) -> Simulation<Colony, A> {
    let plan = Plan(random: RandomSource(seed: seed))
    var simulation = Simulation(world: Colony(), plan: plan, observer: [], agenda: agenda)
    for id in 0..<50 as Range<UInt64> {
      simulation.world.living += 1
      simulation.schedule(Token(id: id, lane: id & 3), at: Instant(nanoseconds: Int64(id / 7)))
    }
    return simulation
  }
}

@Suite struct SimulationTests {
  static let seeds = 0..<60 as Range<UInt64>
  typealias Permuting = TiePermutingAgenda<Colony, RadixLadder<Token>, SeededChooser>

  private func expectSnapshotsAreExact<A: Agenda<Token>>(seed: UInt64, agenda: A) {
    var random = TestRandom(seed: Int(seed))
    var uninterrupted = Colony.simulation(seed: seed, agenda: agenda)
    var resumed = uninterrupted
    uninterrupted.run(count: 1_500)
    while resumed.executedCount < 1_500 {
      var abandoned = resumed
      let slice = min(1 + random.below(200), 1_500 - Int(resumed.executedCount))
      if resumed.run(count: slice) < slice { break }
      abandoned.run(count: random.below(100))
      abandoned.schedule(Token(id: .max), at: abandoned.now)
      abandoned.run(count: 50)
    }
    #expect(resumed.digest == uninterrupted.digest, "seed \(seed)")
    #expect(resumed.world.memory == uninterrupted.world.memory, "seed \(seed)")
    #expect(resumed.now == uninterrupted.now && resumed.observer == uninterrupted.observer, "seed \(seed)")
  }

  @Test func `a snapshot taken anywhere runs on to the digest of the uninterrupted run`() {
    for seed in Self.seeds { expectSnapshotsAreExact(seed: seed, agenda: RadixLadder()) }
  }

  @Test func `a snapshot taken amid permuted ties runs on to the digest of the uninterrupted run`() {
    for seed in Self.seeds {
      expectSnapshotsAreExact(seed: seed, agenda: Permuting(RadixLadder(), chooser: SeededChooser(seed: 9)))
    }
  }

  @Test func `every agenda gives the same run`() {
    for seed in Self.seeds {
      var ladder = Colony.simulation(seed: seed, agenda: RadixLadder())
      var heap = Colony.simulation(seed: seed, agenda: QuaternaryHeapAgenda())
      var array = Colony.simulation(seed: seed, agenda: SortedArrayAgenda())
      for _ in 0..<3 {
        ladder.run(count: 400)
        heap.run(count: 400)
        array.run(count: 400)
        #expect(ladder.digest == array.digest && heap.digest == array.digest, "seed \(seed)")
      }
    }
  }

  @Test func `a run in slices of time is the run in one piece`() {
    for seed in Self.seeds {
      var whole = Colony.simulation(seed: seed, agenda: RadixLadder())
      whole.run(until: Instant(nanoseconds: 20_000_000))
      var sliced = Colony.simulation(seed: seed, agenda: RadixLadder())
      var random = TestRandom(seed: Int(seed))
      while sliced.now < whole.now {
        let next = sliced.now + .nanoseconds(Int64(random.below(3_000_000)))
        sliced.run(until: min(next, whole.now))
      }
      #expect(sliced.digest == whole.digest && sliced.executedCount == whole.executedCount, "seed \(seed)")
    }
  }

  @Test func `after running until t anything at or after t can be scheduled, however far the next event`() {
    var simulation = Simulation(world: Diary(), plan: (), observer: [])
    simulation.schedule(Token(id: 1_000), at: Instant(nanoseconds: 3_600_000_000_000))
    simulation.run(until: Instant(nanoseconds: 500))
    #expect(simulation.now == Instant(nanoseconds: 500) && simulation.executedCount == 0)
    let order = (101..<1_000 as Range<UInt64>)
    for id in order.reversed() { simulation.schedule(Token(id: id), at: Instant(nanoseconds: 399 + Int64(id))) }
    simulation.drain()
    #expect(simulation.observer == Array(101...1_000))
  }

  @Test func `running until t executes what is before t and leaves what is at t`() {
    var simulation = Simulation(world: Diary(), plan: (), observer: [])
    for id in 0..<3 as Range<UInt64> { simulation.schedule(Token(id: id), at: Instant(nanoseconds: 9 + Int64(id))) }
    simulation.run(until: Instant(nanoseconds: 10))
    #expect(simulation.observer == [0])
    simulation.schedule(Token(id: 3), at: Instant(nanoseconds: 10))
    simulation.run(until: Instant(nanoseconds: 11))
    #expect(simulation.observer == [0, 1, 3])
  }

  @Test func `running while a condition holds stops at the first event after which it does not`() {
    var simulation = Colony.simulation(seed: 5, agenda: RadixLadder())
    let stoppedEarly = simulation.run { $0.memory % 50 != 1 }
    #expect(stoppedEarly && simulation.world.memory % 50 == 1)
    var empty = Simulation(world: Colony(), plan: .init(random: RandomSource(seed: 1)), observer: [])
    let metCondition = empty.run { _ in true }
    #expect(!metCondition && empty.executedCount == 0)
  }

  @Test func `scheduling before now stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var simulation = Colony.simulation(seed: 1, agenda: RadixLadder())
      simulation.run(until: Instant(nanoseconds: 3))
      simulation.schedule(Token(id: 1), at: Instant(nanoseconds: 2))
    }
  }

  @Test func `HOLD keeps its population, touches every process and is the same over every agenda`() {
    let plan = HoldWorkload.Plan(population: 2_000, delayMean: .milliseconds(1), seed: 11)
    var ladder = HoldWorkload.simulation(plan: plan, agenda: RadixLadder())
    var heap = HoldWorkload.simulation(plan: plan, agenda: QuaternaryHeapAgenda())
    ladder.run(count: 60_000)
    heap.run(count: 60_000)
    #expect(ladder.digest == heap.digest)
    #expect(ladder.agenda.count == 2_000)
    #expect(ladder.world.processes.reduce(0) { $0 + $1.words[0] } == 60_000)
    // Poisson visits of mean 30: none has fewer than 4 but with probability 10^-8 a process.
    #expect(ladder.world.processes.map { $0.words[0] }.min()! >= 4)
    // 60,000 delays of mean 1 ms over 2,000 chains: 30 ms within five standard errors and the table's coarse tail.
    #expect((29.0...31.0).contains(ladder.now.nanoseconds.milliseconds))
  }
}

extension Int64 {
  fileprivate var milliseconds: Double { Double(self) * 1e-6 }
}
