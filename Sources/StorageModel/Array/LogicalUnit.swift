import EventEngine
import Reservations
import SCSIWire

/// A logical unit as its device server keeps it.
struct LogicalUnit {
  var reservations: ReservationTable
  var tasks = TaskSet()
  /// Pending unit attentions, by nexus.
  var attentions: [UnitAttentionQueue]
  /// PERSISTENT RESERVE OUT commands, served one at a time; the first is in service.
  var reserveOuts: [AttemptID] = []
  /// PREEMPT AND ABORTs and resets that wait for their victims.
  var pendingAborts: [PendingAbort] = []

  init(nexusCount: Int) {
    reservations = ReservationTable(nexusCount: nexusCount)
    attentions = Array(repeating: UnitAttentionQueue(), count: nexusCount)
  }
}

/// An abort that is not confirmed yet, and the registrations that its answer will declare shut out.
struct PendingAbort {
  var aborter: AttemptID
  var fenced: [ReservationEffects.PreemptedRegistration]
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
