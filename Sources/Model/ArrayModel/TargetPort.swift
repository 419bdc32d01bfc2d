import Interconnect
import Reservations

/// A target port. Fault model: stalled at one stage; what reaches that stage waits, in order, without limit of age.
struct TargetPort: Sendable {
  let controller: Int
  /// Where it stalls; the first of the faults that hold it decides.
  var stalledAt: PortStage?
  var stalls = 0
  /// Information units not looked at yet.
  var heldArrivals: [InformationUnit] = []
  /// Tasks after their check, or with their data.
  var heldTasks: [TaskID] = []
  /// Answers.
  var heldAnswers: [InformationUnit] = []
  /// Nexuses whose loss the port has not noticed yet.
  var heldLosses: [NexusID] = []
  var isTransferTimerArmed = false
  /// It was evicted, its sessions have ended, and it does not work yet.
  var refusesSessions = false

  var isHolding: Bool {
    !heldArrivals.isEmpty || !heldTasks.isEmpty || !heldAnswers.isEmpty || !heldLosses.isEmpty
  }
}

/// A controller: the target ports that stand or stall together.
struct Controller: Sendable {
  let ports: Range<Int>
}
