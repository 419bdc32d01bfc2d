/// SCSI Data-Out (RFC 7143 11.7).
public struct DataOut: LaidOutHeader {
  public static let opcode = Opcode.dataOut

  /// The last PDU of its sequence, unsolicited or asked for by one R2T.
  public var isFinal = false
  public var lun: UInt64 = 0
  public var initiatorTaskTag = TaskTag.reserved
  /// That of the R2T answered; `TaskTag.reserved` for unsolicited data.
  public var targetTransferTag = TaskTag.reserved
  public var expStatSN: SerialNumber = 0
  /// Starts at 0 in each sequence.
  public var dataSN: SerialNumber = 0
  /// Bytes from the start of the command's data.
  public var bufferOffset: UInt32 = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&isFinal, at: 1, bit: 7)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&targetTransferTag, at: 20)
    fields.code(&expStatSN, at: 28)
    fields.code(&dataSN, at: 36)
    fields.integer(&bufferOffset, at: 40)
  }
}

/// SCSI Data-In (RFC 7143 11.7).
public struct DataIn: LaidOutHeader {
  public static let opcode = Opcode.dataIn

  /// The last PDU of its sequence.
  public var isFinal = false
  /// The initiator is asked to acknowledge (error recovery level 1 and up).
  public var wantsAcknowledge = false
  /// `status`, `residual` and StatSN count: no SCSI Response follows.
  public var hasStatus = false
  public var residual = Residual()
  public var status: UInt8 = 0
  public var lun: UInt64 = 0
  public var initiatorTaskTag = TaskTag.reserved
  public var targetTransferTag = TaskTag.reserved
  /// StatSN is reserved unless `hasStatus`.
  public var sequence = ResponseSequence()
  public var dataSN: SerialNumber = 0
  /// Bytes from the start of the command's data.
  public var bufferOffset: UInt32 = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&isFinal, at: 1, bit: 7)
    fields.flag(&wantsAcknowledge, at: 1, bit: 6)
    fields.flag(&residual.isOverflow, at: 1, bit: 2)
    fields.flag(&residual.isUnderflow, at: 1, bit: 1)
    fields.flag(&hasStatus, at: 1, bit: 0)
    fields.integer(&status, at: 3)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&targetTransferTag, at: 20)
    fields.sequence(&sequence)
    fields.code(&dataSN, at: 36)
    fields.integer(&bufferOffset, at: 40)
    fields.integer(&residual.count, at: 44)
  }
}

/// Ready To Transfer, R2T (RFC 7143 11.8).
public struct ReadyToTransfer: LaidOutHeader {
  public static let opcode = Opcode.readyToTransfer

  public var lun: UInt64 = 0
  public var initiatorTaskTag = TaskTag.reserved
  public var targetTransferTag = TaskTag.reserved
  /// StatSN is that of the next status, and not advanced by an R2T.
  public var sequence = ResponseSequence()
  public var r2tSN: SerialNumber = 0
  /// Bytes from the start of the command's data.
  public var bufferOffset: UInt32 = 0
  /// Bytes, at least 1 and at most MaxBurstLength.
  public var desiredDataTransferLength: UInt32 = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.one(at: 1, bit: 7)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&targetTransferTag, at: 20)
    fields.sequence(&sequence)
    fields.code(&r2tSN, at: 36)
    fields.integer(&bufferOffset, at: 40)
    fields.integer(&desiredDataTransferLength, at: 44)
  }
}

/// What a SNACK asks for (RFC 7143 11.16.1).
public struct SNACKType: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let data = SNACKType(rawValue: 0)
  public static let status = SNACKType(rawValue: 1)
  public static let dataAcknowledge = SNACKType(rawValue: 2)
  public static let resegmentedData = SNACKType(rawValue: 3)
}

/// SNACK Request (RFC 7143 11.16): error recovery above level 0.
public struct SNACKRequest: LaidOutHeader {
  public static let opcode = Opcode.snackRequest

  public var type = SNACKType.data
  public var lun: UInt64 = 0
  public var initiatorTaskTag = TaskTag.reserved
  /// Or the SNACK tag of `resegmentedData`.
  public var targetTransferTag = TaskTag.reserved
  public var expStatSN: SerialNumber = 0
  public var firstMissing: SerialNumber = 0
  /// 0: everything from `firstMissing` on.
  public var runLength: UInt32 = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.one(at: 1, bit: 7)
    fields.bits(&type, at: 1, 0...3)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&targetTransferTag, at: 20)
    fields.code(&expStatSN, at: 28)
    fields.code(&firstMissing, at: 40)
    fields.integer(&runLength, at: 44)
  }
}
