import Foundation
import Sampling

/// What a distribution is a distribution of.
enum LawQuantity: Sendable {
  /// Seconds.
  case duration
  /// Bytes.
  case size

  var units: Quantity {
    switch self {
    case .duration: .duration
    case .size: .size
    }
  }

  /// Base units of `units` in one unit of the distribution.
  private var scale: Double {
    switch self {
    case .duration: 1e9
    case .size: 1
    }
  }

  func value(of node: SourceNode) throws(Diagnostic) -> Double { try units.value(of: node) / scale }

  func value(_ number: Double, in unit: Quantity.Unit) -> Double { number * unit.factor / scale }
}

extension ValueForm<Distribution> {
  /// A plain quantity, which is a constant, or a mapping whose only key is a law: `{ exponential: { mean: 30s } }`.
  static func distribution(of quantity: LawQuantity) -> Self {
    ValueForm { node, context throws(Diagnostic) in
      if case .mapping = node.content { return LawReader(quantity: quantity).read(node, context) }
      let value = try quantity.value(of: node)
      do throws(DistributionError) {
        return try .constant(value)
      } catch {
        throw node.mismatch(expected: error.expected)
      }
    }
  }
}

private enum LawName: String, CaseIterable {
  case exponential, uniform, normal, lognormal, gamma, weibull, pareto, empirical, mixture
}

private struct LawReader {
  let quantity: LawQuantity

  /// A parameter with the unit of the values.
  private var scaled: ValueForm<Double> {
    ValueForm<Double> { node, _ throws(Diagnostic) in try quantity.value(of: node) }
  }

  func read(_ node: SourceNode, _ context: ReadingContext) -> Distribution? {
    var law: Distribution?
    context.mapping(node, "") { laws in
      guard let name = laws.onlyOne(of: LawName.self, isRequired: true) else { return }
      if name == .mixture {
        law = mixture(&laws)
      } else {
        laws.nested(name.rawValue) { law = self.law(name, &$0) }
      }
    }
    return law
  }

  private func law(_ name: LawName, _ parameters: inout MappingReader) -> Distribution? {
    switch name {
    case .exponential:
      make(&parameters, [("mean", scaled)]) { p throws(DistributionError) in try .exponential(mean: p[0]) }
    case .uniform:
      make(&parameters, [("from", scaled), ("to", scaled)]) { p throws(DistributionError) in
        try .uniform(lower: p[0], upper: p[1])
      }
    case .normal: normal(&parameters)
    case .lognormal:
      make(&parameters, [("median", scaled), ("sigma", .number)]) { p throws(DistributionError) in
        try .logNormal(median: p[0], sigma: p[1])
      }
    case .gamma:
      make(&parameters, [("shape", .number), ("scale", scaled)]) { p throws(DistributionError) in
        try .gamma(shape: p[0], scale: p[1])
      }
    case .weibull:
      make(&parameters, [("shape", .number), ("scale", scaled)]) { p throws(DistributionError) in
        try .weibull(shape: p[0], scale: p[1])
      }
    case .pareto:
      make(&parameters, [("minimum", scaled), ("shape", .number)]) { p throws(DistributionError) in
        try .pareto(minimum: p[0], shape: p[1])
      }
    case .empirical: empirical(&parameters)
    case .mixture: nil  // a list, read by the caller
    }
  }

  /// The bounds are optional: from 0 to infinity.
  private func normal(_ parameters: inout MappingReader) -> Distribution? {
    var lower = 0.0
    var upper = Double.infinity
    parameters.read("from", into: &lower, as: scaled)
    parameters.read("to", into: &upper, as: scaled)
    return make(&parameters, [("mean", scaled), ("deviation", scaled)]) { p throws(DistributionError) in
      try .normal(mean: p[0], standardDeviation: p[1], lower: lower, upper: upper)
    }
  }

  /// Requires the parameters, in order, and points at the one that the distribution refuses.
  private func make(
    _ parameters: inout MappingReader, _ forms: [(key: String, form: ValueForm<Double>)],
    _ law: ([Double]) throws(DistributionError) -> Distribution
  ) -> Distribution? {
    let values = forms.compactMap { parameters.require($0.key, as: $0.form) }
    guard values.count == forms.count else { return nil }
    do {
      return try law(values)
    } catch {
      parameters.report(error)
      return nil
    }
  }

  /// One measured value on a line, all in one unit; empty lines and what follows a `#` are skipped.
  private func empirical(_ parameters: inout MappingReader) -> Distribution? {
    let units = quantity.units.units
    let unit = parameters.require("unit", as: .word(units.map { ($0.name, $0) }))
    let file = parameters.require("file", as: .file)
    guard let unit, let file else { return nil }
    do {
      let values = try MeasuredValues.parse(file).map { quantity.value($0, in: unit) }
      return try Distribution.empirical(values)
    } catch {
      parameters.context.report(error as? Diagnostic ?? Diagnostic(SourceLocation(file: file.path), "\(error)"))
      return nil
    }
  }

  private func mixture(_ laws: inout MappingReader) -> Distribution? {
    let component = ValueForm<(weight: Double, law: Distribution)> { node, context in
      var component: (Double, Distribution)?
      context.mapping(node, LawName.mixture.rawValue) { parts in
        let weight = parts.require("weight", as: .positiveNumber)
        let law = parts.require("of", as: .distribution(of: quantity))
        if let weight, let law { component = (weight, law) }
      }
      return component
    }
    let list = ValueForm<[(weight: Double, law: Distribution)]>.list(of: component, "a list such as [{weight: 1, of: 2ms}]")
    let form = list.refined("at least one component") { !$0.isEmpty }
    guard let components = laws.read(LawName.mixture.rawValue, as: form) else { return nil }
    do {
      return try .mixture(weights: components.map(\.weight), components: components.map(\.law))
    } catch {
      laws.context.report(Diagnostic(laws.location(of: LawName.mixture.rawValue), error.description))
      return nil
    }
  }
}

extension MappingReader {
  /// Points at the parameter that a distribution refuses.
  fileprivate func report(_ error: DistributionError) {
    let spelling = ["lower": "from", "upper": "to", "standard_deviation": "deviation"]
    let key = spelling[error.parameter] ?? error.parameter
    guard let node = self[key] else { return context.report(Diagnostic(location, error.description)) }
    // The number in the error is in seconds, which is not how the file spells it.
    context.report(node.mismatch(expected: key == "to" ? "more than 'from'" : error.expected))
  }
}

private enum MeasuredValues {
  static func parse(_ file: InputFile) throws(Diagnostic) -> [Double] {
    var values: [Double] = []
    let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let uncommented = line.prefix { $0 != UInt8(ascii: "#") }
      let text = String(decoding: uncommented, as: UTF8.self).trimmingCharacters(in: .whitespaces)
      if text.isEmpty { continue }
      guard let value = DecimalNumber.parse(text), value >= 0 else {
        let location = SourceLocation(file: file.path, line: index + 1, column: 1)
        throw Diagnostic(location, "found '\(text)'; expected a number that is not negative")
      }
      values.append(value)
    }
    return values
  }
}
