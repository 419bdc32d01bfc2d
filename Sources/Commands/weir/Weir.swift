import ArgumentParser
@preconcurrency import Foundation

@main struct Weir: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir",
    abstract: "Simulates storage failover: how much stale data gets past it, and what closing the leak costs.",
    discussion: """
      EXAMPLES
        One run, with the first stale write explained:
          weir run Models/dual-fabric.yaml --barrier none
        All points and replications of an experiment, compared in a table:
          weir sweep Experiments/barriers.yaml --output Results/barriers
        The table again, and as CSV:
          weir report Results/barriers
        What is wrong with files; nothing is run:
          weir validate Models/*.yaml Experiments/*.yaml
        Which keys there are, with their defaults:
          weir keys hosts.multipath
        What the configuration of a Linux host means to a model:
          weir import /etc/multipath.conf
        What the bytes of a command mean:
          weir decode 5f05 0000 0000 0000 1800
        The array for real initiators:
          weir serve Models/live.yaml --listen 127.0.0.1:3260
        How fast engine and model are on this machine:
          weir bench

      EXIT STATUS
        0    done
        1    a leak or a violation was found, and --fail-on asked for this status
        64   bad usage
        65   bad input
        70   internal error
        74   a file cannot be read or written
        130  interrupted; what was finished is kept
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, SweepCommand.self, ReportCommand.self, ValidateCommand.self, KeysCommand.self, SchemaCommand.self,
      ImportCommand.self, DecodeCommand.self, ServeCommand.self, BenchCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      defer { StandardOutput.finish() }
      try command.run()
    } catch {
      guard let status = ExitStatus.ofError(error) else { exit(withError: error) }
      StandardError.write("\(error)")
      Foundation.exit(status)
    }
  }
}

/// The result itself.
enum StandardOutput {
  /// For those who wait for a line of a command that goes on.
  static func flush() { fflush(stdout) }

  /// Ends the process with status 74 when something printed could not be written: a full disk must not pass for success.
  static func finish() {
    guard fflush(stdout) != 0 || ferror(stdout) != 0 else { return }
    StandardError.write("standard output: error: cannot write all of the result; expected room for it")
    Foundation.exit(ExitStatus.inputOutput.rawValue)
  }
}

/// What is said beside the result: errors, warnings, wall-clock times.
enum StandardError {
  static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
