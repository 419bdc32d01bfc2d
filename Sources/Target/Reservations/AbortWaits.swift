/// Which aborts wait for which tasks: a list of waits for each task, a count of outstanding tasks for each abort.
@usableFromInline struct AbortWaits: Hashable, Sendable {
  private struct Wait: BitwiseCopyable, Hashable {
    var abort: UInt64
    var next: Int32
  }
  @usableFromInline struct Abort: BitwiseCopyable, Hashable, Sendable {
    var number: UInt64
    var aborter: TaskSet.TaskID
    /// Tasks in scope that have not ended.
    var outstanding = 0
    /// The aborter is gone: its abort runs on, but nobody is told.
    var isAbandoned = false
  }

  /// Waits in use are linked from their task, free ones from `firstFree`.
  private var waits: [Wait] = []
  private var firstFree = TaskSet.endOfList
  /// The aborts that are not over, in the order in which they began.
  @usableFromInline var aborts: [Abort] = []
  private var begun: UInt64 = 0

  @usableFromInline init() {}

  /// Whether no abort is going on.
  @inlinable var isEmpty: Bool { aborts.isEmpty }

  mutating func begin(_ aborter: TaskSet.TaskID) {
    begun += 1
    aborts.append(Abort(number: begun, aborter: aborter))
  }

  /// Makes the abort begun last wait for the task whose list starts at `first`.
  mutating func add(to first: inout Int32) {
    aborts[aborts.count - 1].outstanding += 1
    let wait = allocate(Wait(abort: begun, next: TaskSet.endOfList))
    guard first != TaskSet.endOfList else {
      first = wait
      return
    }
    var last = first
    while waits[Int(last)].next != TaskSet.endOfList { last = waits[Int(last)].next }
    waits[Int(last)].next = wait
  }

  /// Forgets the abort begun last if it waits for nothing.
  mutating func isOverAtOnce() -> Bool {
    guard aborts[aborts.count - 1].outstanding == 0 else { return false }
    aborts.removeLast()
    return true
  }

  /// A task is gone, as a victim and as an aborter.
  @usableFromInline mutating func taskEnded(
    _ task: TaskSet.TaskID, firstWait: Int32, quiesced: inout [TaskSet.TaskID]
  ) {
    for index in aborts.indices where aborts[index].aborter == task { aborts[index].isAbandoned = true }
    var wait = firstWait
    while wait != TaskSet.endOfList {
      let (number, next) = (waits[Int(wait)].abort, waits[Int(wait)].next)
      waits[Int(wait)].next = firstFree
      firstFree = wait
      victimEnded(ofAbort: number, quiesced: &quiesced)
      wait = next
    }
  }

  private mutating func victimEnded(ofAbort number: UInt64, quiesced: inout [TaskSet.TaskID]) {
    guard let index = aborts.firstIndex(where: { $0.number == number }) else {
      preconditionFailure("a task waits for an abort that is over")
    }
    assert(aborts[index].outstanding > 0, "an abort waits for each victim once")
    aborts[index].outstanding -= 1
    guard aborts[index].outstanding == 0 else { return }
    if !aborts[index].isAbandoned { quiesced.append(aborts[index].aborter) }
    aborts.remove(at: index)
  }

  private mutating func allocate(_ wait: Wait) -> Int32 {
    guard firstFree != TaskSet.endOfList else {
      waits.append(wait)
      return Int32(waits.count - 1)
    }
    let slot = firstFree
    firstFree = waits[Int(slot)].next
    waits[Int(slot)] = wait
    return slot
  }
}
