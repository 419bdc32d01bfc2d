import ISCSIWire
import SCSIWire
import StorageModel

/// Task management (RFC 7143 11.5). Commands of other sessions whose parameter list is not yet there have not arrived yet.
extension TargetNode {
  mutating func manage(_ request: TaskManagementRequest, on id: ConnectionID) {
    guard let session = sessions[id], let nexus = session.nexus else { return }
    guard let function = TaskManagementFunction(request.function) else {
      return answer(request, request.function == .taskReassign ? .reassignmentNotSupported : .functionNotSupported, on: id)
    }
    guard let unit = function == .targetReset ? 0 : unit(request.lun) else {
      return answer(request, .lunDoesNotExist, on: id)
    }
    let tasks = session.connection.tasks.filter { task in
      switch function {
      case .abortTask: task.initiatorTaskTag == request.referencedTaskTag && self.unit(task.header.lun) == unit
      case .targetReset: true
      default: self.unit(task.header.lun) == unit
      }
    }
    if function == .abortTask && tasks.isEmpty { return answer(request, .taskDoesNotExist, on: id) }
    // The array has not heard of these yet.
    for task in tasks where task.tag == nil { sessions[id]?.connection.forget(task.initiatorTaskTag) }
    let aborted = tasks.compactMap(\.tag)
    if function == .abortTask && aborted.isEmpty { return answer(request, .functionComplete, on: id) }
    let tag = takeTag()
    let referenced = function == .abortTask ? aborted.first : nil
    managements.append(
      Management(
        tag: tag, connection: id, initiatorTaskTag: request.initiatorTaskTag, aborted: aborted,
        reset: resetUnits(function, unit), isCold: request.function == .targetColdReset))
    array.manage(function, referenced: referenced, unit: unit, nexus: nexus, tag: tag)
  }

  private mutating func answer(_ request: TaskManagementRequest, _ result: TaskManagementResult, on id: ConnectionID) {
    perform(sessions[id]?.connection.managed(request.initiatorTaskTag, result), on: id)
  }

  private func resetUnits(_ function: TaskManagementFunction, _ unit: Int) -> Range<Int> {
    switch function {
    case .logicalUnitReset: unit..<unit + 1
    case .targetReset: server.disks.indices
    default: 0..<0
    }
  }

  /// The array is done with a request.
  mutating func managed(_ tag: LiveArray.Tag, _ response: FunctionResponse) {
    guard let i = managements.firstIndex(where: { $0.tag == tag }) else { return }
    let management = managements.remove(at: i)
    let id = management.connection
    for unit in management.reset { server.disks[unit].reset() }
    // A stalled port may hold some of them for longer; the initiator may use their task tags again.
    for task in sessions[id]?.connection.tasks ?? [] where task.tag.map(management.aborted.contains) == true {
      sessions[id]?.connection.forget(task.initiatorTaskTag)
    }
    perform(sessions[id]?.connection.managed(management.initiatorTaskTag, TaskManagementResult(response)), on: id)
    // RFC 7143 11.5.1: all connections to all initiators end.
    if management.isCold { for id in sessions.keys.sorted() { end(id, ProtocolViolation("target cold reset")) } }
  }
}

extension TaskManagementResult {
  fileprivate init(_ response: FunctionResponse) { self.init(rawValue: response.rawValue) }
}

extension TaskManagementFunction {
  init?(_ code: TaskManagementCode) {
    switch code {
    case .abortTask: self = .abortTask
    case .abortTaskSet: self = .abortTaskSet
    case .clearTaskSet: self = .clearTaskSet
    case .logicalUnitReset: self = .logicalUnitReset
    case .targetWarmReset, .targetColdReset: self = .targetReset
    default: return nil
    }
  }
}
