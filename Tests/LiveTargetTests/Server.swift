import Foundation

@testable import weir_initiator

/// `weir serve` as a child process on ephemeral ports of the loopback interface.
final class Server {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// One a target port, in the order of relative target port identifiers, from 1.
  private(set) var ports: [Session.Address] = []
  private let process = Process()
  private let output = Pipe()
  private var received: [UInt8] = []

  /// - Parameters:
  ///   - state: a directory that keeps registrations and media from one server to the next.
  ///   - more: keys of the model, besides those that every server has.
  init(tas: Bool = false, scratch: Scratch, state: String? = nil, more: String = "", options: [String] = []) throws {
    let model = try scratch.file("live.yaml", Self.model(tas: tas) + more)
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("weir")
    process.arguments = ["serve", model, "--listen", "127.0.0.1:0"] + (state.map { ["--state", $0] } ?? []) + options
    process.standardOutput = output
    try process.run()
    while ports.count < 2 {
      let line = try nextLine()
      guard let portal = line.firstMatch(of: /127\.0\.0\.1:\d+/), let target = line.firstMatch(of: /iqn\.[^ ,]+/) else {
        continue
      }
      ports.append(Session.Address(portal: String(portal.output), target: String(target.output)))
    }
  }

  deinit { kill() }

  private static func model(tas: Bool) -> String {
    """
    name: live-test
    array: { controllers: 1, ports: 2, logical_units: 1, task_aborted_status: \(tas) }
    run: { until: 3600s }

    """
  }

  /// Ends it as a user does; what it said after its addresses: the oracle's report.
  func stop() throws -> String {
    process.terminate()
    while try receive() {}
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw Failure(description: "weir serve ended with status \(process.terminationStatus)")
    }
    return String(decoding: received, as: UTF8.self)
  }

  /// Ends it as a power failure does.
  func kill() {
    if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  private func nextLine() throws -> String {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        defer { received.removeSubrange(...end) }
        return String(decoding: received[..<end], as: UTF8.self)
      }
      guard try receive() else { throw Failure(description: "weir serve ended at once") }
    }
  }

  /// Takes what it said since; false at the end. It may be silent for 30 s.
  private func receive() throws -> Bool {
    var descriptor = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, 30_000) > 0 else { throw Failure(description: "weir serve says nothing") }
    let data = output.fileHandleForReading.availableData
    received += data
    return !data.isEmpty
  }
}

/// A directory of its own for each test, removed afterwards.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("weir-live-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
