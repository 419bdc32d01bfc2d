extension TaskSet {
  /// What an abort hits.
  public enum Scope: Hashable, Sendable {
    /// PREEMPT AND ABORT: every task of these nexuses.
    case nexuses([NexusID])
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
    let abort = waits.begin(aborter)
    var slot = oldest
    while slot != none {
      let index = Int(slot)
      if slots[index].task != aborter && contains(slots[index], in: scope) {
        if !slots[index].isAborted {
          slots[index].isAborted = true
          victims.append(slots[index].task)
        }
        waits.add(to: &slots[index].firstWait, abort: abort)
      }
      slot = slots[index].next
    }
    return waits.isOverAtOnce(abort)
  }

  private func contains(_ slot: Slot, in scope: Scope) -> Bool {
    switch scope {
    case .everything: true
    case .nexuses(let nexuses): nexuses.contains(slot.nexus)
    case .task(let task): slot.task == task
    }
  }
}

/// Which aborts wait for which tasks: a list of waits for each task, a count of outstanding tasks for each abort.
struct AbortWaits: Hashable, Sendable {
  private struct Wait: BitwiseCopyable, Hashable {
    var abort: UInt64
    var next: Int32
  }
  private struct Abort: BitwiseCopyable, Hashable {
    var number: UInt64
    var aborter: TaskSet.TaskID
    var outstanding = 0
    var isAbandoned = false
  }

  /// Waits in use are linked from their task, free ones from `firstFree`.
  private var waits: [Wait] = []
  private var firstFree: Int32 = none
  /// The aborts that are not over, in the order in which they began.
  private var aborts: [Abort] = []
  private var begun: UInt64 = 0

  mutating func begin(_ aborter: TaskSet.TaskID) -> UInt64 {
    begun += 1
    aborts.append(Abort(number: begun, aborter: aborter))
    return begun
  }

  /// Makes the abort, the last one begun, wait for the task whose list starts at `first`.
  mutating func add(to first: inout Int32, abort: UInt64) {
    aborts[aborts.count - 1].outstanding += 1
    let wait = allocate(Wait(abort: abort, next: none))
    guard first != none else {
      first = wait
      return
    }
    var last = first
    while waits[Int(last)].next != none { last = waits[Int(last)].next }
    waits[Int(last)].next = wait
  }

  /// Ends the abort, the last one begun, if it waits for nothing.
  mutating func isOverAtOnce(_ abort: UInt64) -> Bool {
    guard aborts[aborts.count - 1].outstanding == 0 else { return false }
    aborts.removeLast()
    return true
  }

  /// The aborter is gone: its aborts run on, but nobody is told.
  mutating func abandon(_ aborter: TaskSet.TaskID) {
    for index in aborts.indices where aborts[index].aborter == aborter { aborts[index].isAbandoned = true }
  }

  mutating func taskEnded(firstWait: Int32, quiesced: inout [TaskSet.TaskID]) {
    var wait = firstWait
    while wait != none {
      let (number, next) = (waits[Int(wait)].abort, waits[Int(wait)].next)
      waits[Int(wait)].next = firstFree
      firstFree = wait
      outstandingTaskEnded(of: number, quiesced: &quiesced)
      wait = next
    }
  }

  private mutating func outstandingTaskEnded(of number: UInt64, quiesced: inout [TaskSet.TaskID]) {
    guard let index = aborts.firstIndex(where: { $0.number == number }) else {
      preconditionFailure("a task waits for an abort that is over")
    }
    aborts[index].outstanding -= 1
    guard aborts[index].outstanding == 0 else { return }
    if !aborts[index].isAbandoned { quiesced.append(aborts[index].aborter) }
    aborts.remove(at: index)
  }

  private mutating func allocate(_ wait: Wait) -> Int32 {
    guard firstFree != none else {
      waits.append(wait)
      return Int32(waits.count - 1)
    }
    let slot = firstFree
    firstFree = waits[Int(slot)].next
    waits[Int(slot)] = wait
    return slot
  }
}
