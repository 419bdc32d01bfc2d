import SCSIWire

extension TaskSet {
  /// What an abort hits.
  public enum Scope: Hashable, Sendable {
    /// PREEMPT AND ABORT: every task of these nexuses.
    case nexuses([NexusID])
    /// PREEMPT AND ABORT as LIO has it: every task enabled while the holder had one of these keys, whoever sent it.
    case holdersKeys([ReservationKey])
    /// LOGICAL UNIT RESET.
    case everything
    /// ABORT TASK.
    case task(TaskID)
  }

  /// Aborts the tasks in `scope`, but never the aborter itself, which need not be a member of the set.
  ///
  /// Appends to `victims`, in order of arrival, the tasks that were not being aborted before: the device server stops them now.
  /// The aborter waits for all tasks in scope, also for those that another abort hit earlier, but not for what is enabled from
  /// now on. Returns true if there is nothing to wait for; otherwise `end` reports the aborter in the end.
  public mutating func abort(_ scope: Scope, by aborter: TaskID, victims: inout [TaskID]) -> Bool {
    waits.begin(aborter)
    var slot = oldest
    while slot != Self.endOfList {
      let index = Int(slot)
      if slots[index].task != aborter && contains(slots[index], in: scope) {
        if !slots[index].isAborted {
          slots[index].isAborted = true
          victims.append(slots[index].task)
        }
        waits.add(to: &slots[index].firstWait)
      }
      slot = slots[index].next
    }
    return waits.isOverAtOnce()
  }

  private func contains(_ slot: Slot, in scope: Scope) -> Bool {
    switch scope {
    case .everything: true
    case .nexuses(let nexuses): nexuses.contains(slot.nexus)
    case .holdersKeys(let keys): keys.contains(slot.holdersKey)
    case .task(let task): slot.task == task
    }
  }
}
