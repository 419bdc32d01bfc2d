/// A statement about one key of a model that cannot be, raised when the whole is judged.
public struct ConfigurationError: Error, Hashable, Sendable {
  /// Where, as a dotted path of model-file keys: `array.controllers`, `faults[0].port_stall.port`.
  public var keyPath: String
  /// What is wrong and what was expected.
  public var problem: String

  public init(_ keyPath: String, _ problem: String) {
    self.keyPath = keyPath
    self.problem = problem
  }
}
