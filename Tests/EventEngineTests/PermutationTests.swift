import Testing

@testable import EventEngine

@Suite struct PermutationTests {
  private typealias Permuting<C: Chooser> = TiePermutingAgenda<Diary, RadixLadder<Token>, C>

  private func run<C: Chooser>(_ tokens: [Token], chooser: C) -> Simulation<Diary, Permuting<C>> {
    let agenda = Permuting(RadixLadder(), chooser: chooser)
    var simulation = Simulation(world: Diary(), plan: (), observer: [], agenda: agenda)
    for token in tokens { simulation.schedule(token, at: Instant(nanoseconds: 10)) }
    simulation.schedule(Token(id: 1_000), at: Instant(nanoseconds: 11))
    simulation.schedule(Token(id: 999), at: Instant(nanoseconds: 9))
    simulation.drain()
    return simulation
  }

  /// Three events in lane 1, two in lane 2, one in lane 3.
  private let tokens = [(11, 1), (21, 2), (12, 1), (31, 3), (22, 2), (13, 1)].map { Token(id: $0.0, lane: $0.1) }

  @Test func `seeds reach every order that keeps the lanes, and no other`() {
    var orders: Set<[UInt64]> = []
    for seed in 0..<4_000 as Range<UInt64> {
      let order = run(tokens, chooser: SeededChooser(seed: seed)).observer
      #expect(order.first == 999 && order.last == 1_000 && order.count == 8)
      for lane in [[11, 12, 13], [21, 22], [31]] as [[UInt64]] {
        #expect(order.filter { $0 / 10 == lane[0] / 10 } == lane, "seed \(seed)")
      }
      orders.insert(order)
    }
    // 6! / (3! 2! 1!) interleavings.
    #expect(orders.count == 60)
  }

  @Test func `events scheduled at the instant under way join their lanes`() {
    let start = [Token(id: 100, lane: 5), Token(id: 11, lane: 1), Token(id: 12, lane: 1)]
    var isLaneKept = true
    var orders: Set<[UInt64]> = []
    for seed in 0..<500 as Range<UInt64> {
      let order = run(start, chooser: SeededChooser(seed: seed)).observer
      isLaneKept = isLaneKept && order.filter { [11, 12, 101].contains($0) } == [11, 12, 101]
      orders.insert(order)
    }
    #expect(isLaneKept)
    // 100 before 11, between, or after 12; then 102 anywhere after it among what is left of 11, 12, 101: 4 + 3 + 2.
    #expect(orders.count == 9)
  }

  @Test func `a recorded schedule repeats the run`() {
    for seed in 0..<50 as Range<UInt64> {
      let recorded = run(tokens, chooser: RecordingChooser(SeededChooser(seed: seed)))
      let replayed = run(tokens, chooser: ReplayChooser(recorded.agenda.chooser.choices))
      #expect(replayed.digest == recorded.digest && replayed.observer == recorded.observer, "seed \(seed)")
    }
  }

  @Test func `a recorded schedule of a long run repeats the run`() {
    typealias Recording = TiePermutingAgenda<Colony, RadixLadder<Token>, RecordingChooser<SeededChooser>>
    typealias Replaying = TiePermutingAgenda<Colony, RadixLadder<Token>, ReplayChooser>
    for seed in 0..<20 as Range<UInt64> {
      let chooser = RecordingChooser(SeededChooser(seed: seed))
      var recorded = Colony.simulation(seed: 3, agenda: Recording(RadixLadder(), chooser: chooser))
      recorded.run(count: 1_000)
      let schedule = ReplayChooser(recorded.agenda.chooser.choices)
      var replayed = Colony.simulation(seed: 3, agenda: Replaying(RadixLadder(), chooser: schedule))
      replayed.run(count: 1_000)
      #expect(replayed.digest == recorded.digest, "seed \(seed)")
      var other = Colony.simulation(seed: 3, agenda: Replaying(RadixLadder(), chooser: ReplayChooser([])))
      other.run(count: 1_000)
      #expect(other.digest != recorded.digest, "seed \(seed)")
    }
  }

  @Test func `a schedule outside what is possible still names a run`() {
    #expect(run(tokens, chooser: ReplayChooser([])).observer == [999, 11, 12, 13, 21, 22, 31, 1_000])
    #expect(run(tokens, chooser: ReplayChooser([50, 50])).observer == [999, 31, 21, 11, 12, 13, 22, 1_000])
  }

  @Test func `the chooser is asked only when there is a choice`() {
    let oneLane = (0..<5).map { Token(id: 10 + $0, lane: 1) }
    let simulation = run(oneLane, chooser: RecordingChooser(SeededChooser(seed: 1)))
    #expect(simulation.agenda.chooser.choices.isEmpty)
    #expect(simulation.observer == [999, 10, 11, 12, 13, 14, 1_000])
  }

  @Test func `a seeded chooser picks each of n with equal chance`() {
    var chooser = SeededChooser(seed: 8)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[chooser.choose(7)] += 1 }
    // Chi-square with 6 degrees of freedom: above 38.3 with probability 10^-6.
    let statistic = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
    #expect(statistic < 38.3)
  }
}
