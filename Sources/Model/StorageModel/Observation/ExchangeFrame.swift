import ConsistencyOracle
import EventEngine
import SCSIWire

/// What passed a target port of the array, in either direction: recorded only when the run is captured.
///
/// Not recorded is ABTS, with which a host refuses to send the data of an exchange that it gave up: that is the transport's own.
public struct ExchangeFrame: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    /// Its parameter list comes with it; the data of a write does so where `array.transfer` is `immediate`. `version` names that
    /// data.
    case command(Command, version: Version?)
    /// `referenced` is the exchange that ABORT TASK is about.
    case taskManagement(TaskManagementFunction, referenced: UInt64?)
    case transferReady
    /// All data of a write.
    case data
    /// What was read comes with GOOD. `parameterData` is that of PERSISTENT RESERVE IN.
    case response(Completion, parameterData: [UInt8])
    /// FUNCTION COMPLETE.
    case functionComplete
  }

  public var instant: Instant
  /// Names a command or task management function and everything that belongs to it; unique within a run.
  public var exchange: UInt64
  /// Indices of the I_T nexus and the logical unit.
  public var nexus: Int
  public var unit: Int
  public var content: Content
}

extension StorageWorld {
  /// A frame is at a target port: it arrived there, or leaves.
  @inline(__always)
  func capture(_ event: StorageEvent, turn: Turn) {
    if turn.observer.pointee.isCapturing { recordFrame(event, turn) }
  }

  /// The parameter data is that of the moment of service; the answer may have to wait in the port.
  @inline(__always)
  func capture(_ request: PersistentReserveIn, of id: AttemptID, unit: Int, turn: Turn) {
    guard turn.observer.pointee.isCapturing else { return }
    turn.observer.pointee.keep(units[unit].access.reserveInData(request, in: directory) ?? [], of: id.task)
  }

  @inline(never)
  private func recordFrame(_ event: StorageEvent, _ turn: Turn) {
    let attempt = attempts[event.slot]
    // Commands from outside the model have no path; whoever brings them knows their bytes.
    guard attempt.path < paths.count, let content = content(of: event, attempt, turn) else { return }
    let path = paths[Int(attempt.path)]
    turn.observer.pointee.record(
      ExchangeFrame(
        instant: turn.now, exchange: event.attempt.task, nexus: Int(path.nexus), unit: Int(path.unit), content: content))
  }

  private func content(of event: StorageEvent, _ attempt: Attempt, _ turn: Turn) -> ExchangeFrame.Content? {
    switch (event.frame, attempt.request) {
    case (.command, .command(let command)): .command(command, version: attempt.version)
    case (.command, .taskManagement(let function, let task)):
      .taskManagement(function, referenced: task.isNone ? nil : task.task)
    case (.transferReady, _): .transferReady
    case (.data, _): .data
    case (.status, .command):
      .response(attempt.reply, parameterData: turn.observer.pointee.takeParameterData(of: event.attempt.task))
    case (.status, .taskManagement): .functionComplete
    case (.abort, _), (.none, _): nil
    }
  }
}
