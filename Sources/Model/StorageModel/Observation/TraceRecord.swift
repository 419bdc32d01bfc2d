import ConsistencyOracle
import EventEngine
import Interconnect
import SCSIWire

/// One line of a run's story: recorded only when the run is traced.
public struct TraceRecord: Sendable, Hashable {
  /// What happened; Docs/0003 says what each word means.
  public enum Kind: UInt8, Sendable, CaseIterable {
    // An operation.
    case issued, acknowledged, failed
    // An attempt, at its host.
    case sent, completed, timedOut, givenUp
    // An attempt, in the array.
    case heldAtPort, releasedByPort, enabled, abortRequested, applied, answered, reserveOutPerformed, orphanSettled
    case frameDropped
    // A path.
    case pathFailed, pathAlive, pathJoined, barrierRaised, barrierDone
    // A port, a fault, a host.
    case portEvicted, faultBegan, faultEnded, takeoverBegan, takeoverDone, hostStopped, workloadStopped
  }

  public var instant: Instant
  public var kind: Kind
  /// The index of the path, port, fault or host that the line is about; for an attempt, its path.
  public var entity: Int
  /// The version of the operation that the line is about.
  public var version: Version?
  /// Attempt of the operation, from 0.
  public var ordinal: Int
  public var blocks: Range<UInt64>
  public var isWrite: Bool
  /// Status, stage, frame or fate, depending on the kind.
  public var detail: UInt64
  /// The command in words, for commands that no application asked for.
  public var command: String
  /// The service action key of a PERSISTENT RESERVE OUT: the key that it sets, or whose holder it shuts out.
  public var serviceActionKey: UInt64 = 0
}

extension StorageWorld {
  @inline(__always)
  mutating func record(_ kind: TraceRecord.Kind, _ label: UInt64, detail: UInt64 = 0, turn: Turn) {
    if turn.observer.pointee.isTracing { recordExchange(kind, label, detail, turn) }
  }

  @inline(__always)
  mutating func record(_ kind: TraceRecord.Kind, operation: UInt32, turn: Turn) {
    if turn.observer.pointee.isTracing { recordOperation(kind, operation, turn) }
  }

  @inline(__always)
  mutating func record(_ kind: TraceRecord.Kind, entity: Int, turn: Turn) {
    guard turn.observer.pointee.isTracing else { return }
    turn.observer.pointee.trace.append(
      TraceRecord(
        instant: turn.now, kind: kind, entity: entity, version: nil, ordinal: 0, blocks: 0..<0, isWrite: false, detail: 0,
        command: ""))
  }

  @inline(__always)
  mutating func recordLoss(of unit: InformationUnit, turn: Turn) {
    if turn.observer.pointee.isTracing { recordExchange(.frameDropped, unit.label, unit.frameCode, turn) }
  }

  @inline(never)
  private mutating func recordExchange(_ kind: TraceRecord.Kind, _ label: UInt64, _ detail: UInt64, _ turn: Turn) {
    guard judge.isLive(label) else { return }
    let file = judge.files[judge.slot(label)]
    let written = judge.writtenCommand(label)
    var record = TraceRecord(
      instant: turn.now, kind: kind, entity: Int(file.path), version: written?.version, ordinal: Int(file.ordinal),
      blocks: 0..<0, isWrite: file.isWrite, detail: detail, command: "")
    switch written?.content {
    case .command(.read(let blocks)), .command(.write(let blocks)):
      record.blocks = blocks.address..<blocks.address + UInt64(blocks.count)
    case .command(.persistentReserveOut(let out)):
      record.command = out.serviceAction.name
      record.serviceActionKey = out.serviceActionReservationKey.value
    case .command(.persistentReserveIn(let request)): record.command = request.serviceAction.name
    case .command(let command): record.command = command.name
    case .taskManagement(let function, _): record.command = function == .abortTask ? "ABORT TASK" : "LOGICAL UNIT RESET"
    default: break
    }
    turn.observer.pointee.trace.append(record)
  }

  @inline(never)
  private mutating func recordOperation(_ kind: TraceRecord.Kind, _ operation: UInt32, _ turn: Turn) {
    let file = judge.operations[Int(operation)]
    turn.observer.pointee.trace.append(
      TraceRecord(
        instant: turn.now, kind: kind, entity: Int(file.facts.host), version: file.operation.flatMap(oracle.version(of:)),
        ordinal: 0, blocks: file.facts.blocks.range, isWrite: file.facts.isWrite, detail: UInt64(file.facts.unit), command: ""))
  }
}
