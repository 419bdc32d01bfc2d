import Foundation
import Statistics

/// Numbers as tables show them.
enum NumberText {
  static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// Groups of three digits: 12,345.
  static func count(_ value: Double) -> String {
    let digits = String(Int(value.magnitude.rounded()))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// Three digits at least: 1.23, 12.3, 123.
  static func short(_ value: Double) -> String {
    let magnitude = abs(value)
    return fixed(value, magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0)
  }

  /// Seconds in the unit that suits them: 30.1s, 4.12ms.
  static func time(_ seconds: Double) -> String {
    switch abs(seconds) {
    case 0: "0s"
    case ..<0.9995e-3: short(seconds * 1e6) + "us"
    case ..<0.9995: short(seconds * 1e3) + "ms"
    default: short(seconds) + "s"
    }
  }

  /// The estimate; a dash where there is nothing to conclude from.
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
    case nil: "n/a"
    case .interval(let interval): "\(short(interval.estimate)) ±\(short(interval.halfWidth))"
    case .noVariation(let value): value == 0 ? "0" : short(value)
    case .needsRuns(let runs): "needs \(runs) runs"
    }
  }

  /// Per cent: estimate and interval, or the bound where none or all had the property.
  static func percentage(_ proportion: Proportion?, _ confidence: Confidence) -> String {
    guard let proportion else { return "n/a" }
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
