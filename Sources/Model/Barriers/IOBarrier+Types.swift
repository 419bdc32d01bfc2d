import SCSIWire

extension IOBarrier {
  /// Whom a barrier shuts out.
  public enum Victim: BitwiseCopyable, Hashable, Sendable {
    /// A failed path of this host.
    case ownPath(Int)
    /// Another host's key; `token` is the shell's own name for the takeover.
    case foreignKey(ReservationKey, token: UInt32)
  }

  /// What the shell must do. A command's `ticket` comes back with its outcome.
  public enum Action: BitwiseCopyable, Hashable, Sendable {
    case reserveOut(PersistentReserveOut, path: Int, ticket: UInt32)
    case readKeys(path: Int, ticket: UInt32)
    case readReservation(path: Int, ticket: UInt32)
    case logicalUnitReset(path: Int, ticket: UInt32)
    /// Call `waited` when the hold time of this victim is over.
    case wait(Victim)
    /// Set-up is complete and the reservation is held by somebody: I/O may begin, on paths that have not failed since the start
    /// and on those that have rejoined.
    case ready
    /// A barrier begins; writes of the victim must not be repeated or overwritten until it is done.
    case raising(Victim)
    /// The barrier is done: nothing the victim sent before can reach the medium, as far as the method keeps its promise.
    case done(Victim)
    /// A path that had failed is registered and may carry I/O, once `ready`. Follows every `pathCameBack`, unless the path fails
    /// again before.
    case rejoined(path: Int)
    /// Somebody else took this host's key, or holds the logical unit in another way: stop. Nothing follows.
    case fenced
  }

  /// How a command ended, as the shell saw it.
  public enum Outcome: Hashable, Sendable {
    /// The answer to PERSISTENT RESERVE OUT; a failed PERSISTENT RESERVE IN; FUNCTION COMPLETE as GOOD.
    case status(Completion)
    /// The answer to READ KEYS.
    case keys([ReservationKey])
    /// The answer to READ RESERVATION.
    case reservation(ReservationType?)
    /// No answer will come.
    case lost
  }

  enum Phase: UInt8, Hashable { case idle, serving, fenced }

  enum ReservationProgress: UInt8, Hashable {
    /// RESERVE has to be sent.
    case wanted
    /// RESERVE conflicted: does somebody else hold what we want?
    case contested
    /// It conflicted and nothing is held: is our key gone?
    case unexplained
    case established
  }

  struct Path: BitwiseCopyable, Hashable {
    /// What this path is registered under, or registers under next.
    var key: ReservationKey
    var registration = Registration.absent
    var isUsable = true
    /// It failed and has not been reported back as rejoined.
    var isAway = false
  }

  enum Registration: UInt8, Hashable {
    /// No registration under the path's key.
    case absent
    /// REGISTER was sent, but its answer has not been seen.
    case requested
    case registered
  }

  /// A barrier that has been raised and is not done.
  struct PendingBarrier: BitwiseCopyable, Hashable {
    var victim: Victim
    var stage: Stage
    /// A PREEMPT was sent at least once: that the victim's key is gone may be our own doing.
    var removalWasSent = false
  }

  enum Stage: UInt8, Hashable {
    /// Time has to pass.
    case waiting
    /// The victim's key must go.
    case removing
    /// PREEMPT conflicted: whose key is gone, the victim's or our own?
    case inspecting
    /// The task set must be emptied: the key is gone, but the PREEMPT's own answer was not seen.
    case resetting
  }

  enum Step: BitwiseCopyable, Hashable {
    case register
    case reserve
    case readReservation
    /// For the barrier against this victim; nil for the reservation.
    case readKeys(Victim?)
    case remove(Victim)
    case reset(Victim)
  }

  struct Outstanding: BitwiseCopyable, Hashable {
    var step: Step
    var path: Int
    var ticket: UInt32
  }
}
