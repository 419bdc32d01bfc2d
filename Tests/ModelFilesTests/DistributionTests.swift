import ModelFiles
import Sampling
import StorageModel
import Testing

private func law(_ text: String, files: [String: String] = [:]) throws -> Distribution {
  try model("array: { media: { read: \(text) } }", files: files).configuration.array.media.read
}

@Suite struct DistributionTests {
  @Test(
    "Each law is the one that is named, in seconds",
    arguments: [
      ("180us", try Distribution.constant(180e-6)), ("0s", try .constant(0)),
      ("{ exponential: { mean: 30s } }", try .exponential(mean: 30)),
      ("{ uniform: { from: 1ms, to: 2ms } }", try .uniform(lower: 0.001, upper: 0.002)),
      ("{ normal: { mean: 5ms, deviation: 1ms } }", try .normal(mean: 0.005, standardDeviation: 0.001)),
      (
        "{ normal: { mean: 5ms, deviation: 1ms, from: 4ms, to: 7ms } }",
        try .normal(mean: 0.005, standardDeviation: 0.001, lower: 0.004, upper: 0.007)
      ),
      ("{ lognormal: { median: 180us, sigma: 0.4 } }", try .logNormal(median: 180e-6, sigma: 0.4)),
      ("{ gamma: { shape: 2, scale: 3ms } }", try .gamma(shape: 2, scale: 0.003)),
      ("{ weibull: { shape: 0.7, scale: 1h } }", try .weibull(shape: 0.7, scale: 3600)),
      ("{ pareto: { minimum: 10us, shape: 1.5 } }", try .pareto(minimum: 10e-6, shape: 1.5)),
      (
        "{ mixture: [ { weight: 0.9, of: 1ms }, { weight: 0.1, of: { exponential: { mean: 1s } } } ] }",
        try .mixture(weights: [0.9, 0.1], components: [.constant(0.001), .exponential(mean: 1)])
      ),
    ])
  func laws(text: String, expected: Distribution) throws {
    let read = try law(text)
    for u in [0.01, 0.3, 0.5, 0.9, 0.999] { #expect(read.quantile(u) == expected.quantile(u)) }
  }

  @Test func `Sizes are in bytes`() throws {
    let size = try model("workload: { size: { uniform: { from: 4KiB, to: 64KiB } } }").configuration.workload.size
    #expect(size.quantile(0.5) == 34_816)
  }

  @Test func `Measured values come from a file beside the model, in its unit`() throws {
    let text = "# latencies\n100\n  200.5 # slow\r\n\n300\n"
    let read = try law("{ empirical: { file: data/lat.txt, unit: us } }", files: ["data/lat.txt": text])
    #expect(read.quantile(0.1) == 0.0001)
    #expect(read.quantile(0.5) == 0.0002005)
    #expect(read.quantile(0.9) == 0.0003)
  }

  @Test func `Measured values are inputs of the model`() throws {
    try withFolder(["m.yaml": "array: { media: { read: { empirical: { file: l.txt, unit: ms } } } }", "l.txt": "1\n"]) { folder in
      let inputs = try folder.model().inputs
      #expect(inputs.map(\.path) == [folder.path + "/m.yaml", folder.path + "/l.txt"])
      #expect(inputs[1].bytes == [0x31, 0x0A])
    }
  }

  static let badLaws: [(String, Int, String)] = [
    (
      "{ exponential: { mean: 0s } }", 48, "found '0s'; expected a finite number above 0"
    ),
    (
      "{ exponential: { mean: 30 } }", 48,
      "found the number 30 without a unit; expected a duration with a unit, such as 30s or 500us"
    ),
    ("{ exponential: {} }", 40, "missing key 'mean' in 'exponential'; expected it here"),
    ("{ exponential: 30s }", 40, "found '30s'; expected a mapping"),
    ("{ uniform: { from: 2ms, to: 2ms } }", 53, "found '2ms'; expected more than 'from'"),
    ("{ normal: { mean: 5ms, deviation: 0s } }", 59, "found '0s'; expected a finite number above 0"),
    ("{ normal: { mean: 5ms, deviation: 1ms, from: 3s, to: 1s } }", 78, "found '1s'; expected more than 'from'"),
    ("{ lognormal: { median: 180us, sigma: -1 } }", 62, "found '-1'; expected a finite number above 0"),
    ("{ lognormal: { median: 180us, sigma: 1s } }", 62, "found '1s'; expected a number"),
    ("{ gamma: { shape: 0, scale: 3ms } }", 43, "found '0'; expected a number above 0, at most 1000000.0"),
    (
      "{ exponentiall: { mean: 1s } }", 27,
      "unknown key 'exponentiall'; expected one of exponential, uniform, normal, lognormal, gamma, weibull, pareto, empirical, "
        + "mixture (did you mean 'exponential'?)"
    ),
    (
      "{ exponential: { mean: 1s, median: 2s } }", 52,
      "unknown key 'median' in 'exponential'; expected one of mean (did you mean 'mean'?)"
    ),
    (
      "{ exponential: { mean: 1s }, uniform: { from: 1s, to: 2s } }", 54,
      "'uniform' excludes 'exponential'; expected one of exponential, uniform, normal, lognormal, gamma, weibull, pareto, "
        + "empirical or mixture"
    ),
    (
      "{}", 25,
      "missing key; expected one of exponential, uniform, normal, lognormal, gamma, weibull, pareto, empirical or mixture"
    ),
    ("{ mixture: 3 }", 36, "found '3'; expected a list such as [{weight: 1, of: 2ms}]"),
    ("{ mixture: [] }", 36, "found a list; expected at least one component"),
    ("{ mixture: [ { weight: 0, of: 1s } ] }", 48, "found '0'; expected a number above 0"),
    (
      "{ mixture: [ { wight: 1, of: 1s } ] }", 38,
      "missing key 'weight' in 'mixture'; expected it here\n"
        + "m.yaml:1:40: error: unknown key 'wight' in 'mixture'; expected one of weight, of (did you mean 'weight'?)"
    ),
    (
      "{ empirical: { file: none.txt, unit: us } }", 46,
      "cannot read 'none.txt': No such file or directory; expected a readable file"
    ),
    ("{ empirical: { file: m.yaml, unit: sec } }", 60, "found 'sec'; expected ns, us, ms, s, min or h"),
  ]

  @Test(
    "A parameter that a law refuses is pointed at",
    arguments: Self.badLaws)
  func wrongLaws(text: String, column: Int, problem: String) throws {
    #expect(try modelMessage("array: { media: { read: \(text) } }") == "m.yaml:1:\(column): error: \(problem)")
  }

  @Test(
    "A wrong file of measured values is pointed at",
    arguments: [
      ("1\n\nx\n", "l.txt:3:1: error: found 'x'; expected a number that is not negative"),
      ("1\n-2\n", "l.txt:2:1: error: found '-2'; expected a number that is not negative"),
      ("# none\n", "l.txt: error: values is empty; expected at least one number"),
    ])
  func wrongMeasurements(text: String, expected: String) throws {
    let yaml = "array: { media: { read: { empirical: { file: l.txt, unit: us } } } }"
    #expect(try modelMessage(yaml, files: ["l.txt": text]) == expected)
  }
}
