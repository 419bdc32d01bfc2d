/// A task management function as iSCSI codes it (RFC 7143 11.5.1).
public struct TaskManagementCode: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let abortTask = TaskManagementCode(rawValue: 1)
  public static let abortTaskSet = TaskManagementCode(rawValue: 2)
  public static let clearACA = TaskManagementCode(rawValue: 3)
  public static let clearTaskSet = TaskManagementCode(rawValue: 4)
  public static let logicalUnitReset = TaskManagementCode(rawValue: 5)
  public static let targetWarmReset = TaskManagementCode(rawValue: 6)
  public static let targetColdReset = TaskManagementCode(rawValue: 7)
  public static let taskReassign = TaskManagementCode(rawValue: 8)
}

/// Task Management Function Request (RFC 7143 11.5).
public struct TaskManagementRequest: LaidOutHeader {
  public static let opcode = Opcode.taskManagementRequest

  public var isImmediate = false
  public var function = TaskManagementCode.abortTask
  public var lun: UInt64 = 0
  public var initiatorTaskTag = TaskTag.reserved
  /// The task to abort or reassign.
  public var referencedTaskTag = TaskTag.reserved
  public var sequence = RequestSequence()
  /// The CmdSN of the task to abort.
  public var refCmdSN: SerialNumber = 0
  public var expDataSN: SerialNumber = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&isImmediate, at: 0, bit: 6)
    fields.one(at: 1, bit: 7)
    fields.bits(&function, at: 1, 0...6)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&referencedTaskTag, at: 20)
    fields.sequence(&sequence)
    fields.code(&refCmdSN, at: 32)
    fields.code(&expDataSN, at: 36)
  }
}

/// How a task management function ended (RFC 7143 11.6.1).
public struct TaskManagementResult: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let functionComplete = TaskManagementResult(rawValue: 0)
  public static let taskDoesNotExist = TaskManagementResult(rawValue: 1)
  public static let lunDoesNotExist = TaskManagementResult(rawValue: 2)
  public static let taskStillAllegiant = TaskManagementResult(rawValue: 3)
  public static let reassignmentNotSupported = TaskManagementResult(rawValue: 4)
  public static let functionNotSupported = TaskManagementResult(rawValue: 5)
  public static let authorizationFailed = TaskManagementResult(rawValue: 6)
  public static let functionRejected = TaskManagementResult(rawValue: 255)
}

/// Task Management Function Response (RFC 7143 11.6).
public struct TaskManagementResponse: LaidOutHeader {
  public static let opcode = Opcode.taskManagementResponse

  public var result = TaskManagementResult.functionComplete
  public var initiatorTaskTag = TaskTag.reserved
  public var sequence = ResponseSequence()

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.one(at: 1, bit: 7)
    fields.code(&result, at: 2)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.sequence(&sequence)
  }
}
