import ArrayModel
import EventEngine
import FabricModel
import HostModel

/// Rules that hold between any two events, and those that hold when a run has drained. Walks everything: for tests, and for
/// runners that must not report a run that went wrong. Each part has its own; here stand those between them.
extension StorageWorld {
  /// The first rule that does not hold, in words; nil if all hold.
  public var brokenRule: String? {
    fabric.brokenRule ?? hosts.brokenRule ?? array.brokenRule ?? cluster.brokenRule ?? judge.brokenRule ?? brokenBetweenParts
  }

  /// The first rule of a run that has drained that does not hold; nil if all hold.
  public var brokenRuleOfDrainedRun: String? {
    return fabric.brokenRuleOfDrainedRun ?? hosts.brokenRuleOfDrainedRun ?? array.brokenRuleOfDrainedRun
      ?? cluster.brokenRuleOfDrainedRun ?? judge.brokenRuleOfDrainedRun ?? brokenBetweenParts
  }

  private var brokenBetweenParts: String? {
    if wire.count < fabric.framesInFlight {
      return "\(fabric.framesInFlight) frames carry \(wire.count) information units"
    }
    if judge.failedPaths != hosts.failedPaths {
      return "\(hosts.failedPaths) paths have failed, the judge counts \(judge.failedPaths)"
    }
    if judge.pendingBarriers != hosts.pendingBarriers {
      return "\(hosts.pendingBarriers) barriers are pending, the judge counts \(judge.pendingBarriers)"
    }
    let active = faults.states.count { $0.isActive }
    if active != faults.activeCount || active != judge.activeFaults {
      return "\(active) faults are active, \(faults.activeCount) are counted"
    }
    return nil
  }
}

extension Judge {
  var brokenRule: String? {
    let undecided = files.liveSlots.count { files[$0].isOrphan && files[$0].fate == .undecided }
    let decided = fates.reduce(0, +)
    if decided + UInt64(undecided) != orphans { return "\(orphans) orphans, \(decided) fates, \(undecided) undecided" }
    if let slot = files.liveSlots.first(where: { files[$0].isOver }) { return "the file \(slot) of an exchange that is over" }
    return oracle.modelErrors.first.map { "the oracle saw \($0.kind) at \($0.at.nanoseconds) ns" }
  }

  var brokenRuleOfDrainedRun: String? {
    if files.count > 0 { return "\(files.count) exchanges are still live" }
    if fates[Int(OrphanFate.undecided.rawValue)] > 0 { return "orphans have no fate" }
    return isOn && !oracle.isQuiet ? "the oracle knows \(oracle.liveOperations) live I/Os" : nil
  }
}
