extension BarrierMethod {
  /// What keeps the victim from acting later.
  public enum Exclusion: UInt8, BitwiseCopyable, CaseIterable, Hashable, Sendable {
    /// Nothing.
    case none
    /// PREEMPT: what the device server looks at later meets RESERVATION CONFLICT.
    case preempt
    /// PREEMPT AND ABORT: the same, and what was in the task set is done or dead at GOOD (SPC-4 5.13.11.2.7).
    case preemptAndAbort
    /// The victim's port is disabled at the switch.
    case fabric
    /// The victim's power is switched off.
    case stonith

    @inlinable public var removesKeys: Bool { self == .preempt || self == .preemptAndAbort }

    /// Whether it can be turned against another host alone.
    @inlinable public var isForNodesOnly: Bool { self == .fabric || self == .stonith }

    /// What is waited for at least: its own answer; nothing where nobody answers.
    @inlinable public var leastWait: Quiescence { self == .none ? .atOnce : .answer }

    /// How a path comes back if nothing else is asked for: behind what it sent before; through a boot after a power loss.
    @inlinable public var usualRejoin: Rejoin { self == .stonith ? .relogin : .drained }
  }

  /// What must have happened before the write is repeated or overwritten, once the exclusion, if there is one, is certain.
  ///
  /// Durations are nanoseconds of the shell's clock; this library has none.
  public enum Quiescence: BitwiseCopyable, Hashable, Sendable {
    /// Nothing.
    case atOnce
    /// The answer of whoever excludes.
    case answer
    /// That much time passes: the fabric, or the array, is trusted to drop or finish in it what it holds.
    case hold(nanoseconds: Int64)
    /// LOGICAL UNIT RESET is answered: it empties the task set (SAM-5 7.7), but neither the fabric nor the ports.
    case reset
    /// That much time passes, after which the victim's own watchdog must have reset it.
    case watchdog(nanoseconds: Int64)

    /// How long is waited; 0 where time is not what is waited for.
    @inlinable public var nanoseconds: Int64 {
      switch self {
      case .hold(let nanoseconds), .watchdog(let nanoseconds): nanoseconds
      case .atOnce, .answer, .reset: 0
      }
    }

    /// Whether it says something about another host alone.
    @inlinable public var isForNodesOnly: Bool { if case .watchdog = self { true } else { false } }

    /// R_A_TOV: 10 s (Linux fc_fs.h).
    public static let holdNanosecondsDefault: Int64 = 10_000_000_000
    /// Twice the watchdog timeout of SBD, 5 s (SUSE TID 000017952): what pacemaker calls stonith-watchdog-timeout.
    public static let watchdogNanosecondsDefault: Int64 = 10_000_000_000
  }

  /// When a path that failed may carry I/O again. Whatever the rejoin, it does so only after the barrier against it is done, and
  /// where that took its key, under a new one.
  public enum Rejoin: UInt8, BitwiseCopyable, CaseIterable, Hashable, Sendable {
    /// As soon as its port is seen again. What it sent before may still be behind what it sends now.
    case immediate
    /// When a command has been answered on it behind everything that it sent before, so that, on an ordered path, nothing of that
    /// is left to be looked at. This is what a path checker's TEST UNIT READY shows.
    case drained
    /// Under a new identifier, as another I_T nexus: what the old one sent belongs to a nexus without registration for ever.
    case relogin
  }
}

// MARK: Words of a model file

extension BarrierMethod.Exclusion {
  public var name: String {
    switch self {
    case .none: "none"
    case .preempt: "preempt"
    case .preemptAndAbort: "preempt-abort"
    case .fabric: "fabric"
    case .stonith: "stonith"
    }
  }

  public init?(name: String) {
    guard let part = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = part
  }
}

extension BarrierMethod.Quiescence {
  /// One of each kind, with the default duration.
  public static let kinds: [Self] = [
    .atOnce, .answer, .hold(nanoseconds: holdNanosecondsDefault), .reset, .watchdog(nanoseconds: watchdogNanosecondsDefault),
  ]

  /// The name of its kind, without the duration.
  public var name: String {
    switch self {
    case .atOnce: "at-once"
    case .answer: "answer"
    case .hold: "hold"
    case .reset: "reset"
    case .watchdog: "watchdog"
    }
  }

  /// The kind of this name, with the default duration.
  public init?(name: String) {
    guard let part = Self.kinds.first(where: { $0.name == name }) else { return nil }
    self = part
  }

  /// The same kind of wait with another duration; nil where time is not what is waited for.
  public func lasting(nanoseconds: Int64) -> Self? {
    switch self {
    case .hold: .hold(nanoseconds: nanoseconds)
    case .watchdog: .watchdog(nanoseconds: nanoseconds)
    case .atOnce, .answer, .reset: nil
    }
  }
}

extension BarrierMethod.Rejoin {
  public var name: String {
    switch self {
    case .immediate: "immediate"
    case .drained: "drained"
    case .relogin: "relogin"
    }
  }

  public init?(name: String) {
    guard let part = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = part
  }
}
