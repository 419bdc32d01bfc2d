/// A stage of the login phase (RFC 7143 11.12.3).
public struct LoginStage: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let security = LoginStage(rawValue: 0)
  public static let operational = LoginStage(rawValue: 1)
  public static let fullFeature = LoginStage(rawValue: 3)
}

/// Login Request (RFC 7143 11.12), always immediate. Its data segment is text.
public struct LoginRequest: LaidOutHeader {
  public static let opcode = Opcode.loginRequest

  /// The initiator is ready to move to `nextStage`.
  public var transits = false
  /// The text goes on in the next request.
  public var continues = false
  public var currentStage = LoginStage.security
  public var nextStage = LoginStage.security
  public var versionMax: UInt8 = 0
  public var versionMin: UInt8 = 0
  public var isid = ISID(rawValue: 0)
  /// `TSIH.new`, or the session that the connection is to join.
  public var tsih = TSIH.new
  public var initiatorTaskTag = TaskTag.reserved
  public var connectionID: UInt16 = 0
  public var sequence = RequestSequence()

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.one(at: 0, bit: 6)
    fields.flag(&transits, at: 1, bit: 7)
    fields.flag(&continues, at: 1, bit: 6)
    fields.bits(&currentStage, at: 1, 2...3)
    fields.bits(&nextStage, at: 1, 0...1)
    fields.integer(&versionMax, at: 2)
    fields.integer(&versionMin, at: 3)
    fields.integer(&isid.rawValue, at: 8, octets: 6)
    fields.code(&tsih, at: 14)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.integer(&connectionID, at: 20)
    fields.sequence(&sequence)
  }
}

/// Status-Class (high byte) and Status-Detail (low byte) of a Login Response (RFC 7143 11.13.5).
public struct LoginStatus: WireCode, Hashable, Sendable, BitwiseCopyable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let success = LoginStatus(rawValue: 0x0000)
  public static let targetMovedTemporarily = LoginStatus(rawValue: 0x0101)
  public static let targetMovedPermanently = LoginStatus(rawValue: 0x0102)
  public static let initiatorError = LoginStatus(rawValue: 0x0200)
  public static let authenticationFailure = LoginStatus(rawValue: 0x0201)
  public static let authorizationFailure = LoginStatus(rawValue: 0x0202)
  public static let notFound = LoginStatus(rawValue: 0x0203)
  public static let targetRemoved = LoginStatus(rawValue: 0x0204)
  public static let unsupportedVersion = LoginStatus(rawValue: 0x0205)
  public static let tooManyConnections = LoginStatus(rawValue: 0x0206)
  public static let missingParameter = LoginStatus(rawValue: 0x0207)
  public static let cannotIncludeInSession = LoginStatus(rawValue: 0x0208)
  public static let sessionTypeNotSupported = LoginStatus(rawValue: 0x0209)
  public static let sessionDoesNotExist = LoginStatus(rawValue: 0x020a)
  public static let invalidDuringLogin = LoginStatus(rawValue: 0x020b)
  public static let targetError = LoginStatus(rawValue: 0x0300)
  public static let serviceUnavailable = LoginStatus(rawValue: 0x0301)
  public static let outOfResources = LoginStatus(rawValue: 0x0302)
}

/// Login Response (RFC 7143 11.13). Its data segment is text.
public struct LoginResponse: LaidOutHeader {
  public static let opcode = Opcode.loginResponse

  /// The target agrees to move to `nextStage`.
  public var transits = false
  /// The text goes on in the next response.
  public var continues = false
  public var currentStage = LoginStage.security
  public var nextStage = LoginStage.security
  public var versionMax: UInt8 = 0
  public var versionActive: UInt8 = 0
  public var isid = ISID(rawValue: 0)
  /// The target's own number for the session, in its last response.
  public var tsih = TSIH.new
  public var initiatorTaskTag = TaskTag.reserved
  public var sequence = ResponseSequence()
  public var status = LoginStatus.success

  public init() {}

  mutating func layout(_ fields: inout HeaderFields) {
    fields.flag(&transits, at: 1, bit: 7)
    fields.flag(&continues, at: 1, bit: 6)
    fields.bits(&currentStage, at: 1, 2...3)
    fields.bits(&nextStage, at: 1, 0...1)
    fields.integer(&versionMax, at: 2)
    fields.integer(&versionActive, at: 3)
    fields.integer(&isid.rawValue, at: 8, octets: 6)
    fields.code(&tsih, at: 14)
    fields.integer(&initiatorTaskTag, at: 16)
    fields.sequence(&sequence)
    fields.code(&status, at: 36)
  }
}

extension LoginResponse {
  /// The answer that ends the login with `status`.
  public init(refusing request: LoginRequest, with status: LoginStatus) {
    self.init(answering: request)
    self.status = status
  }

  /// A response with what it repeats of the request.
  init(answering request: LoginRequest) {
    self.init()
    currentStage = request.currentStage
    isid = request.isid
    tsih = request.tsih
    initiatorTaskTag = request.initiatorTaskTag
  }
}
