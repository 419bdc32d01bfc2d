/// Text Request (RFC 7143 11.10). Its data segment is text.
public struct TextRequest: LaidOutHeader {
  public static let opcode = Opcode.textRequest

  public var isImmediate = false
  /// The initiator has nothing to add to the negotiation.
  public var isFinal = false
  /// The text goes on in the next request.
  public var continues = false
  public var lun: UInt64 = 0
  public var initiatorTaskTag = TaskTag.reserved
  /// `TaskTag.reserved` in the first request of a negotiation, else what the last response carried.
  public var targetTransferTag = TaskTag.reserved
  public var sequence = RequestSequence()

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&isImmediate, at: 0, bit: 6)
    fields.flag(&isFinal, at: 1, bit: 7)
    fields.flag(&continues, at: 1, bit: 6)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&targetTransferTag, at: 20)
    fields.sequence(&sequence)
  }
}

/// Text Response (RFC 7143 11.11). Its data segment is text.
public struct TextResponse: LaidOutHeader {
  public static let opcode = Opcode.textResponse

  /// The negotiation is over.
  public var isFinal = false
  /// The text goes on in the next response.
  public var continues = false
  public var lun: UInt64 = 0
  public var initiatorTaskTag = TaskTag.reserved
  /// `TaskTag.reserved` when the response is final.
  public var targetTransferTag = TaskTag.reserved
  public var sequence = ResponseSequence()

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&isFinal, at: 1, bit: 7)
    fields.flag(&continues, at: 1, bit: 6)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&targetTransferTag, at: 20)
    fields.sequence(&sequence)
  }
}
