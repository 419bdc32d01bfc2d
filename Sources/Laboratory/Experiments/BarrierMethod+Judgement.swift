import Barriers

/// Where promises enter verdicts, measures, tables and exit statuses: a run is blamed only for what its method promised.
extension BarrierMethod {
  /// Whether it breaks the promise if a write acts after the GOOD that took its registration away. The oracle records those but
  /// for writes that had passed their check before a PREEMPT that aborts nothing.
  public var forbidsActsAfterGood: Bool { promise(against: .node).excludesAtCheck }
}
