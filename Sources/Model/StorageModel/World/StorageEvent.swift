import EventEngine

/// One event of the storage model: 16 plain bytes.
public struct StorageEvent: SimulationEvent {
  enum Kind: UInt8 {
    /// slot = device: registers, reserves, and then lets the workload begin.
    case deviceStarted
    /// slot = workload, extra = stream: the next I/O of a closed loop.
    case streamReady
    /// slot = workload: the next I/O of an open loop or trace.
    case arrival
    /// slot, generation = attempt; extra = link, tag = its incarnation.
    case frameAtSwitch, frameAtPort, frameAtHost
    /// A frame that had reached a host while it stood still; slot, generation = attempt.
    case frameLookedAt
    /// slot, generation = attempt.
    case mediaDone
    /// slot = unit: the PERSISTENT RESERVE OUT being served.
    case reserveOutDone
    /// slot, generation = the attempt that asked for the abort; extra = unit.
    case abortConfirmed, evictionDue
    /// slot = path: its oldest command may have timed out.
    case commandTimer
    /// slot = path.
    case checker
    /// slot, generation = the path checker's attempt.
    case checkerTimer
    /// slot = path, generation = serial of the step.
    case errorHandlerTimer
    /// slot = link, generation = 1 if it is down, extra = the host that hears of it.
    case linkStateKnown
    /// slot = nexus, generation = serial of the loss.
    case fastIOFail
    /// slot = device, generation and extra = victim.
    case holdOver
    /// slot = fault.
    case faultBegan, faultEnded
    /// slot = host that is silent, generation = serial of its pause.
    case takeoverDue
    /// slot = host: it learns that the others removed it.
    case membershipLearned
    /// The end of the workload; faults heal.
    case workloadStopped
    /// A frame from outside the model is at its port; slot, generation = attempt.
    case frameBrought
    /// An initiator's command took effect; slot, generation = attempt.
    case executed
  }

  /// What a frame carries.
  enum Frame: UInt8 {
    case none
    /// Towards the array.
    case command, data, abort
    /// Towards the host.
    case transferReady, status
  }

  var kind: Kind
  var frame = Frame.none
  var tag: UInt16 = 0
  var slot: UInt32
  var generation: UInt32 = 0
  var extra: UInt32 = 0

  init(_ kind: Kind, _ slot: Int, generation: UInt32 = 0, extra: UInt32 = 0) {
    self.kind = kind
    self.slot = UInt32(truncatingIfNeeded: slot)
    self.generation = generation
    self.extra = extra
  }

  init(_ kind: Kind, _ attempt: AttemptID) {
    self.kind = kind
    slot = attempt.slot
    generation = attempt.generation
  }

  var index: Int { Int(slot) }
  var attempt: AttemptID { AttemptID(slot: slot, generation: generation) }

  public var digestWords: (UInt64, UInt64) {
    (
      UInt64(kind.rawValue) | UInt64(frame.rawValue) << 8 | UInt64(tag) << 16 | UInt64(slot) << 32,
      UInt64(generation) | UInt64(extra) << 32
    )
  }
}
