import ArgumentParser
import Foundation

/// Starts `weir-bench`, which lies beside this program: it counts allocations by replacing malloc, and no other command should
/// have that.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures engine and model on this machine; needs no file. It starts weir-bench.",
    discussion: """
      EXAMPLES
        weir bench
        weir bench --help
        weir bench --format json
      """)

  @Argument(parsing: .captureForPassthrough, help: "What weir-bench is to be told: --format, --quick.")
  var arguments: [String] = []

  /// Does not come back: the process becomes the other program, and its exit status is that one's.
  func run() throws {
    let folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    let path = (folder ?? URL(filePath: ".")).appending(path: "weir-bench").path
    var words = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    execv(path, words)
    throw CommandError(
      .inputOutput,
      "\(path): error: cannot start it: \(String(cString: strerror(errno))); expected it beside weir, as "
        + "'swift build -c release --product weir-bench' or 'make bench' builds it")
  }
}
