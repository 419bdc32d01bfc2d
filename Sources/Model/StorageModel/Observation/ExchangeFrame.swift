import ConsistencyOracle
import EventEngine
import Interconnect
import SCSIWire

/// What passed a target port of the array, in either direction: recorded only when the run is captured.
///
/// Not recorded is ABTS, with which a host refuses to send the data of an exchange that it gave up: that is the transport's own.
public struct ExchangeFrame: Sendable, Hashable {
  /// What passed: an information unit, as far as a protocol analyser would see it.
  public enum Content: Sendable, Hashable {
    /// Its parameter list comes with it; the data of a write does so where `array.transfer` is `immediate`. `version` names that
    /// data.
    case command(Command, version: Version?)
    /// `referenced` is the exchange that ABORT TASK is about.
    case taskManagement(TaskManagementFunction, referenced: UInt64?)
    case transferReady
    /// All data of a write.
    case data
    /// What was read comes with GOOD. `parameterData` is that of PERSISTENT RESERVE IN; `blocks` are those of a read, each named
    /// by the write that the read found there, nil where no write of the run had been.
    case response(Completion, parameterData: [UInt8], blocks: [Version?] = [])
    /// FUNCTION COMPLETE, or that there was no such task.
    case functionResponse(FunctionResponse)
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
  /// An information unit is at a target port: it arrived there, or leaves.
  @inline(__always)
  mutating func capture(_ unit: InformationUnit, turn: Turn) {
    if turn.observer.pointee.isCapturing { recordFrame(unit, turn) }
  }

  @inline(never)
  private mutating func recordFrame(_ unit: InformationUnit, _ turn: Turn) {
    guard let content = content(of: unit, turn) else { return }
    turn.observer.pointee.record(
      ExchangeFrame(
        instant: turn.now, exchange: unit.exchange, nexus: Int(unit.nexus), unit: Int(unit.unit), content: content))
  }

  private func content(of unit: InformationUnit, _ turn: Turn) -> ExchangeFrame.Content? {
    switch unit.content {
    case .command(let command):
      .command(command, version: judge.writtenCommand(unit.label)?.version)
    case .taskManagement(let function, let referenced):
      .taskManagement(function, referenced: function == .abortTask ? referenced : nil)
    case .transferReady: .transferReady
    case .data: .data
    case .response(let completion):
      .response(
        completion, parameterData: unit.parameterData == .max ? [] : array.parameterData(unit.parameterData),
        blocks: turn.observer.pointee.medium.takeRead(by: unit.label))
    case .functionResponse(let response): .functionResponse(response)
    case .abort: nil
    }
  }
}
