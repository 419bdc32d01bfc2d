import EventEngine
import Interconnect
import Reservations
import SCSIWire

/// The array end of a command or task management request, from its arrival until it is answered or over without an answer.
struct ArrayTask: BitwiseCopyable, Sendable {
  enum Stage: UInt8 {
    /// In the task set:
    case heldAfterCheck, awaitingData, heldAfterData, mediaQueue, mediaService, executing, reserveQueue
    /// Has caused aborts, and waits for them.
    case waitingForAborts
  }

  /// What arrived; answers go back by it.
  var unit: InformationUnit
  var isWrite: Bool
  var stage = Stage.executing
  var isAbortRequested = false
  /// Of a task management request.
  var response = FunctionResponse.functionComplete
  /// No status will be sent for it should it die.
  var isSilent = false
  /// Of what aborts others: logical units on which its victims are not quiet yet.
  var abortsLeft: UInt32 = 0
  /// In the task set of its unit; -1 when it has left that.
  var taskSlot: Int32 = -1
  var reply = Completion.good
  /// Since when it waits for data, or when its service on the media ends.
  var timeMark = Instant.zero

  /// nil for a task management request.
  var command: Command? {
    if case .command(let command) = unit.content { command } else { nil }
  }
  var logicalUnit: Int { Int(unit.unit) }
  var nexus: NexusID { NexusID(unit.nexus) }
  var label: UInt64 { unit.label }
}

typealias TaskID = SlabID<ArrayTask>
