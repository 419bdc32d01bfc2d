import EventEngine
import Interconnect

extension StorageArray {
  /// The first rule between two events that does not hold, in words; nil if all hold.
  package var brokenRule: String? {
    let live = tasks.liveSlots
    for slot in live {
      if let rule = brokenRule(ofTask: slot) { return rule }
    }
    for index in units.indices {
      if let broken = units[index].access.brokenInvariant { return "logical unit \(index): \(broken)" }
      let members = live.count { tasks[$0].taskSlot >= 0 && tasks[$0].logicalUnit == index }
      if members != units[index].tasks.count {
        return "logical unit \(index): \(units[index].tasks.count) tasks, of which \(members) are live commands"
      }
      if let stray = units[index].reserveOuts.first(where: { !tasks.isLive($0) || tasks[$0.slot].stage != .reserveQueue }) {
        return "logical unit \(index) serves a PERSISTENT RESERVE OUT (\(stray.slot)) that is over"
      }
    }
    for index in ports.indices {
      if let rule = brokenRule(ofPort: index) { return rule }
    }
    let served = live.count { tasks[$0].stage == .mediaService } + media.evicted
    if served != media.busy { return "the media serve \(served) commands, \(media.busy) servers are busy" }
    if media.hung.count > media.hangs { return "\(media.hung.count) commands hang, \(media.hangs) servers do" }
    return emissions.isEmpty ? nil : "the array has something to say that nobody took"
  }

  private func brokenRule(ofTask slot: UInt32) -> String? {
    let task = tasks[slot]
    if task.taskSlot < 0, task.stage != .waitingForAborts {
      return "task \(slot) is in stage \(task.stage) but not in the task set"
    }
    if task.taskSlot >= 0, units[task.logicalUnit].tasks.task(at: Int(task.taskSlot)) != tasks.id(slot).word {
      return "task \(slot) and its place in the task set do not know each other"
    }
    return nil
  }

  private func brokenRule(ofPort index: Int) -> String? {
    let port = ports[index]
    if !port.heldTasks.isEmpty, !port.heldArrivals.isEmpty { return "port \(index) holds both tasks and frames" }
    if port.stalledAt == nil, port.isHolding { return "port \(index) holds something although it works" }
    if (port.stalledAt == nil) != (port.stalls == 0) { return "port \(index) stalls for \(port.stalls) faults" }
    if port.refusesSessions, port.stalledAt == nil { return "port \(index) works and refuses sessions" }
    let areHeld = port.heldTasks.allSatisfy {
      tasks.isLive($0) && (tasks[$0.slot].stage == .heldAfterCheck || tasks[$0.slot].stage == .heldAfterData)
    }
    return areHeld ? nil : "port \(index) holds a task that is elsewhere"
  }

  /// The first rule of a run that has drained that does not hold; nil if all hold.
  package var brokenRuleOfDrainedRun: String? {
    if tasks.count > 0 { return "\(tasks.count) tasks are live" }
    if media.busy > 0 { return "\(media.busy) media servers are busy" }
    if served.count > 0 { return "\(served.count) pieces of parameter data were never received" }
    if !namedPorts.isEmpty { return "the ports that a parameter list named wait for their command" }
    if let port = ports.firstIndex(where: { $0.stalledAt != nil || $0.isHolding }) { return "port \(port) is stalled" }
    if let unit = units.firstIndex(where: { !$0.pendingAborts.isEmpty || !$0.reserveOuts.isEmpty }) {
      return "logical unit \(unit) owes answers to aborts or PERSISTENT RESERVE OUT"
    }
    return brokenRule
  }
}
