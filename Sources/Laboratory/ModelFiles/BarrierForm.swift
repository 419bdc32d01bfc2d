import Barriers

extension ValueForm<BarrierMethod> {
  /// The name of a method.
  static var barrier: Self {
    word(BarrierMethod.allCases.map { ($0.name, $0, help(for: $0)) })
  }

  private static func help(for method: BarrierMethod) -> String {
    switch method {
    case .none: "nothing: goes on at once"
    case .hold: "waits for hold_time, until the fabric must have dropped what was sent"
    case .logicalUnitReset: "LOGICAL UNIT RESET: empties the task set, but neither network nor ports"
    case .preempt: "PREEMPT: what arrives later conflicts, what is in the task set runs on"
    case .preemptAndAbort: "PREEMPT AND ABORT: what arrives later conflicts, what is in the task set dies"
    }
  }
}
