import EventEngine
import Foundation
import Histogram
import Statistics

/// Durations of one run, as the store keeps them.
///
/// Encoding: for each distinct value, ascending, its difference from the one before in nanoseconds and then its count, each as an
/// unsigned LEB128 number (seven bits a byte, lowest first, top bit set on all bytes but the last).
public struct SampleSet: Equatable, Sendable {
  struct Sample: Equatable {
    var nanoseconds: UInt64
    var count: UInt64
  }

  /// Ascending, each value once.
  private(set) var samples: [Sample] = []

  /// Exact values.
  public init(_ durations: [Duration]) {
    for value in durations.map({ UInt64(max(0, $0.nanoseconds)) }).sorted() { add(value, count: 1) }
  }

  /// The values that the histogram can tell apart.
  public init(_ histogram: Histogram<UInt32>) {
    for step in histogram.recordedValues() { add(step.value, count: UInt64(step.count)) }
  }

  /// The samples of both.
  public init(_ a: SampleSet, _ b: SampleSet) {
    var rest = b.samples[...]
    for sample in a.samples {
      while let next = rest.first, next.nanoseconds < sample.nanoseconds {
        add(next.nanoseconds, count: next.count)
        rest.removeFirst()
      }
      add(sample.nanoseconds, count: sample.count)
    }
    for sample in rest { add(sample.nanoseconds, count: sample.count) }
  }

  private mutating func add(_ nanoseconds: UInt64, count: UInt64) {
    if samples.last?.nanoseconds == nanoseconds {
      samples[samples.count - 1].count += count
    } else {
      samples.append(Sample(nanoseconds: nanoseconds, count: count))
    }
  }

  public var count: UInt64 { samples.reduce(0) { $0 + $1.count } }

  /// Sum in seconds.
  public var sum: Double { samples.reduce(0) { $0 + Double($1.nanoseconds) * 1e-9 * Double($1.count) } }

  /// Mean in seconds; nil without samples.
  public var mean: Double? { samples.isEmpty ? nil : sum / Double(count) }

  /// The smallest value in seconds that a fraction `p` of the samples does not exceed; nil without samples.
  public func quantile(_ p: Double) -> Double? {
    var left = max(1, (p * Double(count)).rounded(.up))
    for sample in samples {
      left -= Double(sample.count)
      if left <= 0 { return Double(sample.nanoseconds) * 1e-9 }
    }
    return nil
  }

  /// Values in seconds.
  public var weightedValues: [WeightedValue] {
    samples.map { WeightedValue(value: Double($0.nanoseconds) * 1e-9, count: Int($0.count)) }
  }
}

extension SampleSet {
  public var encoded: Data {
    var data = Data()
    var previous: UInt64 = 0
    for sample in samples {
      data.append(leb128: sample.nanoseconds - previous)
      data.append(leb128: sample.count)
      previous = sample.nanoseconds
    }
    return data
  }

  /// Nil if `encoded` is not such an encoding.
  public init?(encoded: Data) {
    var rest = Array(encoded)[...]
    var value: UInt64 = 0
    while !rest.isEmpty {
      guard let difference = rest.popLEB128(), let count = rest.popLEB128(), count > 0, samples.isEmpty || difference > 0
      else { return nil }
      let (sum, overflows) = value.addingReportingOverflow(difference)
      if overflows { return nil }
      value = sum
      samples.append(Sample(nanoseconds: value, count: count))
    }
  }
}

extension Data {
  fileprivate mutating func append(leb128 number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}

extension ArraySlice<UInt8> {
  /// Nil if the number does not end, or has more than 64 bits.
  fileprivate mutating func popLEB128() -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: 0 as UInt64, to: 64, by: 7) {
      guard let byte = popFirst() else { return nil }
      let bits = UInt64(byte & 0x7F)
      if shift == 63, bits > 1 { return nil }
      number |= bits << shift
      if byte < 0x80 { return number }
    }
    return nil
  }
}
