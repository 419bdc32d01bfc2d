import Foundation
import Testing

@testable import weir_initiator

/// What real sessions exchanged, written by `weir serve --pcap` and read by tshark.
@Suite(.enabled(if: Tshark.path != nil, "tshark is not installed"), .timeLimit(.minutes(2)))
struct CaptureTests {
  @Test("tshark reads service action, type, keys, status and sense of reservation commands as they were meant")
  func reservations() throws {
    let scratch = try Scratch()
    let file = scratch.path("live.pcapng")
    let server = try Server(tas: true, scratch: scratch, options: ["--pcap", file])
    let cluster = Cluster(
      scratch: scratch, server: server, a: try Cluster.login(server, "a", through: 0),
      b: try Cluster.login(server, "b", through: 1))
    try cluster.register(holder: cluster.b)
    let write = try cluster.withholdWrite()
    try #expect(cluster.preemptAndAbort(Cluster.keyA) == .good)
    try cluster.expectAborted(write, tas: true)
    try #expect(cluster.a.write(block: Cluster.block, Cluster.old) == .reservationConflict)
    try #expect(cluster.a.unitAttentions() == [Code.registrationsPreempted])
    _ = try server.stop()

    let commands = try Tshark.fields(
      ["scsi.persresvout.svcaction", "scsi.persresv.type", "scsi.persresv.scope"], of: file, where: "scsi.persresvout.svcaction")
    #expect(commands.map { $0.map(number) } == [[0, nil, nil], [0, nil, nil], [1, 5, 0], [5, 5, 0]])
    // Their parameter lists follow in Data-Out PDUs.
    let lists = try Tshark.fields(["scsi.persresv.reskey", "scsi.persresv.sareskey"], of: file, where: "scsi.persresv.reskey")
    let (a, b) = (Cluster.keyA, Cluster.keyB)
    #expect(lists.map { $0.map(number) } == [[0, a], [0, b], [b, 0], [b, a]])
    // Of WRITE(10): TASK ABORTED for the one that waited for its data, then RESERVATION CONFLICT.
    let writes = try Tshark.fields(
      ["iscsi.scsiresponse.status"], of: file, where: "scsi_sbc.opcode == 0x2a && iscsi.opcode == 0x21")
    #expect(writes.map { $0.map(number) } == [[0x40], [0x18]])
    let senses = try Tshark.fields(["scsi.sns.ascascq"], of: file, where: "scsi.sns.ascascq")
    #expect(senses.compactMap { number($0[0]) }.contains(UInt64(Code.registrationsPreempted)))
    #expect(try Tshark.fields(["frame.number"], of: file, where: "_ws.malformed").isEmpty)
  }

  /// `0x05`, or a key: sixteen digits without a prefix. nil: the packet has no such field.
  private func number(_ text: String) -> UInt64? { UInt64(text.hasPrefix("0x") ? text.dropFirst(2) : text[...], radix: 16) }
}

private enum Tshark {
  static let path = ["/usr/bin/tshark", "/usr/local/bin/tshark", "/opt/homebrew/bin/tshark"].first(
    where: FileManager.default.isExecutableFile(atPath:))

  /// The fields of each packet that the display filter lets pass; empty where a packet has none.
  static func fields(_ names: [String], of file: String, where filter: String) throws -> [[String]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = ["-r", file, "-Y", filter, "-T", "fields", "-E", "occurrence=f"] + names.flatMap { ["-e", $0] }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "tshark refuses the file, or a name in \(names) or \(filter)")
    return text.split(separator: "\n").map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
