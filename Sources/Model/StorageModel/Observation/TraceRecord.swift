import ConsistencyOracle
import EventEngine

/// One line of a run's story: recorded only when the run is traced.
public struct TraceRecord: Sendable, Hashable {
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
  mutating func trace(_ kind: TraceRecord.Kind, attempt id: AttemptID, detail: UInt64 = 0, turn: Turn) {
    if turn.observer.pointee.isTracing { recordAttempt(kind, id, detail, turn) }
  }

  @inline(__always)
  mutating func trace(_ kind: TraceRecord.Kind, operation id: OperationID, turn: Turn) {
    if turn.observer.pointee.isTracing { recordOperation(kind, id, turn) }
  }

  @inline(__always)
  mutating func trace(_ kind: TraceRecord.Kind, entity: Int, turn: Turn) {
    guard turn.observer.pointee.isTracing else { return }
    turn.observer.pointee.trace.append(
      TraceRecord(
        instant: turn.now, kind: kind, entity: entity, version: nil, ordinal: 0, blocks: 0..<0, isWrite: false, detail: 0,
        command: ""))
  }

  @inline(never)
  private mutating func recordAttempt(_ kind: TraceRecord.Kind, _ id: AttemptID, _ detail: UInt64, _ turn: Turn) {
    let attempt = attempts[id.slot]
    var record = TraceRecord(
      instant: turn.now, kind: kind, entity: Int(attempt.path), version: attempt.version, ordinal: Int(attempt.ordinal),
      blocks: 0..<0, isWrite: attempt.isWrite, detail: detail, command: "")
    switch attempt.request {
    case .command(.read(let blocks)), .command(.write(let blocks)):
      record.blocks = blocks.address..<blocks.address + UInt64(blocks.count)
    case .command(.persistentReserveOut(let out)):
      record.command = out.serviceAction.name
      record.serviceActionKey = out.serviceActionReservationKey.value
    case .command(.persistentReserveIn(let request)): record.command = request.serviceAction.name
    case .command(let command): record.command = command.name
    case .taskManagement(let function, _): record.command = function == .abortTask ? "ABORT TASK" : "LOGICAL UNIT RESET"
    }
    turn.observer.pointee.trace.append(record)
  }

  @inline(never)
  private mutating func recordOperation(_ kind: TraceRecord.Kind, _ id: OperationID, _ turn: Turn) {
    let operation = operations[id.slot]
    turn.observer.pointee.trace.append(
      TraceRecord(
        instant: turn.now, kind: kind, entity: Int(devices[Int(operation.device)].host),
        version: operation.judged.flatMap(oracle.version(of:)), ordinal: 0, blocks: operation.blocks, isWrite: operation.isWrite,
        detail: UInt64(devices[Int(operation.device)].unit), command: ""))
  }
}
