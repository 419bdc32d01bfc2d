/// SAM-5 table 48.
public enum Status: UInt8, BitwiseCopyable, Sendable {
  case good = 0x00
  case checkCondition = 0x02
  /// PRE-FETCH: all blocks fit the cache.
  case conditionMet = 0x04
  case busy = 0x08
  case reservationConflict = 0x18
  case taskSetFull = 0x28
  case taskAborted = 0x40
}

/// Sense key, additional sense code and qualifier (SPC-4 4.5). `none` accompanies every status but CHECK CONDITION.
public struct Sense: BitwiseCopyable, Hashable, Sendable {
  public var key: UInt8
  public var code: UInt8
  public var qualifier: UInt8
  @inlinable public init(key: UInt8, code: UInt8, qualifier: UInt8) {
    self.key = key
    self.code = code
    self.qualifier = qualifier
  }
  public static let none = Sense(key: 0, code: 0, qualifier: 0)
  @inlinable public static func illegalRequest(_ code: UInt8, _ qualifier: UInt8) -> Sense {
    Sense(key: 5, code: code, qualifier: qualifier)
  }
  @inlinable public static func unitAttention(_ code: UInt8, _ qualifier: UInt8) -> Sense {
    Sense(key: 6, code: code, qualifier: qualifier)
  }
  public static let invalidFieldInCDB = illegalRequest(0x24, 0x00)
  public static let invalidFieldInParameterList = illegalRequest(0x26, 0x00)
  public static let invalidReleaseOfPersistentReservation = illegalRequest(0x26, 0x04)
  public static let parameterListLengthError = illegalRequest(0x1A, 0x00)
}

/// How a command ended.
public struct Completion: BitwiseCopyable, Hashable, Sendable {
  public var status: Status
  public var sense: Sense
  @inlinable public init(_ status: Status, sense: Sense = .none) {
    self.status = status
    self.sense = sense
  }
  public static let good = Completion(.good)
  public static let reservationConflict = Completion(.reservationConflict)
  @inlinable public static func checkCondition(_ sense: Sense) -> Completion { Completion(.checkCondition, sense: sense) }
}
