/// A parameter outside the domain of its distribution. Names the parameter as a model file spells it, so that the layer that
/// reads such files can point at it.
public struct DistributionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The parameter, for example `sigma`.
  public var parameter: String
  /// The value that was given, as text.
  public var given: String
  /// What would have been accepted, as a phrase that follows "expected".
  public var expected: String
  /// The line of the text of measured values, from 1; nil for every other parameter.
  public var line: Int?

  public init(parameter: String, given: String, expected: String, line: Int? = nil) {
    self.parameter = parameter
    self.given = given
    self.expected = expected
    self.line = line
  }

  public var description: String {
    let place = line.map { "line \($0): " } ?? ""
    return "\(place)\(parameter) is \(given); expected \(expected)"
  }
}

/// Refuses a parameter unless the condition holds.
func require(
  _ condition: Bool, _ parameter: String, _ given: some CustomStringConvertible, _ expected: String
) throws(DistributionError) {
  if !condition { throw DistributionError(parameter: parameter, given: given.description, expected: expected) }
}

/// Refuses a parameter that is not finite and above zero.
func requirePositive(_ value: Double, _ parameter: String) throws(DistributionError) {
  try require(value > 0 && value.isFinite, parameter, value, "a finite number above 0")
}

/// Refuses a parameter that is infinite or not a number.
func requireFinite(_ value: Double, _ parameter: String) throws(DistributionError) {
  try require(value.isFinite, parameter, value, "a finite number")
}
