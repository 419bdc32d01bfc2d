/// The task attribute of a SCSI command (RFC 7143 11.3.1).
public struct TaskAttribute: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let untagged = TaskAttribute(rawValue: 0)
  public static let simple = TaskAttribute(rawValue: 1)
  public static let ordered = TaskAttribute(rawValue: 2)
  public static let headOfQueue = TaskAttribute(rawValue: 3)
  public static let autoContingentAllegiance = TaskAttribute(rawValue: 4)
}

/// SCSI Command (RFC 7143 11.3). Its data segment is immediate data.
public struct SCSICommand: LaidOutHeader {
  public static let opcode = Opcode.scsiCommand

  public var isImmediate = false
  /// No unsolicited Data-Out PDUs follow.
  public var isFinal = false
  /// The command is expected to read data.
  public var reads = false
  /// The command is expected to write data.
  public var writes = false
  public var attribute = TaskAttribute.untagged
  public var lun: UInt64 = 0
  public var initiatorTaskTag = TaskTag.reserved
  /// Bytes; of the write when the command goes both ways.
  public var expectedDataTransferLength: UInt32 = 0
  public var sequence = RequestSequence()
  /// The first 16 bytes of the CDB, shorter ones padded with zeros.
  public var cdb = [UInt8](repeating: 0, count: 16)

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&isImmediate, at: 0, bit: 6)
    fields.flag(&isFinal, at: 1, bit: 7)
    fields.flag(&reads, at: 1, bit: 6)
    fields.flag(&writes, at: 1, bit: 5)
    fields.bits(&attribute, at: 1, 0...2)
    fields.integer(&lun, at: 8)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&expectedDataTransferLength, at: 20)
    fields.sequence(&sequence)
    fields.octets(&cdb, at: 32, count: 16)
  }
}

/// How many bytes were not moved, or would have been (RFC 7143 11.4.5).
public struct Residual: Hashable, Sendable, BitwiseCopyable {
  /// More bytes were to be moved than the initiator expected.
  public var isOverflow = false
  /// Fewer bytes were moved than the initiator expected.
  public var isUnderflow = false
  public var count: UInt32 = 0

  public init() {}

  /// What is left of `expected` bytes when the command wanted to move `actual`.
  public init(expected: Int, actual: Int) {
    isOverflow = actual > expected
    isUnderflow = actual < expected
    count = UInt32(clamping: abs(actual - expected))
  }
}

/// SCSI Response (RFC 7143 11.4). Its data segment is `SenseSegment.encode`d sense data, or empty.
public struct SCSIResponse: LaidOutHeader {
  public static let opcode = Opcode.scsiResponse

  public var residual = Residual()
  public var bidirectionalReadResidual = Residual()
  /// 00h: completed at the target, `status` counts. 01h: target failure.
  public var response: UInt8 = 0
  /// The SCSI status code.
  public var status: UInt8 = 0
  public var initiatorTaskTag = TaskTag.reserved
  public var snackTag: UInt32 = 0
  public var sequence = ResponseSequence()
  /// The number of Data-In (or R2T) PDUs that the target sent for the command.
  public var expDataSN: SerialNumber = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.one(at: 1, bit: 7)
    fields.flag(&bidirectionalReadResidual.isOverflow, at: 1, bit: 4)
    fields.flag(&bidirectionalReadResidual.isUnderflow, at: 1, bit: 3)
    fields.flag(&residual.isOverflow, at: 1, bit: 2)
    fields.flag(&residual.isUnderflow, at: 1, bit: 1)
    fields.integer(&response, at: 2)
    fields.integer(&status, at: 3)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&snackTag, at: 20)
    fields.sequence(&sequence)
    fields.code(&expDataSN, at: 36)
    fields.integer(&bidirectionalReadResidual.count, at: 40)
    fields.integer(&residual.count, at: 44)
  }
}

/// The data segment of a SCSI Response (RFC 7143 11.4.7): a 16-bit length and that much sense data.
public enum SenseSegment {
  public static func encode(_ sense: [UInt8]) -> [UInt8] {
    let sense = sense.prefix(Int(UInt16.max))
    return [UInt8(sense.count >> 8), UInt8(sense.count & 0xff)] + sense
  }

  /// The sense data within a data segment; empty when there is none, cut where the segment is cut.
  public static func decode(_ segment: [UInt8]) -> [UInt8] {
    guard segment.count >= 2 else { return [] }
    return Array(segment.dropFirst(2).prefix(Int(segment[0]) << 8 | Int(segment[1])))
  }
}
