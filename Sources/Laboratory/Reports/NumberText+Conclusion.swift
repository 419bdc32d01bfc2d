import PlainText
import Statistics

/// Conclusions as cells of a table. A dash stands where there is nothing to conclude from, or the store does not have it.
extension NumberText {
  /// A count; a dash where it is not known.
  static func grouped(_ value: Double?) -> String { value.map { grouped($0 as Double) } ?? "-" }

  /// The estimate.
  static func time(_ conclusion: Conclusion?) -> String {
    switch conclusion {
    case nil: "-"
    case .interval(let interval): time(interval.estimate)
    case .noVariation(let value): time(value)
    case .needsRuns(let runs): "needs \(runs) runs"
    }
  }

  /// Estimate and half width.
  static func ratio(_ conclusion: Conclusion?) -> String {
    switch conclusion {
    case nil: "-"
    case .interval(let interval): "\(short(interval.estimate)) ±\(short(interval.halfWidth))"
    case .noVariation(let value): value == 0 ? "0" : short(value)
    case .needsRuns(let runs): "needs \(runs) runs"
    }
  }

  /// Per cent: estimate and interval, or the bound where none or all had the property.
  static func percentage(_ proportion: Proportion?, _ confidence: Confidence) -> String {
    guard let proportion else { return "-" }
    let interval = proportion.interval(confidence)
    switch interval.sides {
    case .upperBound: return "< " + short(interval.upper * 100)
    case .lowerBound: return "> " + short(interval.lower * 100)
    case .both:
      let limits = "\(fixed(interval.lower * 100, 0))-\(fixed(interval.upper * 100, 0))"
      return "\(fixed(interval.estimate * 100, 0)) (\(limits))"
    }
  }
}
