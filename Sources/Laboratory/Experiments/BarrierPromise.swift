import Barriers

/// What a barrier method promises to whoever raised it. A run is blamed only for what was promised.
///
/// This is the one place where promises enter verdicts, measures, tables and exit statuses.
public enum BarrierPromise: Sendable {
  /// Nothing.
  case nothing
  /// That a time has passed.
  case time
  /// That nothing which is checked later acts. What had been checked may.
  case laterChecksFail
  /// That what was in the task set has ended. What had not entered it may act.
  case taskSetIsEmpty
  /// That nothing which was sent under the victim's registration acts after GOOD.
  case nothingActsAfterGood

  /// Whether an apply after GOOD, which the oracle records for every registration that was taken away, breaks the promise.
  public var isBrokenByApplyAfterGood: Bool { self == .nothingActsAfterGood }
}

extension BarrierMethod {
  /// What the method promises.
  public var promise: BarrierPromise {
    switch self {
    case .none: .nothing
    case .hold: .time
    case .logicalUnitReset: .taskSetIsEmpty
    case .preempt: .laterChecksFail
    case .preemptAndAbort: .nothingActsAfterGood
    }
  }
}
