import ArgumentParser
import Experiments
import ModelFiles
import ResultStore

/// Exit statuses of every command, after sysexits.h.
enum ExitStatus: Int32 {
  case done = 0
  /// A violation was found, and the command was asked to fail on it. No error has this status.
  case violationFound = 1
  /// Arguments that cannot be; the argument parser's own errors have the same.
  case usage = 64
  /// What was read is wrong.
  case badInput = 65
  /// Weir contradicts itself.
  case internalError = 70
  case inputOutput = 74
  /// By the user; what was finished is kept.
  case interrupted = 130

  /// To be thrown by a command that has said everything already.
  var code: ExitCode { ExitCode(rawValue) }
}

/// An error with the text that the user sees and the status that the command ends with.
struct CommandError: Error, CustomStringConvertible {
  let status: ExitStatus
  let description: String

  init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }
}

extension ExitStatus {
  /// The status of an error of ours; nil for those of the argument parser, which reports them itself.
  static func ofError(_ error: any Error) -> Int32? {
    switch error {
    case let error as CommandError: error.status.rawValue
    case let error as ModelFileError: status(error.cause).rawValue
    case let error as StoreError: error.exitStatus
    case is InternalError: internalError.rawValue
    default: nil
    }
  }

  private static func status(_ cause: Diagnostic.Cause) -> ExitStatus { cause == .inputOutput ? .inputOutput : .badInput }
}
