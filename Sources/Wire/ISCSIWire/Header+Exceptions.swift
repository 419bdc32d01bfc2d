/// What an Asynchronous Message reports (RFC 7143 11.9.1).
public struct AsynchronousEvent: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let scsi = AsynchronousEvent(rawValue: 0)
  public static let logoutRequested = AsynchronousEvent(rawValue: 1)
  public static let connectionDropped = AsynchronousEvent(rawValue: 2)
  public static let sessionDropped = AsynchronousEvent(rawValue: 3)
  public static let negotiationRequested = AsynchronousEvent(rawValue: 4)
  public static let tasksTerminated = AsynchronousEvent(rawValue: 5)
  public static let vendorSpecific = AsynchronousEvent(rawValue: 255)
}

/// Asynchronous Message (RFC 7143 11.9). Its data segment is sense data and iSCSI event data.
public struct AsynchronousMessage: LaidOutHeader {
  public static let opcode = Opcode.asynchronousMessage

  public var lun: UInt64 = 0
  public var sequence = ResponseSequence()
  public var event = AsynchronousEvent.scsi
  public var vendorCode: UInt8 = 0
  public var parameter1: UInt16 = 0
  public var parameter2: UInt16 = 0
  public var parameter3: UInt16 = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    var noTag = TaskTag.reserved
    fields.one(at: 1, bit: 7)
    fields.integer(&lun, at: 8)
    fields.integer(&noTag, at: 16)
    fields.sequence(&sequence)
    fields.code(&event, at: 36)
    fields.integer(&vendorCode, at: 37)
    fields.integer(&parameter1, at: 38)
    fields.integer(&parameter2, at: 40)
    fields.integer(&parameter3, at: 42)
  }
}

/// Why a PDU is refused (RFC 7143 11.17.1).
public struct RejectReason: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let dataDigestError = RejectReason(rawValue: 0x02)
  public static let snackReject = RejectReason(rawValue: 0x03)
  public static let protocolError = RejectReason(rawValue: 0x04)
  public static let commandNotSupported = RejectReason(rawValue: 0x05)
  public static let immediateCommandReject = RejectReason(rawValue: 0x06)
  public static let taskInProgress = RejectReason(rawValue: 0x07)
  public static let invalidDataACK = RejectReason(rawValue: 0x08)
  public static let invalidPDUField = RejectReason(rawValue: 0x09)
  public static let longOperationReject = RejectReason(rawValue: 0x0a)
  public static let negotiationReset = RejectReason(rawValue: 0x0b)
  public static let waitingForLogout = RejectReason(rawValue: 0x0c)
}

/// Reject (RFC 7143 11.17). Its data segment is the header of the PDU refused.
public struct Reject: LaidOutHeader {
  public static let opcode = Opcode.reject

  public var reason = RejectReason.protocolError
  public var sequence = ResponseSequence()
  /// DataSN or R2TSN, of use with a SNACK.
  public var dataSN: SerialNumber = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    var noTag = TaskTag.reserved
    fields.one(at: 1, bit: 7)
    fields.code(&reason, at: 2)
    fields.integer(&noTag, at: 16)
    fields.sequence(&sequence)
    fields.code(&dataSN, at: 36)
  }
}
