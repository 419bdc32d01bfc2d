/// NOP-Out (RFC 7143 11.18). Its data segment is ping data.
public struct NOPOut: LaidOutHeader {
  public static let opcode = Opcode.nopOut

  public var isImmediate = false
  public var lun: UInt64 = 0
  /// `TaskTag.reserved` when no answer is wanted; such a NOP-Out is immediate.
  public var initiatorTaskTag = TaskTag.reserved
  /// That of the NOP-In answered, else `TaskTag.reserved`.
  public var targetTransferTag = TaskTag.reserved
  public var sequence = RequestSequence()

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&isImmediate, at: 0, bit: 6)
    fields.one(at: 1, bit: 7)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&targetTransferTag, at: 20)
    fields.sequence(&sequence)
  }
}

/// NOP-In (RFC 7143 11.19). Its data segment repeats the ping data of the NOP-Out answered.
public struct NOPIn: LaidOutHeader {
  public static let opcode = Opcode.nopIn

  public var lun: UInt64 = 0
  /// That of the NOP-Out answered, else `TaskTag.reserved`.
  public var initiatorTaskTag = TaskTag.reserved
  /// Not `TaskTag.reserved` when the target wants an answer.
  public var targetTransferTag = TaskTag.reserved
  public var sequence = ResponseSequence()

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.one(at: 1, bit: 7)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&targetTransferTag, at: 20)
    fields.sequence(&sequence)
  }
}
