@preconcurrency import Foundation

/// A text file that a command writes, opened before a long run begins so that a mistake shows at once. The path `-` is standard
/// output.
final class OutputFile {
  private let path: String
  private let handle: UnsafeMutablePointer<FILE>

  /// - Throws: `CommandError` (74).
  init(_ path: String) throws(CommandError) {
    guard let handle = path == "-" ? stdout : fopen(path, "w") else { throw Self.error(path) }
    self.path = path == "-" ? "standard output" : path
    self.handle = handle
  }

  deinit { if handle != stdout { fclose(handle) } }

  func write(_ lines: some Sequence<String>) throws(CommandError) {
    for line in lines {
      guard fputs(line, handle) >= 0, fputc(0x0A, handle) >= 0 else { throw Self.error(path) }
    }
    guard fflush(handle) == 0 else { throw Self.error(path) }
  }

  func write(text: String) throws(CommandError) {
    guard fputs(text, handle) >= 0, fflush(handle) == 0 else { throw Self.error(path) }
  }

  private static func error(_ path: String) -> CommandError {
    CommandError(.inputOutput, "\(path): error: cannot write the file: \(String(cString: strerror(errno)))")
  }
}
