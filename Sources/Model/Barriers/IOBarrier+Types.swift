import SCSIWire

extension IOBarrier {
  /// Whom a barrier shuts out.
  public enum Victim: BitwiseCopyable, Hashable, Sendable {
    /// A failed path of this host. Nobody but this machine lets it register or write, so no more than the key it had when the
    /// barrier was raised is shut out.
    case ownPath(Int)
    /// Another host, on the path that registered this key; `token` is the shell's own name for the takeover. The key is what the
    /// survivor knows, perhaps no longer the latest one: the barrier is not done while any key of that host is registered that
    /// no other pending barrier is about to remove.
    case foreignKey(ReservationKey, token: UInt32)

    /// Whose failure it is.
    public var party: BarrierMethod.Party { if case .ownPath = self { .path } else { .node } }
  }

  /// What the shell must do. A command's `ticket` comes back with its outcome.
  public enum Action: BitwiseCopyable, Hashable, Sendable {
    case reserveOut(PersistentReserveOut, path: Int, ticket: UInt32)
    case readKeys(path: Int, ticket: UInt32)
    case readReservation(path: Int, ticket: UInt32)
    case logicalUnitReset(path: Int, ticket: UInt32)
    /// Call `waited`, once, when that much time has passed.
    case wait(Victim, nanoseconds: Int64)
    /// Disable the victim's port at the switch, try again until the switch confirms, then call `shutOut`. Asked for again for
    /// each path and logical unit: a port that is disabled already is confirmed at once.
    case disablePort(Victim)
    /// Switch the victim's power off, try again until the power switch confirms, then call `shutOut`. Asked for again for each
    /// path and logical unit.
    case powerOff(Victim)
    /// Log the path's port in anew under a new identifier, so that it is another I_T nexus, then call `loggedIn`. A path that
    /// fails meanwhile is asked for again.
    case relogin(path: Int)
    /// Set-up is complete and the reservation is held by somebody: I/O may begin, on paths that have not failed since the start
    /// and on those that have rejoined.
    case ready
    /// A barrier begins; writes of the victim must not be repeated or overwritten until it is done.
    case raising(Victim)
    /// This key of the victim is not registered any more. One barrier may remove several keys; for each there is one such action,
    /// before `done`.
    case excluded(Victim, key: ReservationKey)
    /// The barrier is done: nothing the victim sent before can reach the medium, as far as the method keeps its promise.
    case done(Victim)
    /// A path that had failed is registered and may carry I/O, once `ready`. Follows every `pathCameBack`, unless the path fails
    /// again before.
    case rejoined(path: Int)
    /// Somebody else took this host's key, or holds the logical unit in another way: stop. Nothing follows, ever.
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
    var contact = Contact.drained
    var login = Login.current
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

  enum Contact: UInt8, Hashable {
    case lost
    /// The port is there again; nothing has been answered on it.
    case seen
    /// What was sent on it before it failed has been looked at.
    case drained
  }

  /// Whether the path speaks under an identifier that it may go on with.
  enum Login: UInt8, Hashable {
    case current
    /// A barrier was raised against it: it needs a new one.
    case stale
    case underWay
  }

  /// A barrier that has been raised and is not done.
  struct PendingBarrier: BitwiseCopyable, Hashable {
    var victim: Victim
    /// The key that has to go now.
    var target: ReservationKey
    var stage: Stage
    /// The target was certainly registered when the barrier was raised.
    var targetWasRegistered = false
    /// A PREEMPT of the target was sent and no answer seen: that it is gone may be our own doing.
    var removalMayHaveRun = false
    /// Aborts may be going on that no answer will tell of: a reset must stand in for the answer.
    var needsReset = false
  }

  /// In the order in which a barrier goes through them; not every method has each.
  enum Stage: UInt8, Hashable, Comparable {
    /// The victim's key must go.
    case removing
    /// PREEMPT conflicted: whose key is gone, the victim's or our own?
    case inspecting
    /// The switch, of the fabric or of the power, has to confirm.
    case shuttingOut
    /// The task set must be emptied.
    case resetting
    /// Time has to pass.
    case waiting
    /// Another host's keys are gone: did a REGISTER of it that was on its way bring one back?
    case looking

    static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
  }

  enum Step: BitwiseCopyable, Hashable {
    case register
    case reserve
    case readReservation
    /// To explain a RESERVE that conflicted.
    case readOwnKeys
    /// Whether this host is still registered on its other paths, after one of them registered.
    case proveMembership
    /// For the barrier against this victim.
    case readKeys(Victim)
    case remove(Victim)
    case reset(Victim)
  }

  struct Outstanding: BitwiseCopyable, Hashable {
    var step: Step
    var path: Int
    var ticket: UInt32
  }
}
