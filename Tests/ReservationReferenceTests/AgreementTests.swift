import ReservationReference
import Testing

@Suite struct AgreementTests {
  #if DEBUG
    static let seeds: Range<UInt64> = 0..<250
  #else
    static let seeds: Range<UInt64> = 0..<6_000
  #endif
  static let stepsEach = 220

  @Test("Reservations answers and does what the rules say, over random commands and events, and every rule is reached")
  func agreement() {
    var commands = 0
    var reached = [Bool](repeating: false, count: ReservationRule.allCases.count)
    for seed in Self.seeds {
      let (unit, difference) = Self.run(seed: seed, commands: &commands)
      if let difference {
        Issue.record("seed \(seed): \(difference)")
        return
      }
      for index in reached.indices where unit.reached[index] { reached[index] = true }
    }
    let missed = ReservationRule.allCases.filter { !reached[$0.rawValue] }
    #expect(missed.isEmpty, "rules that no history reached")
    #if !DEBUG
      #expect(commands >= 1_000_000)
    #endif
  }

  /// Lives through the history of a seed; the story of the shortest one like it if the two differ.
  static func run(seed: UInt64, commands: inout Int) -> (unit: ReferenceUnit, difference: String?) {
    var generator = HistoryGenerator(seed: seed)
    var history = History(settings: generator.settings)
    var pair = Pair(generator.settings)
    for _ in 0..<stepsEach {
      let step = generator.step(after: pair.reference)
      history.steps.append(step)
      if step.isCommand { commands += 1 }
      if pair.perform(step) != nil { return (pair.reference, history.shrunk().story) }
    }
    return (pair.reference, nil)
  }
}
