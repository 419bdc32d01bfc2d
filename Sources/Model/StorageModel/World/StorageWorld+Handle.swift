import EventEngine

extension StorageWorld {
  public mutating func handle(
    _ event: StorageEvent, at now: Instant, plan: Plan, outbox: inout Outbox<StorageEvent>, observer: inout RunObserver
  ) {
    withUnsafeMutablePointer(to: &outbox) { outbox in
      withUnsafeMutablePointer(to: &observer) { observer in
        handle(event, plan: plan, turn: Turn(now: now, outbox: outbox, observer: observer))
      }
    }
  }

  mutating func handle(_ event: StorageEvent, plan: Plan, turn: Turn) {
    if pausedHosts > 0, isDeferred(event, plan: plan, turn: turn) { return }
    switch event.kind {
    case .frameAtSwitch: frameReachedSwitch(event, plan: plan, turn: turn)
    case .frameAtPort: frameReachedPort(event, plan: plan, turn: turn)
    case .frameAtHost: frameReachedHost(event, plan: plan, turn: turn)
    case .frameLookedAt: receiveAtHost(event, plan: plan, turn: turn)
    case .mediaDone: mediaDone(event.attempt, plan: plan, turn: turn)
    case .arrival: arrivalDue(event, plan: plan, turn: turn)
    case .streamReady: streamReady(event, plan: plan, turn: turn)
    case .commandTimer: commandTimerFired(event.index, plan: plan, turn: turn)
    case .checker: checkerDue(event.index, plan: plan, turn: turn)
    case .checkerTimer: checkerTimedOut(event.attempt, plan: plan, turn: turn)
    case .errorHandlerTimer: errorHandlerTimedOut(event.index, serial: event.generation, plan: plan, turn: turn)
    case .linkStateKnown: linkStateKnown(event, plan: plan, turn: turn)
    case .fastIOFail: fastIOFailDue(event.index, serial: event.generation, plan: plan, turn: turn)
    case .frameBrought: enter(event, plan: plan, turn: turn)
    case .executed: executed(event.attempt, plan: plan, turn: turn)
    case .deviceStarted: deviceStarted(event.index, plan: plan, turn: turn)
    case .holdOver: holdOver(event, plan: plan, turn: turn)
    case .reserveOutDone: reserveOutDone(unit: event.index, plan: plan, turn: turn)
    case .abortConfirmed: abortConfirmed(event, plan: plan, turn: turn)
    case .evictionDue: evictionDue(event, plan: plan, turn: turn)
    case .faultBegan: faultBegan(event.index, plan: plan, turn: turn)
    case .faultEnded: faultEnded(event.index, plan: plan, turn: turn)
    case .takeoverDue: takeoverDue(event.index, serial: event.generation, plan: plan, turn: turn)
    case .membershipLearned: hostWasFenced(event.index, plan: plan, turn: turn)
    case .workloadStopped: workloadStopped(plan: plan, turn: turn)
    }
  }

  /// Frames keep the order of their link; other events that concern the same thing keep theirs.
  public static func lane(of event: StorageEvent) -> UInt64 {
    switch event.kind {
    case .frameAtSwitch, .frameAtPort, .frameAtHost: UInt64(event.extra)
    default: UInt64(event.kind.rawValue) << 56 | UInt64(event.slot) << 24 | UInt64(event.extra & 0xFF_FFFF)
    }
  }
}
