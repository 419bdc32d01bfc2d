import SCSIWire

/// How a disk ended a command, and what goes back with the status.
public struct Outcome: Hashable, Sendable {
  public var completion: Completion
  /// Data-in, cut off at the allocation length of the command; the transport may take less still.
  public var dataIn: [UInt8] = []
  /// INFORMATION of the sense data: the first block in error, or for a miscompare the offset of the first byte that differs.
  public var information: UInt64?
  /// The field that an ILLEGAL REQUEST is about.
  public var fieldPointer: FieldPointer?
  /// What every other I_T nexus has to be told by unit attention.
  public var unitAttention: Sense?

  init(_ completion: Completion, information: UInt64? = nil) {
    self.completion = completion
    self.information = information
  }

  /// What was to be decoded cannot be.
  init(_ error: WireError) {
    completion = .checkCondition(error.sense)
    fieldPointer = error.fieldPointer
  }

  static let good = Outcome(.good)
  static func good(_ dataIn: [UInt8]) -> Outcome {
    var outcome = Outcome.good
    outcome.dataIn = dataIn
    return outcome
  }
}
