import Testing

/// The judge can find something, and says it shortly.
@Suite struct ShrinkTests {
  @Test("A unit that breaks one rule is found out, by a history from which no step can be left out", arguments: 0..<5)
  func findsDifference(first: UInt64) throws {
    let broken = try #require(
      (0..<200).lazy.compactMap { Self.difference(seed: first * 1000 + $0) }.first, "200 histories and no difference")
    let shortest = broken.shrunk()
    #expect(shortest.firstDifference() != nil)
    for index in shortest.steps.indices {
      var shorter = shortest
      shorter.steps.remove(at: index)
      #expect(shorter.firstDifference() == nil, "step \(index) of \(shortest.story)")
    }
  }

  /// A history where RELEASE tells the others in the reference and not in the code under test, if it shows.
  private static func difference(seed: UInt64) -> History? {
    var generator = HistoryGenerator(seed: seed)
    var history = History(settings: generator.settings)
    history.settings.releasesSilently = false
    history.isCoreSilent = true
    var pair = history.begin()
    for _ in 0..<AgreementTests.stepsEach {
      history.steps.append(generator.step(after: pair.reference))
      if pair.perform(history.steps[history.steps.count - 1]) != nil { return history }
    }
    return nil
  }
}
