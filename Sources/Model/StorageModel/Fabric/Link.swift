import Barriers
import EventEngine
import Reservations

/// One direction of a link. Fault model: down (what is on it is lost), stalled (what is on it waits, in order).
///
/// A FIFO link needs no queue: a frame's arrival follows from when the last one left. Only a stalled link keeps frames.
struct Link {
  var busyUntil = Instant.zero
  var isDown = false
  var isStalled = false
  /// Counts the times it went down: a frame of an earlier incarnation is lost.
  var incarnation: UInt16 = 0
  /// Frames that would have arrived, then frames that would have been sent, while the link stood still.
  var heldArrivals: [HeldFrame] = []
  var heldDepartures: [HeldFrame] = []

  struct HeldFrame: BitwiseCopyable {
    var event: StorageEvent
    var since: Instant
  }
}

/// A target port. Fault model: stalled at one stage; what reaches that stage waits, in order, without limit of age.
struct TargetPort {
  var stalledAt: PortStage?
  /// Frames not looked at yet.
  var heldFrames: [StorageEvent] = []
  /// Tasks after their check, or with their data.
  var heldTasks: [AttemptID] = []
  /// Answers.
  var heldAnswers: [StorageEvent] = []
  /// Nexuses whose loss the port has not noticed yet.
  var heldLosses: [NexusID] = []
}
