import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// Nexuses that come and go, and what is known of them.
extension StorageArray {
  /// A session of this initiator port through this target port began.
  package mutating func nexusOpened(_ initiatorPort: TransportID, targetPort: Int) -> NexusID {
    let nexus = directory.login(initiatorPort, targetPort: UInt16(targetPort + 1))
    knowNexuses()
    for unit in units.indices { units[unit].access.loggedIn(nexus, in: directory) }
    return nexus
  }

  /// The directory may have learned of nexuses that a parameter list named.
  mutating func knowNexuses() {
    while portOfNexus.count < directory.count {
      portOfNexus.append(UInt32(directory[NexusID(UInt32(portOfNexus.count))].targetPort) - 1)
    }
  }

  /// The I_T nexus is gone (SAM-5 6.3.4): its commands are aborted, nobody waits for them, nobody is told.
  package mutating func nexusLost(_ nexus: NexusID, at now: Instant, plan: ArrayPlan) {
    let port = Int(portOfNexus[Int(nexus.index)])
    // A stalled port notices behind what reached it before.
    if ports[port].stalledAt == nil {
      noteLoss(of: nexus)
    } else if !ports[port].heldLosses.contains(nexus) {
      ports[port].heldLosses.append(nexus)
    }
    for slot in tasks.liveSlots where tasks[slot].unit.nexus == nexus.index && tasks[slot].taskSlot >= 0 {
      if !tasks[slot].isAbortRequested { counts.aborts += 1 }
      tasks[slot].isAbortRequested = true
      tasks[slot].isSilent = true
      abort(tasks.id(slot), at: now, plan: plan)
    }
  }

  /// Initiators that keep commands waiting in a port that no longer does anything would never look for another one.
  mutating func endSessions(through port: Int, at now: Instant, plan: ArrayPlan) {
    ports[port].refusesSessions = true
    for nexus in 0..<UInt32(directory.count) where portOfNexus[Int(nexus)] == port {
      nexusLost(NexusID(nexus), at: now, plan: plan)
    }
  }

  /// No session begins through the port: it was evicted, and does not work yet.
  package func refusesSessions(through port: Int) -> Bool { ports[port].refusesSessions }

  mutating func noteLoss(of nexus: NexusID) {
    for unit in units.indices { units[unit].access.nexusLost(nexus) }
  }

  /// What was stored for the unit, nil for nothing. False if it cannot be of this unit.
  package mutating func restore(_ image: ReservationImage?, unit: Int) -> Bool {
    defer { knowNexuses() }
    return units[unit].access.restore(from: image, directory: &directory)
  }

  // MARK: For those who drive the array from outside

  package func reserveInData(_ request: PersistentReserveIn, unit: Int) -> [UInt8]? {
    units[unit].access.reserveInData(request, in: directory)
  }

  package func persistentImage(unit: Int) -> ReservationImage? { units[unit].access.persistentImage(in: directory) }

  package mutating func pendingSense(unit: Int, nexus: NexusID) -> Sense { units[unit].access.pendingSense(of: nexus) }

  package mutating func modeParametersChanged(unit: Int, by nexus: NexusID, taskAbortedStatus: Bool) {
    units[unit].access.control.taskAbortedStatus = taskAbortedStatus
    units[unit].access.modeParametersChanged(by: nexus)
  }

  /// The number of a nexus's registration on a unit, from 1.
  package func epoch(ofNexus nexus: NexusID, unit: Int) -> UInt32 { units[unit].epoch(of: nexus) }

  /// What is being executed outside the model ends with `completion` instead of GOOD.
  package mutating func executionFailed(_ task: UInt64, with completion: Completion) {
    let id = TaskID(word: task)
    guard tasks.isLive(id), tasks[id.slot].stage == .executing else { return }
    tasks[id.slot].reply = completion
  }

  /// What was to be executed outside the model has been; the array goes on from there with the event that this schedules.
  package mutating func executionEnded(_ task: UInt64, at now: Instant) {
    emissions.schedule(ArrayEvent(.executed, TaskID(word: task)), at: now)
  }
}
