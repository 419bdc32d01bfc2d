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

/// How the array has carried a task management function out. SAM-5 7.1 knows FUNCTION COMPLETE for both; initiators take the
/// second for an abort that failed.
public enum FunctionResponse: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case functionComplete = 0
  /// ABORT TASK found no such command: it has ended before, or never arrived (RFC 7143 11.6.1).
  case taskDoesNotExist = 1
}
