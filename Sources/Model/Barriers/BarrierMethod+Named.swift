extension BarrierMethod {
  /// Nothing: goes on at once.
  public static let none = BarrierMethod(exclusion: .none, quiescence: .atOnce)
  /// Waits until the fabric must have dropped whatever the failed party sent: R_A_TOV.
  public static let hold = hold(nanoseconds: Quiescence.holdNanosecondsDefault)
  /// LOGICAL UNIT RESET: empties the task set, but neither the fabric nor the ports.
  public static let logicalUnitReset = BarrierMethod(exclusion: .none, quiescence: .reset)
  /// PREEMPT: what arrives later conflicts, what is in the task set runs on.
  public static let preempt = BarrierMethod(exclusion: .preempt, quiescence: .answer)
  /// PREEMPT AND ABORT (FIG. 7): what arrives later conflicts, what is in the task set dies.
  public static let preemptAndAbort = BarrierMethod(exclusion: .preemptAndAbort, quiescence: .answer)
  /// PREEMPT AND ABORT, and the failed port comes back under a new identifier.
  public static let rekey = BarrierMethod(exclusion: .preemptAndAbort, quiescence: .answer, rejoin: .relogin)
  /// Waits until the failed host must have been reset by its own watchdog (sanlock, SBD).
  public static let watchdog = watchdog(nanoseconds: Quiescence.watchdogNanosecondsDefault)
  /// The failed host's ports are disabled at the switch.
  public static let fabricFence = BarrierMethod(exclusion: .fabric, quiescence: .answer, rejoin: .relogin)
  /// The failed host's power is switched off.
  public static let stonith = BarrierMethod(exclusion: .stonith, quiescence: .answer, rejoin: .relogin)

  /// `hold` of another length.
  public static func hold(nanoseconds: Int64) -> BarrierMethod {
    BarrierMethod(exclusion: .none, quiescence: .hold(nanoseconds: nanoseconds))
  }

  /// `watchdog` of another length.
  public static func watchdog(nanoseconds: Int64) -> BarrierMethod {
    BarrierMethod(exclusion: .none, quiescence: .watchdog(nanoseconds: nanoseconds))
  }

  /// The methods that have a name, durations at their defaults.
  public static let named: [BarrierMethod] = [
    .none, .hold, .logicalUnitReset, .preempt, .preemptAndAbort, .rekey, .watchdog, .fabricFence, .stonith,
  ]

  /// Those of them that need nothing of a shell but commands and time.
  public static let allCases: [BarrierMethod] = [.none, .hold, .logicalUnitReset, .preempt, .preemptAndAbort]

  private static let names = [
    "none", "hold", "lun-reset", "pr-preempt", "pr-preempt-abort", "pr-rekey", "watchdog", "fabric-fence", "stonith",
  ]

  /// The name that people have for it, whatever the duration; nil for a composition without one.
  var nameOfShape: String? { Self.named.firstIndex(of: withDefaultDuration).map { Self.names[$0] } }

  /// The method that people call so, with the default duration.
  init?(nameOfShape name: String) {
    guard let index = Self.names.firstIndex(of: name) else { return nil }
    self = Self.named[index]
  }

  /// Whether people have a name for it.
  public var isNamed: Bool { nameOfShape != nil }

  var withDefaultDuration: BarrierMethod {
    var shape = self
    switch quiescence {
    case .hold: shape.quiescence = .hold(nanoseconds: Quiescence.holdNanosecondsDefault)
    case .watchdog: shape.quiescence = .watchdog(nanoseconds: Quiescence.watchdogNanosecondsDefault)
    case .atOnce, .answer, .reset: break
    }
    return shape
  }

  /// One line for help texts.
  public var summary: String {
    switch withDefaultDuration {
    case .none: "nothing: go on at once"
    case .hold: "wait \(quiescence.durationText): until the fabric must have dropped what was sent"
    case .logicalUnitReset: "LOGICAL UNIT RESET, which empties the task set"
    case .preempt: "PREEMPT: what is checked later conflicts"
    case .preemptAndAbort: "PREEMPT AND ABORT: and what was checked dies"
    case .rekey: "PREEMPT AND ABORT, and the failed port comes back under a new identifier"
    case .watchdog:
      "wait \(quiescence.durationText) for the failed host's own watchdog to reset it (nothing for a path)"
    case .fabricFence: "disable the failed host's ports at the switch (nothing for a path)"
    case .stonith: "switch the failed host's power off (nothing for a path)"
    default: "\(exclusion.summary), then \(quiescence.summary); a path comes back \(rejoin.summary)"
    }
  }
}

extension BarrierMethod.Exclusion {
  /// A phrase for help texts.
  public var summary: String {
    switch self {
    case .none: "nobody is shut out"
    case .preempt: "PREEMPT"
    case .preemptAndAbort: "PREEMPT AND ABORT"
    case .fabric: "the victim's port is disabled at the switch"
    case .stonith: "the victim's power is switched off"
    }
  }
}

extension BarrierMethod.Quiescence {
  /// A phrase for help texts.
  public var summary: String {
    switch self {
    case .atOnce: "go on at once"
    case .answer: "go on when that is confirmed"
    case .hold: "wait \(durationText)"
    case .reset: "LOGICAL UNIT RESET"
    case .watchdog: "wait \(durationText) for the victim's watchdog"
    }
  }
}

extension BarrierMethod.Rejoin {
  /// A phrase for help texts.
  public var summary: String {
    switch self {
    case .immediate: "as soon as it is seen"
    case .drained: "when what it sent before has been looked at"
    case .relogin: "under a new identifier"
    }
  }
}
