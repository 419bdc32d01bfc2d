extension BarrierMethod {
  /// What may not go with an exclusion.
  public enum Part: Hashable, Sendable { case quiescence, rejoin }

  /// Why a composition cannot work.
  public struct Problem: Hashable, Sendable {
    /// What does not go with the exclusion.
    public var part: Part
    /// In the words of the field.
    public var reason: String
  }

  /// Why this composition cannot work; nil if it can.
  public var problem: Problem? {
    problemOfWait.map { Problem(part: .quiescence, reason: $0) } ?? problemOfRejoin.map { Problem(part: .rejoin, reason: $0) }
  }

  /// Whether the composition can work.
  public var isLegal: Bool { problem == nil }

  /// Every composition of the parts, legal or not, durations at their defaults.
  public static var compositions: [BarrierMethod] {
    Exclusion.allCases.flatMap { exclusion in
      Quiescence.kinds.flatMap { quiescence in
        Rejoin.allCases.map { BarrierMethod(exclusion: exclusion, quiescence: quiescence, rejoin: $0) }
      }
    }
  }

  private var problemOfWait: String? {
    switch quiescence {
    case .atOnce where exclusion != .none:
      "\(exclusion.command) shuts nobody out before it is confirmed: going on at once outruns it; wait for the answer"
    case .answer where exclusion == .none:
      "there is no answer to wait for, because nobody is shut out; name an exclusion, or go on at once"
    case .hold(let nanoseconds) where nanoseconds <= 0:
      "a hold must last: one of \(nanoseconds) ns is no barrier; go on at once if that is meant"
    case .watchdog(let nanoseconds) where nanoseconds <= 0:
      "a watchdog cannot have fired after \(nanoseconds) ns"
    case .watchdog where exclusion == .stonith:
      "the watchdog of a host whose power is off never fires; wait for the answer"
    case .atOnce, .answer, .hold, .reset, .watchdog: nil
    }
  }

  private var problemOfRejoin: String? {
    if exclusion == .stonith, rejoin != .relogin {
      return "a host whose power was off comes back through a boot and a new login: only relogin is possible"
    }
    if exclusion == .none, rejoin == .relogin {
      return "a new login without an exclusion leaves the old nexus registered, and what it sent before passes the check"
    }
    return nil
  }
}

extension BarrierMethod.Exclusion {
  fileprivate var command: String {
    switch self {
    case .none: "nothing"
    case .preempt: "PREEMPT"
    case .preemptAndAbort: "PREEMPT AND ABORT"
    case .fabric: "a disabled port"
    case .stonith: "switching the power off"
    }
  }
}
