import EventEngine
import ModelFiles
import StorageModel
import Testing

@Suite struct QuantityTests {
  @Test(
    "Every unit of duration has its length",
    arguments: [
      ("7ns", 7), ("500us", 500_000), ("10ms", 10_000_000), ("30s", 30_000_000_000), ("5min", 300_000_000_000),
      ("2h", 7_200_000_000_000), ("0.1us", 100), ("1.5s", 1_500_000_000), ("2e-3s", 2_000_000), ("0s", 0), ("+3s", 3_000_000_000),
    ])
  func durations(text: String, nanoseconds: Int64) throws {
    #expect(try model("run: { warm_up: \(text) }").configuration.run.warmUp.nanoseconds == nanoseconds)
  }

  @Test(
    "A duration elsewhere reads as in a model",
    arguments: [
      ("60s", 60_000_000_000 as Int64?), ("0.5ms", 500_000), ("60", nil), ("s", nil), ("60 s", nil), ("-1s", nil), ("0s", nil),
      ("1e300h", nil),
    ])
  func durationTexts(text: String, nanoseconds: Int64?) { #expect(DurationText.duration(text)?.nanoseconds == nanoseconds) }

  static let badDurations: [(String, String)] = [
    ("30", "found the number 30 without a unit; expected a duration with a unit, such as 30s or 500us"),
    ("0", "found the number 0 without a unit; expected a duration with a unit, such as 30s or 500us"),
    ("abc", "found 'abc'; expected a duration with a unit, such as 30s or 500us"),
    ("nan", "found 'nan'; expected a duration with a unit, such as 30s or 500us"),
    ("infs", "found 'infs'; expected a duration with a unit, such as 30s or 500us"),
    (".5s", "found '.5s'; expected a duration with a unit, such as 30s or 500us"),
    (
      "'30 s'",
      "unknown unit ' s' in '30 s'; expected a duration with a unit, such as 30s or 500us "
        + "(units: ns, us, ms, s, min, h) (did you mean 's'?)"
    ),
    (
      "30sec",
      "unknown unit 'sec' in '30sec'; expected a duration with a unit, such as 30s or 500us "
        + "(units: ns, us, ms, s, min, h)"
    ),
    (
      "3mins",
      "unknown unit 'mins' in '3mins'; expected a duration with a unit, such as 30s or 500us "
        + "(units: ns, us, ms, s, min, h) (did you mean 'min'?)"
    ),
    ("-5s", "'-5s' is negative; expected a duration with a unit, such as 30s or 500us"),
    ("1e300h", "'1e300h' is too large; expected a duration with a unit, such as 30s or 500us"),
    ("1e999s", "'1e999s' is too large; expected a duration with a unit, such as 30s or 500us"),
    ("9223372037s", "'9223372037s' is too large; expected a duration with a unit, such as 30s or 500us"),
    ("0.1ns", "'0.1ns' is too small; expected a duration with a unit, such as 30s or 500us"),
    ("", "found nothing; expected a duration with a unit, such as 30s or 500us"),
    ("~", "found nothing; expected a duration with a unit, such as 30s or 500us"),
    ("[1s]", "found a list; expected a duration with a unit, such as 30s or 500us"),
  ]

  @Test(
    "What is not a duration is refused",
    arguments: Self.badDurations)
  func wrongDurations(text: String, problem: String) throws {
    let column = text.isEmpty ? 11 : 12
    #expect(try modelMessage("run:\n  warm_up: \(text)") == "m.yaml:2:\(column): error: \(problem)")
  }

  @Test(
    "Every unit of size has its bytes",
    arguments: [
      ("512B", 512), ("4kB", 4_000), ("3MB", 3_000_000), ("2GB", 2_000_000_000), ("1TB", 1_000_000_000_000), ("4KiB", 4_096),
      ("1MiB", 1_048_576), ("1GiB", 1_073_741_824), ("2TiB", 2_199_023_255_552), ("1.5KiB", 1_536),
    ])
  func sizes(text: String, bytes: UInt64) throws {
    #expect(try model("workload: { working_set: \(text) }").configuration.workload.workingSet == bytes)
  }

  static let badSizes: [(String, String)] = [
    ("4096", "found the number 4096 without a unit; expected a size with a unit, such as 512B or 4KiB"),
    (
      "4KB",
      "unknown unit 'KB' in '4KB'; expected a size with a unit, such as 512B or 4KiB "
        + "(units: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB) (did you mean 'kB'?)"
    ),
    ("0B", "found '0B'; expected a size above 0B"),
    ("0.2B", "'0.2B' is too small; expected a size with a unit, such as 512B or 4KiB"),
    ("1e9TiB", "'1e9TiB' is too large; expected a size with a unit, such as 512B or 4KiB"),
  ]

  @Test(
    "What is not a size is refused",
    arguments: Self.badSizes)
  func wrongSizes(text: String, problem: String) throws {
    #expect(try modelMessage("workload: { working_set: \(text) }") == "m.yaml:1:26: error: \(problem)")
  }

  @Test(
    "Every unit of bandwidth has its bits per second",
    arguments: [
      ("900bps", 900), ("64kbps", 64_000), ("100Mbps", 100_000_000), ("32Gbps", 32_000_000_000), ("unlimited", nil),
    ] as [(String, UInt64?)])
  func bandwidths(text: String, bits: UInt64?) throws {
    #expect(try model("fabric: { link: { bandwidth: \(text) } }").configuration.fabric.link.bandwidth == bits)
  }

  @Test func `A link needs some bandwidth`() throws {
    #expect(
      try modelMessage("fabric: { link: { bandwidth: 0bps } }")
        == "m.yaml:1:30: error: found '0bps'; expected a bandwidth above 0bps, or 'unlimited'")
    #expect(
      try modelMessage("fabric: { link: { bandwidth: 32GB } }")
        == "m.yaml:1:30: error: unknown unit 'GB' in '32GB'; expected a bandwidth with a unit, such as 32Gbps "
        + "(units: bps, kbps, Mbps, Gbps)")
  }

  @Test("A metre of fibre takes 5 ns", arguments: [("25m", 125), ("10km", 50_000), ("0m", 0), ("0.5m", 3)])
  func lengths(text: String, nanoseconds: Int64) throws {
    let link = try model("fabric: { link: { length: \(text) } }").configuration.fabric.link
    #expect(link.propagation == .nanoseconds(nanoseconds))
  }

  @Test("Every unit of rate has its number per second", arguments: [("100/s", 100), ("30/min", 0.5), ("7200/h", 2)])
  func rates(text: String, perSecond: Double) throws {
    let workload = try model("workload: { open: { rate: \(text) } }").configuration.workload
    guard case .open(let rate, .poisson) = workload.kind else {
      Issue.record("not an open workload with Poisson arrivals")
      return
    }
    #expect(rate == perSecond)
  }

  static let badRates: [(String, String)] = [
    ("100", "found the number 100 without a unit; expected a rate with a unit, such as 100/s"),
    ("0/s", "found '0/s'; expected a rate above 0/s"),
    ("-1/s", "'-1/s' is negative; expected a rate with a unit, such as 100/s"),
  ]

  @Test(
    "What is not a rate is refused",
    arguments: Self.badRates)
  func wrongRates(text: String, problem: String) throws {
    #expect(try modelMessage("workload: { open: { rate: \(text) } }") == "m.yaml:1:27: error: \(problem)")
  }
}
