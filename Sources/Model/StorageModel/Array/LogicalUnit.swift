import EventEngine
import Reservations
import SCSIWire

/// A logical unit as its device server keeps it.
struct LogicalUnit {
  var access: LogicalUnitAccess
  var tasks = TaskSet()
  /// How often the registration of each nexus was preempted; as far as nexuses have met that. Only a real initiator's commands
  /// are told apart by it: a simulated host counts its own registrations.
  private var preemptions: [UInt32] = []
  /// PERSISTENT RESERVE OUT commands, served one at a time; the first is in service.
  var reserveOuts: [AttemptID] = []
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
struct FencedRegistration: BitwiseCopyable {
  var nexus: NexusID
  var epoch: UInt32
}

/// An abort that is not confirmed yet, and the registrations that its answer will declare shut out.
struct PendingAbort {
  var aborter: AttemptID
  var fenced: [FencedRegistration]
}

/// Media servers behind one queue, shared by all logical units. Fault model: slower for a while; never lossy.
struct MediaPool {
  var busy = 0
  /// Multiplies service times while faults last.
  var slowdown = 1.0
  private var queue: [AttemptID] = []
  private var head = 0

  var queued: Int { queue.count - head }

  mutating func append(_ id: AttemptID) {
    if head > 64, head * 2 > queue.count {
      queue.removeSubrange(0..<head)
      head = 0
    }
    queue.append(id)
  }

  mutating func popFirst() -> AttemptID? {
    guard head < queue.count else { return nil }
    defer { head += 1 }
    return queue[head]
  }
}
