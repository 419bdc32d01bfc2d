/// Task management functions (SAM-5 clause 7; TARGET RESET is SAM-2). How they are coded is the transport's business.
public enum TaskManagementFunction: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case abortTask
  /// Aborts the commands of the I_T nexus that asks.
  case abortTaskSet
  /// Aborts the commands of every I_T nexus.
  case clearTaskSet
  case logicalUnitReset
  case targetReset
}
