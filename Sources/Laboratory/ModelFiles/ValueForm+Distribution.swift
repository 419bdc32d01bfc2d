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

  func value(_ number: Double, in unit: Quantity.Unit) -> Double { number * unit.factor / scale }

  /// A parameter with the unit of the values.
  var form: ValueForm<Double> { .quantity(units, scale: scale) }

  /// One that the law refuses unless it is above zero.
  var formAboveZero: ValueForm<Double> { form.described(as: .quantity(units, isAboveZero: true)) }
}

extension ValueForm<Distribution> {
  /// A plain quantity, which is a constant, or a mapping whose only key is a law: `{ exponential: { mean: 30s } }`.
  static func distribution(of quantity: LawQuantity) -> Self {
    let parameters = ValueForm<Distribution.Parameters>.parameters(of: quantity)
    return ValueForm(parameters.shape) { node, context throws(Diagnostic) in
      guard let law = try parameters.read(node, context) else { return nil }
      do throws(DistributionError) {
        return try Distribution(law)
      } catch {
        throw node.mismatch(expected: error.expected)
      }
    } write: { law, context in
      parameters.write(law.parameters, context)
    }
  }
}

extension ValueForm<Distribution.Parameters> {
  fileprivate static func parameters(of quantity: LawQuantity) -> Self {
    let laws = LawForms(quantity: quantity)
    let number = quantity.form
    let shape = Shape.named("\(quantity.units.name)_law", "\(quantity.units.name) or law") {
      .anyOf([number.shape, .mapping([.choice(laws.all.map { $0.key(standard: nil) }, isRequired: true)])])
    }
    return ValueForm(shape) { node, context throws(Diagnostic) in
      guard case .mapping = node.content else { return try number.read(node, context).map { .constant($0) } }
      var law: Distribution.Parameters?
      context.mapping(node, "") { law = laws.all.readOne(&$0, isRequired: true) }
      return law
    } write: { law, context in
      if case .constant(let value) = law { return number.write(value, context) }
      if let entry = laws.all.write(law, context) { return .mapping([entry]) }
      context.report("\(law) has no spelling in a model file, or is not of a file that was read")
      return nil
    }
  }
}

extension ValueForm<Double> {
  /// One that the law refuses unless it is above zero.
  fileprivate static var numberAboveZero: Self { number.described(as: positiveNumber.shape) }
}

/// The laws, each with its parameters.
private struct LawForms {
  typealias Law = Distribution.Parameters
  let quantity: LawQuantity

  var all: [Variant<Law>] {
    [exponential, uniform, normal, lognormal, gamma, weibull, pareto, empirical, mixture]
  }

  /// A law is judged where it is read, so that its error points at the parameter.
  private func judged<Parameters>(
    _ make: @escaping (Parameters) -> Law
  ) -> (Parameters) throws(DistributionError) -> Law {
    { parameters throws(DistributionError) in
      let law = make(parameters)
      _ = try Distribution(law)
      return law
    }
  }

  private var exponential: Variant<Law> {
    let mean = Fields.field("mean", quantity.formAboveZero, help: "the mean")
    return Variant(
      "exponential",
      mean.map(judged { .exponential(mean: $0) }) { if case .exponential(let mean) = $0 { mean } else { nil } },
      help: "memoryless")
  }

  private var uniform: Variant<Law> {
    let fields = Fields.all(
      .field("from", quantity.form, help: "the least value"), .field("to", quantity.form, help: "the largest value"))
    return Variant(
      "uniform",
      fields.map(judged { .uniform(lower: $0.0, upper: $0.1) }) {
        if case .uniform(let lower, let upper) = $0 { (lower, upper) } else { nil }
      }, help: "every value between two is as likely")
  }

  private var normal: Variant<Law> {
    let fields = Fields.all(
      .field("mean", quantity.form, help: "the mean before the bounds cut"),
      .field("deviation", quantity.formAboveZero, help: "the standard deviation before the bounds cut"),
      .field("from", quantity.form, standard: 0, help: "nothing is less"),
      .field("to", bound, standard: .infinity, absence: "no bound", help: "nothing is more"))
    return Variant(
      "normal",
      fields.map(judged { .normal(mean: $0.0, standardDeviation: $0.1, lower: $0.2, upper: $0.3) }) {
        if case .normal(let mean, let deviation, let lower, let upper) = $0 { (mean, deviation, lower, upper) } else { nil }
      }, help: "normal, cut off below 0 unless told otherwise")
  }

  /// Infinity has no spelling: it is what leaving the bound out means.
  private var bound: ValueForm<Double> {
    let form = quantity.form
    return ValueForm(form.shape, read: form.read) { $0 == .infinity ? nil : form.write($0, $1) }
  }

  private var lognormal: Variant<Law> {
    let fields = Fields.all(
      .field("median", quantity.formAboveZero, help: "half of the values are less"),
      .field("sigma", .numberAboveZero, help: "the standard deviation of the logarithm"))
    return Variant(
      "lognormal",
      fields.map(judged { .logNormal(median: $0.0, sigma: $0.1) }) {
        if case .logNormal(let median, let sigma) = $0 { (median, sigma) } else { nil }
      }, help: "skewed, as service times are")
  }

  private var gamma: Variant<Law> {
    let fields = Fields.all(
      .field("shape", .numberAboveZero, help: "1 is exponential, more is narrower"),
      .field("scale", quantity.formAboveZero, help: "the mean is shape x scale"))
    return Variant(
      "gamma",
      fields.map(judged { .gamma(shape: $0.0, scale: $0.1) }) {
        if case .gamma(let shape, let scale) = $0 { (shape, scale) } else { nil }
      }, help: "a sum of exponential stages")
  }

  private var weibull: Variant<Law> {
    let fields = Fields.all(
      .field("shape", .numberAboveZero, help: "below 1: early failures; above 1: wear"),
      .field("scale", quantity.formAboveZero, help: "a fraction 1/e exceeds it"))
    return Variant(
      "weibull",
      fields.map(judged { .weibull(shape: $0.0, scale: $0.1) }) {
        if case .weibull(let shape, let scale) = $0 { (shape, scale) } else { nil }
      }, help: "times to failure")
  }

  private var pareto: Variant<Law> {
    let fields = Fields.all(
      .field("minimum", quantity.formAboveZero, help: "the least value"),
      .field("shape", .numberAboveZero, help: "the mean is infinite up to 1"))
    return Variant(
      "pareto",
      fields.map(judged { .pareto(minimum: $0.0, shape: $0.1) }) {
        if case .pareto(let minimum, let shape) = $0 { (minimum, shape) } else { nil }
      }, help: "a heavy tail")
  }

  private var empirical: Variant<Law> {
    let fields = MeasurementSource.fields(quantity)
    return Variant(name: "empirical", shape: .mapping(fields.keys.map { .key($0) }), help: "measured values") { laws in
      var law: Law?
      laws.nested("empirical") { reader in
        guard let source = fields.read(&reader) else { return }
        law = source.read(quantity, reader)
      }
      return law
    } write: { law, context in
      context.sources.source(of: law).flatMap { fields.write($0, context) }.map { .mapping($0) }
    }
  }

  private var mixture: Variant<Law> {
    let component = Shape.mapping(components.keys.map { .key($0) })
    return Variant(name: "mixture", shape: .list(of: component, minimum: 1), help: "one of several laws") { laws in
      readMixture(&laws)
    } write: { law, context in
      guard case .mixture(let parts) = law else { return nil }
      return .list(parts.map { .mapping(components.write($0, context) ?? []) })
    }
  }

  private var components: Fields<Distribution.WeightedParameters> {
    let fields = Fields.all(
      .field("weight", .positiveNumber, help: "how often, relative to the others"),
      .field("of", .parameters(of: quantity), help: "the law of the component"))
    return fields.map {
      Distribution.WeightedParameters(weight: $0.0, law: $0.1)
    } from: {
      ($0.weight, $0.law)
    }
  }

  private func readMixture(_ laws: inout MappingReader) -> Law? {
    let component = ValueForm<Distribution.WeightedParameters>(.mapping([])) { node, context in
      var component: Distribution.WeightedParameters?
      context.mapping(node, "mixture") { component = components.read(&$0) }
      return component
    } write: { _, _ in
      nil
    }
    let list = ValueForm<[Distribution.WeightedParameters]>.list(of: component, "a list such as [{weight: 1, of: 2ms}]")
    guard let parts = laws.read("mixture", as: list.refined("at least one component") { !$0.isEmpty }) else { return nil }
    do throws(DistributionError) {
      return try Distribution(.mixture(parts)).parameters
    } catch {
      laws.context.report(Diagnostic(laws.location(of: "mixture"), error.description))
      return nil
    }
  }
}
