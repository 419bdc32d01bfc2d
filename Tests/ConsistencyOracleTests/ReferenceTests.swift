import EventEngine
import Testing

@testable import ConsistencyOracle

#if DEBUG
  private let seeds: UInt64 = 4_000
#else
  private let seeds: UInt64 = 100_000
#endif

@Suite struct ReferenceTests {
  @Test func oracleAgreesWithTheDefinitionsEvaluatedFromTheWholeHistory() {
    for seed in 0..<seeds {
      let history = RandomHistory.draw(seed: seed)
      if difference(history) != nil {
        Issue.record("\(story(seed: seed, history, checksInvariants: false))")
        return
      }
    }
  }

  @Test func invariantsHoldAfterEveryEvent() {
    for seed in 0..<seeds / 10 {
      let history = RandomHistory.draw(seed: seed)
      if difference(history, checksInvariants: true) != nil {
        Issue.record("\(story(seed: seed, history, checksInvariants: true))")
        return
      }
    }
  }

  /// A copy shares its records until either side goes on; then neither may see what the other does.
  @Test func copiesTakenAnywhereGoOnAsIfTheyWereAlone() {
    for seed in 0..<seeds / 10 {
      let history = RandomHistory.draw(seed: seed)
      let fork = Int(seed) % max(1, history.events.count)
      var alone = Player()
      var forked: [Player] = []
      for (index, entry) in history.events.enumerated() {
        if index == fork { forked = [alone, alone] }
        alone.play(entry.event, at: entry.at)
      }
      // One copy runs to the end before the other starts.
      for copy in forked.indices {
        for entry in history.events[fork...] { forked[copy].play(entry.event, at: entry.at) }
      }
      for copy in forked {
        #expect(copy.oracle.brokenInvariant() == nil, "seed \(seed)")
        #expect(copy.oracle.counts == alone.oracle.counts, "seed \(seed)")
        #expect(copy.oracle.violations == alone.oracle.violations, "seed \(seed)")
      }
    }
  }

  @Test func whenNothingIsLiveOnlyDamageAndPossibleStaleReadsAreRemembered() {
    var remembering = 0
    for seed in 0..<seeds / 3 {
      let history = RandomHistory.draw(seed: seed, endsQuiet: true)
      var broken: String?
      let oracle = Player(history, broken: &broken).oracle
      let reference = Reference(history)
      #expect(oracle.isQuiet, "seed \(seed)")
      for unit in 0..<History.units {
        let kept = oracle.extents.inTreeOrder(unit: unit).flatMap { oracle.extents[$0].lower..<oracle.extents[$0].upper }
        let expected = reference.remembered(unit: unit)
        #expect(kept == expected, "seed \(seed)")
        remembering += expected.isEmpty ? 0 : 1
      }
    }
    #expect(remembering > 100, "the histories must leave damage behind to show anything")
  }

  @Test(arguments: Reference.Mistake.allCases)
  func aMistakeInTheReferenceIsNoticed(_ mistake: Reference.Mistake) {
    let noticed = (0..<20_000 as Range<UInt64>).first { difference(RandomHistory.draw(seed: $0), mistake: mistake) != nil }
    #expect(noticed != nil)
  }

  @Test func everyKindOfResultOccursInTheHistories() {
    var sum = Counts()
    var kinds: Set<UInt8> = []
    for seed in 0..<2_000 as Range<UInt64> {
      let reference = Reference(RandomHistory.draw(seed: seed))
      for tally in Counts.tallies { sum[keyPath: tally].events += reference.counts[keyPath: tally].events }
      kinds.formUnion(reference.errors.map(\.kind.rawValue))
    }
    for tally in Counts.tallies { #expect(sum[keyPath: tally].events >= 20, "\(tally)") }
    #expect(kinds.count == 8)
  }
}

extension Counts {
  static var tallies: [WritableKeyPath<Counts, BlockTally>] {
    [
      \.lateSame, \.lateForward, \.lateConcurrent, \.staleWrites, \.staleAfterAcknowledged, \.staleAfterFailed,
      \.staleAfterTakeover, \.lostAcknowledged, \.staleReads, \.barrierViolations, \.repeatsOverAcknowledged,
      \.exposuresRewritten, \.exposuresCensored,
    ]
  }
}
