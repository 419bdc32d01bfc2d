import EventEngine
import Reservations

/// A logical unit as its device server keeps it.
struct LogicalUnit: Sendable {
  var access: LogicalUnitAccess
  var tasks = TaskSet()
  /// How often the registration of each nexus was preempted; as far as nexuses have met that.
  private var preemptions: [UInt32] = []
  /// PERSISTENT RESERVE OUT commands, served one at a time; the first is in service.
  var reserveOuts: [TaskID] = []
  /// PREEMPT AND ABORTs and resets that wait for their victims.
  var pendingAborts: [PendingAbort] = []

  /// A unit to which all nexuses of the directory have logged in.
  init(nexuses directory: NexusDirectory, array: ArrayConfiguration) {
    access = LogicalUnitAccess(
      nexusCount: directory.count, rules: array.reservations.rules,
      control: .init(
        taskAbortedStatus: array.taskAbortedStatus,
        noUnitAttentionOnRelease: array.reservations.noUnitAttentionOnRelease))
    for index in 0..<UInt32(directory.count) { access.loggedIn(NexusID(index), in: directory) }
  }

  /// Numbers the registrations of a nexus, from 1.
  func epoch(of nexus: NexusID) -> UInt32 {
    Int(nexus.index) < preemptions.count ? preemptions[Int(nexus.index)] + 1 : 1
  }

  mutating func registrationPreempted(of nexus: NexusID) {
    let missing = Int(nexus.index) + 1 - preemptions.count
    if missing > 0 { preemptions.append(contentsOf: repeatElement(0, count: missing)) }
    preemptions[Int(nexus.index)] += 1
  }
}

/// A registration that a PREEMPT removed: from its GOOD on nothing that was sent under it may reach the media.
struct FencedRegistration: BitwiseCopyable, Sendable {
  var nexus: NexusID
  var key: UInt64
  var epoch: UInt32
}

/// An abort that is not confirmed yet, and the registrations that its answer will declare shut out.
struct PendingAbort: Sendable {
  var aborter: TaskID
  var fenced: [FencedRegistration]
}

/// Media servers behind one queue, shared by all logical units.
///
/// Fault model: slower for a while; servers that hang, that is take a command and never end it. Never lossy.
struct MediaPool: Sendable {
  var busy = 0
  /// Of the faults that make them slow, and their product, which multiplies service times; exactly 1 without a fault.
  var slowdowns: [Double] = [] { didSet { slowdown = slowdowns.reduce(1, *) } }
  private(set) var slowdown = 1.0
  /// How many servers hang, and the commands that they have taken.
  var hangs = 0
  var hung: [TaskID] = []
  /// Servers that hung and were given up with what they had taken: busy until the fault is over.
  var evicted = 0
  private var queue: [TaskID] = []
  private var head = 0

  var queued: Int { queue.count - head }
  var waiting: ArraySlice<TaskID> { queue[head...] }

  mutating func append(_ id: TaskID) {
    if head > 64, head * 2 > queue.count {
      queue.removeSubrange(0..<head)
      head = 0
    }
    queue.append(id)
  }

  mutating func popFirst() -> TaskID? {
    guard head < queue.count else { return nil }
    defer { head += 1 }
    return queue[head]
  }
}
