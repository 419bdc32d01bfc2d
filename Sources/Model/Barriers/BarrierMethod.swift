/// What a host does before it repeats or overwrites a write of a failed party: the main factor of every experiment.
public enum BarrierMethod: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Nothing: goes on at once.
  case none
  /// Waits until the network must have dropped whatever the failed party sent.
  case hold
  /// LOGICAL UNIT RESET: empties the task set, but neither the network nor the ports.
  case logicalUnitReset
  /// PREEMPT: what arrives later conflicts, what is in the task set runs on.
  case preempt
  /// PREEMPT AND ABORT (FIG. 7): what arrives later conflicts, what is in the task set dies.
  case preemptAndAbort

  /// The name that people write.
  public var name: String {
    switch self {
    case .none: "none"
    case .hold: "hold"
    case .logicalUnitReset: "lun-reset"
    case .preempt: "pr-preempt"
    case .preemptAndAbort: "pr-preempt-abort"
    }
  }

  /// The method that people call `name`, nil if there is none.
  public init?(name: String) {
    guard let method = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = method
  }

  /// Whether the victim loses its registration and must come back under a new key.
  @inlinable public var removesKeys: Bool { self == .preempt || self == .preemptAndAbort }
}
