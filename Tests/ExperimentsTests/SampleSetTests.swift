import EventEngine
import Foundation
import Histogram
import Testing

@testable import Experiments

@Suite struct SampleSetTests {
  @Test func `what is encoded is read back`() throws {
    let random = RandomSource(seed: 11)
    for set in 0..<200 as Range<UInt32> {
      let durations = (0..<Int(set)).map { index in
        let uniform = random.uniform(entity: set, purpose: 0, index: UInt64(index))
        return Duration(nanoseconds: Int64(pow(2, uniform * 62)))
      }
      let samples = SampleSet(durations)
      #expect(SampleSet(encoded: samples.encoded) == samples, "set \(set)")
      #expect(samples.count == UInt64(durations.count))
      #expect(samples.weightedValues.map(\.value) == Set(durations).map { Double($0.nanoseconds) * 1e-9 }.sorted(), "set \(set)")
    }
  }

  @Test func `a histogram keeps its counts and its quantiles`() {
    var histogram = Histogram<UInt32>(highestTrackableValue: 1 << 40, numberOfSignificantValueDigits: .three)
    for value in 1...5_000 as ClosedRange<UInt64> { histogram.record(value * value, count: UInt32(value % 3 + 1)) }
    let samples = SampleSet(histogram)
    #expect(samples.count == histogram.totalCount)
    for p in [0.1, 0.5, 0.9, 0.99, 1] {
      let value = samples.quantile(p).map { UInt64(($0 * 1e9).rounded()) }
      let expected = histogram.valueAtPercentile(p * 100)
      #expect(value.map { histogram.valuesAreEquivalent($0, expected) } == true, "p \(p)")
    }
  }

  @Test func `two sets together hold the samples of both`() {
    let (a, b) = ([5, 7, 7, 9, 12], [1, 7, 8, 20]) as ([Int64], [Int64])
    let both = SampleSet(SampleSet(a.map(Duration.nanoseconds)), SampleSet(b.map(Duration.nanoseconds)))
    #expect(both == SampleSet((a + b).map(Duration.nanoseconds)))
    #expect(both.quantile(0.5) == 7 * 1e-9)
  }

  @Test(arguments: [[0x80], [5], [5, 0], [5, 1, 0, 1], [UInt8](repeating: 0xFF, count: 11), [0x05, 0x81]] as [[UInt8]])
  func `what is no encoding is refused`(bytes: [UInt8]) {
    #expect(SampleSet(encoded: Data(bytes)) == nil)
  }

  @Test func `values and counts are little-endian base-128 numbers`() {
    #expect(Array(SampleSet([.nanoseconds(300), .nanoseconds(300), .nanoseconds(301)]).encoded) == [0xAC, 0x02, 2, 1, 1])
  }
}
