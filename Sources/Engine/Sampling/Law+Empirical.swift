/// Measured values, each as likely as the others.
///
/// The quantile is the inverse of the empirical distribution function (type 1 of Hyndman & Fan 1996): it does not interpolate,
/// so only values that were measured occur and the mean is exactly that of the sample.
@usableFromInline struct Empirical: Law {
  let values: [Double]
  let mean: Double

  init(_ sample: [Double]) {
    values = sample.sorted()
    // Running mean: a sum of large values could overflow.
    var mean = 0.0
    for (i, value) in values.enumerated() { mean += value / Double(i + 1) - mean / Double(i + 1) }
    self.mean = mean
  }

  /// The number of values <= x.
  private func rank(of x: Double) -> Int {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] <= x { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The ceil(u * count)-th value of those after the first `skipped`.
  private func value(_ u: Double, skipping skipped: Int) -> Double {
    let count = values.count - skipped
    return values[skipped + min(count, max(1, Int((u * Double(count)).rounded(.up)))) - 1]
  }

  func cdf(_ x: Double) -> Double { Double(rank(of: x)) / Double(values.count) }
  func survival(_ x: Double) -> Double { Double(values.count - rank(of: x)) / Double(values.count) }
  func quantile(_ u: Double) -> Double { value(u, skipping: 0) }
  func upperQuantile(_ q: Double) -> Double {
    values[max(0, values.count - 1 - Int((q * Double(values.count)).rounded(.down)))]
  }
  func residualQuantile(_ u: Double, age: Double) -> Double {
    let skipped = rank(of: age)
    return skipped == values.count ? 0 : value(u, skipping: skipped) - age
  }
}

extension Empirical {
  /// Reads one number a line; empty lines and what follows a `#` are skipped.
  init(parsing text: some StringProtocol) throws(DistributionError) {
    var values: [Double] = []
    for (i, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let content = line.prefix { $0 != "#" }.drop(while: \.isWhitespace)
      guard let end = content.lastIndex(where: { !$0.isWhitespace }) else { continue }
      let word = content[...end]
      guard let value = Double(String(word)), value.isFinite else {
        throw DistributionError(parameter: "values", given: "'\(word)'", expected: "one finite number a line", line: i + 1)
      }
      values.append(value)
    }
    try require(!values.isEmpty, "values", "empty", "at least one number")
    self.init(values)
  }
}
