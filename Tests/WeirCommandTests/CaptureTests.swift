import Foundation
import Testing

/// `weir run --pcap`, read by tshark.
@Suite(.enabled(if: tshark != nil, "tshark is not installed")) struct CaptureTests {
  @Test func whatARunWroteIsReadByTshark() throws {
    let scratch = try Scratch()
    let model = try scratch.file("stall.yaml", stallModel)
    let plain = try Weir("run", model, "--barrier", "pr-preempt-abort")
    let captured = try Weir("run", model, "--barrier", "pr-preempt-abort", "--pcap", scratch.path("run.pcapng"))
    #expect((captured.status, captured.output) == (0, plain.output))
    // REGISTER AND IGNORE EXISTING KEY of each path, RESERVE, and the PREEMPT AND ABORT of the stalled one.
    let actions = try fields("scsi.persresvout.svcaction", of: scratch.path("run.pcapng"), where: "scsi.persresvout.svcaction")
    #expect(Set(actions) == ["0x01", "0x05", "0x06"])
    #expect(actions.count { $0 == "0x05" } == 1)
    #expect(try fields("frame.number", of: scratch.path("run.pcapng"), where: "_ws.malformed").isEmpty)
  }

  @Test func aDashIsStandardOutput() throws {
    let scratch = try Scratch()
    let model = try scratch.file("stall.yaml", stallModel)
    let file = scratch.path("run.pcapng")
    #expect(try Weir("run", model, "--until", "3s", "--pcap", file).status == 0)
    let process = Process()
    process.executableURL = Weir.tool
    process.arguments = ["run", model, "--until", "3s", "--pcap", "-"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(bytes == FileManager.default.contents(atPath: file))
  }

  @Test func aCaptureThatCannotBeWrittenIsAnError() throws {
    let scratch = try Scratch()
    let model = try scratch.file("stall.yaml", stallModel)
    let weir = try Weir("run", model, "--pcap", scratch.path("missing/run.pcapng"))
    #expect((weir.status, weir.output) == (74, ""))
  }

  private func fields(_ name: String, of file: String, where filter: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(tshark))
    process.arguments = ["-r", file, "-Y", filter, "-T", "fields", "-e", name]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return text.split(separator: "\n").map(String.init)
  }
}

private let tshark = ["/usr/bin/tshark", "/usr/local/bin/tshark", "/opt/homebrew/bin/tshark"].first(
  where: FileManager.default.isExecutableFile(atPath:))
