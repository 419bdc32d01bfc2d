extension BarrierMethod {
  /// How a late write can still get past the barrier: whole sentences for reports.
  public var explanation: String {
    var sentences = [hole]
    if exclusion.isForNodesOnly || quiescence.isForNodesOnly {
      sentences.append("A path that failed in a living host is not answered by it.")
    }
    if rejoin == .immediate && removesKeys {
      sentences.append(
        "A path that comes back at once may have frames from before behind its REGISTER; they are checked under the new key.")
    }
    return sentences.joined(separator: " ")
  }

  private var hole: String {
    switch exclusion {
    case .none: holeWithoutExclusion
    case .preempt: holeAfterPreempt
    case .preemptAndAbort:
      "On a correct array nothing gets past it, as long as the reservation is held without a gap, every writing nexus is "
        + "registered under a key of its own, and the victim does not register again."
    case .fabric:
      "The port sends nothing more, but what had passed the switch is \(Self.beyond(quiescence))."
    case .stonith:
      "The host sends nothing more, but what had left it is \(Self.beyond(quiescence))."
    }
  }

  private var holeWithoutExclusion: String {
    switch quiescence {
    case .atOnce, .answer:
      "Nothing is waited for: what the failed party has under way in a host, the fabric or the array lands over newer data."
    case .hold:
      "A write that is under way for longer than the hold lands after it: what a paused host, a stalled port or the media keep "
        + "has no age limit."
    case .reset:
      "LOGICAL UNIT RESET aborts what is in the task set; a write still in a host, in the fabric or in a port before it is "
        + "enabled arrives afterwards, and nothing stops it."
    case .watchdog:
      "A watchdog stops the host, not what it had sent: that is still under way to the array or in it. One that fires later "
        + "than was waited for stops nothing."
    }
  }

  private var holeAfterPreempt: String {
    switch quiescence {
    case .atOnce, .answer: "PREEMPT stops what is checked later; a write that had passed the check runs on and lands after it."
    case .hold, .watchdog:
      "PREEMPT stops what is checked later; a write that had passed the check and takes longer than was waited for lands "
        + "after it."
    case .reset:
      "On a correct array nothing gets past it, as long as the reservation is held without a gap, every writing nexus is "
        + "registered under a key of its own, and the victim does not register again."
    }
  }

  /// Where a write can be that neither the switch nor the power reaches.
  private static func beyond(_ quiescence: Quiescence) -> String {
    switch quiescence {
    case .atOnce, .answer: "under way to the array or in it, and lands when it is let through"
    case .hold, .watchdog: "under way to the array or in it, and lands after the wait if it takes longer"
    case .reset: "aborted only if it was enabled before the reset; in a port before that, it arrives afterwards"
    }
  }
}
