import ArgumentParser
import Foundation

@main struct Weir: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir",
    abstract: "Simulates storage failover: how much stale data gets past it, and what closing the leak costs.",
    discussion: """
      EXAMPLES
        weir run Models/dual-fabric.yaml --barrier none       one run, with the first stale write explained
        weir validate Models/*.yaml Experiments/*.yaml        what is wrong with files, nothing is run
        weir decode 5f05 0000 0000 0000 1800                  what the bytes of a command mean
        weir bench                                            how fast engine and model are here

      EXIT STATUS
        0 done; 1 a violation was found and --fail-on-leak was given; 64 bad usage; 65 bad input; 70 internal error;
        74 a file cannot be read or written; 130 interrupted
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, SweepCommand.self, ReportCommand.self, ValidateCommand.self, DecodeCommand.self, BenchCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      guard let status = ExitStatus.ofError(error) else { exit(withError: error) }
      StandardError.write("\(error)")
      Foundation.exit(status)
    }
  }
}

/// What is said beside the result: errors, warnings, wall-clock times.
enum StandardError {
  static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
