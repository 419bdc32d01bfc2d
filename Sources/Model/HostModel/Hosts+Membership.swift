import Barriers
import EventEngine
import Interconnect

/// What hosts do when the membership changes: a survivor raises barriers against a removed host, redoes what that had left
/// unfinished (read what it may have been writing, write it anew), and goes on with its workload.
extension Hosts {
  /// The others removed this host. It does not know, until it runs again.
  package mutating func removed(_ host: Int) { hosts[host].isRemoved = true }

  /// The survivor raises the barrier against every path of the victim on this logical unit.
  package mutating func raiseBarriers(
    against victim: Int, by survivor: Int, unit: Int, at now: Instant, plan: HostPlan
  ) {
    let device = plan.topology.device(unit: unit, host: survivor)
    let first = devices[plan.topology.device(unit: unit, host: victim)].firstPath
    for path in first..<first + plan.topology.nexusesPerHost {
      actions.removeAll(keepingCapacity: true)
      devices[device].barrier.raise(against: .foreignKey(keyOfVictim(path), token: UInt32(path)), into: &actions)
      perform(device, at: now, plan: plan)
    }
  }

  /// The survivor relies on the victim's silence: it redoes what the journal shows as unfinished.
  package mutating func recover(
    victim: Int, unit: Int, by survivor: Int, epoch: UInt32, at now: Instant, plan: HostPlan
  ) {
    precondition(victim != survivor, "nobody takes over from itself")
    let victimDevice = plan.topology.device(unit: unit, host: victim)
    let unfinished = devices[victimDevice].writes.operations
    devices[victimDevice].recovery = Recovery(epoch: epoch, pending: unfinished.count)
    for id in unfinished {
      let operation = operations[id.slot]
      let io = IORequest(isWrite: false, unit: unit, firstBlock: operation.firstBlock, blockCount: operation.blockCount)
      issue(
        io, host: survivor, workload: victim, stream: Int(operation.stream), index: operation.index | 1 << 63, epoch: epoch,
        purpose: .recoveryRead, at: now, plan: plan)
    }
    if unfinished.isEmpty { unitRecovered(victimDevice, epoch: epoch) }
  }

  /// A recovery's read or write is finished.
  mutating func recoveryWentOn(_ operation: HostOperation, succeeded: Bool, at now: Instant, plan: HostPlan) {
    let device = Int(operation.device)
    if operation.purpose == .recoveryRead, succeeded {
      let io = IORequest(
        isWrite: true, unit: Int(devices[device].unit), firstBlock: operation.firstBlock, blockCount: operation.blockCount)
      return issue(
        io, host: Int(devices[device].host), workload: Int(operation.workload), stream: Int(operation.stream),
        index: operation.index, epoch: operation.epoch, purpose: .recoveryWrite, at: now, plan: plan)
    }
    let victimDevice = plan.topology.device(unit: Int(devices[device].unit), host: Int(operation.workload))
    guard let recovery = devices[victimDevice].recovery, recovery.epoch == operation.epoch else { return }
    assert(recovery.pending > 0, "more was redone than had been unfinished")
    devices[victimDevice].recovery?.pending -= 1
    if recovery.pending == 1 { unitRecovered(victimDevice, epoch: recovery.epoch) }
  }

  private mutating func unitRecovered(_ victimDevice: Int, epoch: UInt32) {
    devices[victimDevice].recovery = nil
    emissions.signal(
      .recovered(victim: devices[victimDevice].host, unit: devices[victimDevice].unit, epoch: epoch))
  }

  /// The survivor goes on with what the victim's applications were doing.
  package mutating func adoptWorkloads(of victim: Int, by survivor: Int, at now: Instant, plan: HostPlan) {
    for workload in workloads.indices where workloads[workload].host == victim && isWanted(workload, plan: plan) {
      if !workloads[workload].isRunning {
        // Its host was silent before it could begin.
        workloads[workload].isRunning = true
        workloads[workload].startedAt = now
      }
      workloads[workload].host = survivor
      workloads[workload].epoch &+= 1
      scheduleFirst(workload, at: now, at: now, plan: plan)
    }
  }

  // MARK: The removed host

  /// It stops: nothing it had going is repeated, no new I/O is issued. Its applications hear of the failure of what was
  /// unfinished only when the barrier against it is done (`releaseFailures`): until then a write of theirs may still land, and
  /// whoever was told that it failed would write over it.
  mutating func stop(_ host: Int, at now: Instant) {
    guard !hosts[host].isStopped else { return }
    hosts[host].isStopped = true
    counts.hostsStopped += 1
    var failed = 0
    for path in paths.indices where self.host(ofPath: path) == host {
      endErrorHandling(path)
      paths[path].checkerExchange = .none
      paths[path].suspended = OperationQueue()
      if paths[path].state == .failed { failed += 1 }
      while paths[path].oldest != .max { giveUp(exchanges.id(paths[path].oldest)) }
    }
    failedPaths -= failed
    assert(failedPaths >= 0, "a host has no more failed paths than there are")
    for device in devices.indices where Int(devices[device].host) == host {
      devices[device].queue = OperationQueue()
      for victim in devices[device].pendingVictims {
        pendingBarriers -= 1
        emissions.signal(.barrierAbandoned(victimPath: victim, by: UInt32(host)))
      }
      devices[device].pendingVictims = []
    }
    emissions.signal(.stopped(host: UInt32(host), failedPaths: UInt32(failed)))
  }

  /// Nothing of the stopped host can act on this unit any more, or nobody will ever see to that: its applications are told.
  package mutating func releaseFailures(of host: Int, unit: Int, plan: HostPlan) {
    let device = plan.topology.device(unit: unit, host: host)
    guard hosts[host].isStopped else { return }
    for slot in operations.liveSlots where Int(operations[slot].device) == device {
      counts.failed += 1
      emissions.signal(.failed(operation: slot))
      operations.remove(operations.id(slot))
    }
    devices[device].writes = ExtentIndex()
  }
}
