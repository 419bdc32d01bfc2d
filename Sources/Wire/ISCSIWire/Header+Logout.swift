/// Why an initiator logs out (RFC 7143 11.14.1).
public struct LogoutReason: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let closeSession = LogoutReason(rawValue: 0)
  public static let closeConnection = LogoutReason(rawValue: 1)
  public static let removeForRecovery = LogoutReason(rawValue: 2)
}

/// Logout Request (RFC 7143 11.14).
public struct LogoutRequest: LaidOutHeader {
  public static let opcode = Opcode.logoutRequest

  public var isImmediate = false
  public var reason = LogoutReason.closeSession
  public var initiatorTaskTag = TaskTag.reserved
  /// The connection to close, unless the whole session is closed.
  public var connectionID: UInt16 = 0
  public var sequence = RequestSequence()

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&isImmediate, at: 0, bit: 6)
    fields.one(at: 1, bit: 7)
    fields.bits(&reason, at: 1, 0...6)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&connectionID, at: 20)
    fields.sequence(&sequence)
  }
}

/// How a logout ended (RFC 7143 11.15.1).
public struct LogoutResult: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let closed = LogoutResult(rawValue: 0)
  public static let connectionNotFound = LogoutResult(rawValue: 1)
  public static let recoveryNotSupported = LogoutResult(rawValue: 2)
  public static let cleanupFailed = LogoutResult(rawValue: 3)
}

/// Logout Response (RFC 7143 11.15).
public struct LogoutResponse: LaidOutHeader {
  public static let opcode = Opcode.logoutResponse

  public var result = LogoutResult.closed
  public var initiatorTaskTag = TaskTag.reserved
  public var sequence = ResponseSequence()
  /// Seconds.
  public var time2Wait: UInt16 = 0
  /// Seconds.
  public var time2Retain: UInt16 = 0

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.one(at: 1, bit: 7)
    fields.code(&result, at: 2)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.sequence(&sequence)
    fields.integer(&time2Wait, at: 40)
    fields.integer(&time2Retain, at: 42)
  }
}
