import EventEngine
import Sampling

/// One named fault. `at` and `lasting` are laws in seconds (usually constants), drawn once a run.
public struct FaultConfiguration: Sendable {
  public var name: String
  public var at: Distribution
  public var lasting: Distribution
  public var kind: any FaultKind

  public init(name: String, at: Distribution, lasting: Distribution, kind: any FaultKind) {
    self.name = name
    self.at = at
    self.lasting = lasting
    self.kind = kind
  }
}
