import Testing

@testable import Experiments

@Suite struct MeasureTests {
  @Test func `every measure has a name of its own that ends in its unit, and says what it is`() {
    #expect(Set(Measure.all.map(\.name)).count == Measure.all.count)
    for measure in Measure.all {
      #expect(measure.name.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil, "\(measure.name)")
      let unit = measure.name.hasSuffix("_s") ? Measure.Unit.seconds : measure.name.hasSuffix("_blocks") ? .blocks : nil
      #expect(unit.map { $0 == measure.unit } ?? measure.unit.suffix.isEmpty, "\(measure.name)")
      #expect(measure.help.first?.isUppercase == true && measure.help.hasSuffix("."), "\(measure.name): \(measure.help)")
      #expect(!measure.heading.isEmpty && measure.heading.allSatisfy { !$0.isEmpty }, "\(measure.name)")
    }
  }

  @Test func `a measure is found by its name, and nothing else is`() {
    for measure in Measure.all { #expect(Measure.named(measure.name) == measure) }
    #expect(Measure.named("stale_write") == nil && Measure.named("") == nil)
  }

  @Test func `headings do not grow wider than a screen can show`() {
    for measure in Measure.all { #expect(measure.heading.allSatisfy { $0.count <= 14 }, "\(measure.heading)") }
  }
}
