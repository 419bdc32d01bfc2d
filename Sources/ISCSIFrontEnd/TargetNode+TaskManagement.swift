import ISCSIWire
import SCSIWire
import StorageModel

/// Task management (RFC 7143 11.5). Commands of other sessions whose parameter list is not yet there have not arrived yet.
extension TargetNode {
  mutating func manage(_ request: TaskManagementRequest, on id: ConnectionID) {
    guard let session = sessions[id], let nexus = session.nexus else { return }
    guard let function = TaskManagementFunction(request.function) else {
      let result: TaskManagementResult =
        request.function == .taskReassign ? .reassignmentNotSupported : .functionNotSupported
      return perform(sessions[id]?.connection.managed(request.initiatorTaskTag, result), on: id)
    }
    guard let unit = function == .targetReset ? 0 : unit(request.lun) else {
      return perform(sessions[id]?.connection.managed(request.initiatorTaskTag, .lunDoesNotExist), on: id)
    }
    var referenced: LiveArray.Tag?
    if function == .abortTask {
      guard let task = session.connection.task(request.referencedTaskTag) else {
        return perform(sessions[id]?.connection.managed(request.initiatorTaskTag, .taskDoesNotExist), on: id)
      }
      guard let tag = task.tag else {
        sessions[id]?.connection.forget(task.initiatorTaskTag)
        return perform(sessions[id]?.connection.managed(request.initiatorTaskTag, .functionComplete), on: id)
      }
      referenced = tag
    } else {
      for task in session.connection.tasks
      where task.tag == nil && (function == .targetReset || self.unit(task.header.lun) == unit) {
        sessions[id]?.connection.forget(task.initiatorTaskTag)
      }
    }
    let tag = takeTag()
    managements.append(
      Management(
        tag: tag, connection: id, initiatorTaskTag: request.initiatorTaskTag, isCold: request.function == .targetColdReset))
    array.manage(function, referenced: referenced, unit: unit, nexus: nexus, tag: tag)
  }

  /// The array is done with a request.
  mutating func managed(_ tag: LiveArray.Tag) {
    guard let i = managements.firstIndex(where: { $0.tag == tag }) else { return }
    let management = managements.remove(at: i)
    let id = management.connection
    perform(sessions[id]?.connection.managed(management.initiatorTaskTag, .functionComplete), on: id)
    // RFC 7143 11.5.1: all connections to all initiators end.
    if management.isCold { for id in sessions.keys.sorted() { end(id, ProtocolViolation("target cold reset")) } }
  }
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
