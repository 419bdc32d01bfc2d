import Foundation
import Testing

/// The command line tool as its users run it: a child process.
struct Weir {
  var status: Int32
  var output: String
  var errors: String

  /// Runs the tool that was built beside the tests.
  init(_ arguments: String...) throws { try self.init(arguments) }

  init(_ arguments: [String], in directory: URL? = nil, tool: URL = Self.tool) throws {
    let process = Process()
    process.executableURL = tool
    process.arguments = arguments
    process.currentDirectoryURL = directory
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Errors are few lines and fit in the pipe; results may not.
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  static var tool: URL { builds.appendingPathComponent("weir") }

  /// The tool of the other configuration, debug or release; nil when it was not built.
  static var toolOfOtherBuild: URL? {
    let other = builds.lastPathComponent == "release" ? "debug" : "release"
    let url = builds.deletingLastPathComponent().appendingPathComponent(other).appendingPathComponent("weir")
    return FileManager.default.isExecutableFile(atPath: url.path) ? url : nil
  }

  private static var builds: URL { URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent() }

  /// What it says on standard error but for the line that depends on the clock.
  var complaints: [String] { errors.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("wall clock: ") } }
}

/// A directory of its own for each test, removed afterwards.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("weir-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  /// Names of everything in it.
  var contents: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() } }
}

/// Small enough for a debug build: one port stalls for 45 s under 50 writes a second.
let stallModel = """
  name: stall
  hosts: { multipath: { path_selector: round-robin } }
  array: { transfer: r2t }
  workload: { open: { rate: 50/s }, read_ratio: 0, address: { zipf: 1.1 }, size: 4KiB, working_set: 1MiB }
  barrier: none
  faults:
    - { name: stall, at: 2s, port_stall: { port: array.controller0.port0, stage: after_data, for: 45s } }
  run: { until: 60s }
  """

/// A host that stands still with a write in its HBA while another host takes over and writes the same blocks; many instants have
/// several events.
let raceModel = """
  name: race
  hosts: { count: 2 }
  fabric: { link: { length: 50km } }
  array: { transfer: r2t }
  workload: { rewrite: { streams: 4 }, hosts: [host0], size: 4KiB }
  barrier: none
  faults:
    - { name: pause, at: { uniform: { from: 1s, to: 1100ms } }, host_pause: { host: host0, for: 3s, takeover_after: 1s } }
  run: { until: 6s }
  """
