/// The sequence numbers that a request carries (RFC 7143 11.3.7, 11.3.8).
public struct RequestSequence: Hashable, Sendable, BitwiseCopyable {
  public var cmdSN: SerialNumber = 0
  public var expStatSN: SerialNumber = 0

  public init(cmdSN: SerialNumber = 0, expStatSN: SerialNumber = 0) {
    (self.cmdSN, self.expStatSN) = (cmdSN, expStatSN)
  }
}

/// The sequence numbers that every PDU of a target carries (RFC 7143 11.4.8 to 11.4.10).
public struct ResponseSequence: Hashable, Sendable, BitwiseCopyable {
  public var statSN: SerialNumber = 0
  public var expCmdSN: SerialNumber = 0
  public var maxCmdSN: SerialNumber = 0

  public init(statSN: SerialNumber = 0, expCmdSN: SerialNumber = 0, maxCmdSN: SerialNumber = 0) {
    (self.statSN, self.expCmdSN, self.maxCmdSN) = (statSN, expCmdSN, maxCmdSN)
  }
}

extension HeaderFields {
  mutating func sequence(_ value: inout RequestSequence) {
    code(&value.cmdSN, at: 24)
    code(&value.expStatSN, at: 28)
  }

  mutating func sequence(_ value: inout ResponseSequence) {
    code(&value.statSN, at: 24)
    code(&value.expCmdSN, at: 28)
    code(&value.maxCmdSN, at: 32)
  }
}
