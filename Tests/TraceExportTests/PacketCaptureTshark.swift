import Foundation
import Testing

@testable import TraceExport

/// What Wireshark's command line makes of a capture: another program's reading of the same bytes.
enum Tshark {
  static let path = ["/usr/bin/tshark", "/usr/local/bin/tshark", "/opt/homebrew/bin/tshark"].first(
    where: FileManager.default.isExecutableFile)

  /// A line for each packet: of each field all values, separated by commas.
  static func rows(_ packets: [[UInt8]], fields: [String]) throws -> [[String: String]] {
    let file = FileManager.default.temporaryDirectory.appending(path: "capture-\(UUID()).pcapng")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(PacketCapture().header() + packets.flatMap(\.self)).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: try #require(path))
    process.arguments =
      ["-r", file.path, "-T", "fields", "-E", "occurrence=a", "-E", "separator=|"] + fields.flatMap { ["-e", $0] }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "tshark refuses the file, or a field's name")
    return text.split(separator: "\n").map { line in
      let values = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(uniqueKeysWithValues: zip(fields, values))
    }
  }
}
