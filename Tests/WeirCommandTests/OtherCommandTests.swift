import Foundation
import Testing

@Suite struct OtherCommandTests {
  @Test func decodeExplainsACommand() throws {
    let weir = try Weir("decode", "5f05", "0000", "0000", "0000", "1800")
    #expect(weir.status == 0)
    #expect(
      weir.output == """
        PERSISTENT RESERVE OUT, PREEMPT AND ABORT
          0       OPERATION CODE         5Fh PERSISTENT RESERVE OUT
          1[4:0]  SERVICE ACTION         05h PREEMPT AND ABORT
          2[7:4]  SCOPE                  0h LU_SCOPE
          2[3:0]  TYPE                   0h Read Shared (obsolete)
          5-8     PARAMETER LIST LENGTH  00000018h
          9       CONTROL                00h

        """)
  }

  @Test func decodeKnowsWhatItIsTold() throws {
    let keys = try Weir("decode", "--kind", "read-keys", "00000001 00000008", "0000000000000007")
    #expect(keys.status == 0)
    #expect(keys.output.hasPrefix("READ KEYS parameter data: 1 item\n"))
    let sense = try Weir("decode", "70 00 06 00 00 00 00 0a 00 00 00 00 2a 03 00 00 00 00")
    #expect(sense.status == 0)
    #expect(sense.output.contains("2Ah"))
  }

  @Test func decodeRefusesWhatIsNoHexadecimal() throws {
    let bad = try Weir("decode", "5f0g")
    #expect((bad.status, bad.output, bad.errors) == (65, "", "HEX: error: character 4: 'g' is not a hexadecimal digit\n"))
    let empty = try Weir("decode", "")
    #expect((empty.status, empty.output, empty.errors) == (65, "", "HEX: error: found no bytes; expected some\n"))
    let ambiguous = try Weir("decode", "5f")
    #expect(ambiguous.status == 64)
    for kind in ["cdb", "parameter-list", "transport-id", "read-full-status", "sense"] {
      #expect(ambiguous.errors.contains(kind), "\(kind)")
    }
  }

  @Test func aResultThatCannotBeWrittenIsAnError() throws {
    let process = Process()
    process.executableURL = Weir.tool
    process.arguments = ["decode", "5f05", "0000", "0000", "0000", "1800"]
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    #expect(said == "standard output: error: cannot write all of the result; expected room for it\n")
  }

  @Test func aFaultLongAfterTheRunChangesNothing() throws {
    let scratch = try Scratch()
    let model = try scratch.file("model.yaml", stallModel)
    let late = try Weir("run", model, "--set", "faults.stall.at=1000h")
    #expect(late.status == 0, "\(late.errors)")
    #expect(late.output.contains("stall would begin after the workload stopped"))
  }

  @Test func aServiceTimeWithoutBoundIsNoTrap() throws {
    let scratch = try Scratch()
    let model = try scratch.file("model.yaml", stallModel)
    let weir = try Weir("run", model, "--set", "array.media.write={ lognormal: { median: 180us, sigma: 50 } }")
    #expect(weir.status == 70)
    #expect(weir.complaints == ["seed 1 replication 0: commands are still live a day after the workload stopped"])
  }

  @Test func validateCountsInPlainGrammar() throws {
    let scratch = try Scratch()
    let one = try scratch.file("one.yaml", "hosts: { hbas: 1 }\nfabric: { fabrics: 1 }\narray: { controllers: 1, ports: 1 }\n")
    #expect(try Weir("validate", one).output.contains(": ok, 1 host with 1 path to 1 logical unit, "))
  }

  @Test func decodeShowsBytesThatCannotBeAndSaysSo() throws {
    let weir = try Weir("decode", "--kind", "sense", "00 00")
    #expect(weir.status == 65)
    #expect(weir.output.contains("problem: "))
  }

  @Test func validateAcceptsModelsAndExperimentsAndWarnsOnce() throws {
    let scratch = try Scratch()
    _ = try scratch.file("model.yaml", stallModel)
    _ = try scratch.file(
      "experiment.yaml", "model: model.yaml\nfactors:\n  faults.stall.for: [15s, 45s]\n  barrier: [none, hold]\nreplications: 3\n"
    )
    let weir = try Weir(["validate", "model.yaml", "experiment.yaml"], in: scratch.url)
    #expect(weir.status == 0)
    #expect(
      weir.output == """
        model.yaml: ok, 1 host with 4 paths to 1 logical unit, barrier none, 1 fault
        experiment.yaml: ok, 4 points x 3 replications = 12 runs

        """)
    #expect(
      weir.complaints == ["model.yaml:7:5: warning: 'stall' lasts less than hosts.scsi.command_timeout: nothing fails over"])
    #expect(try scratch.contents == ["experiment.yaml", "model.yaml"])
  }

  @Test func validateTriesEveryPointAndEveryFile() throws {
    let scratch = try Scratch()
    _ = try scratch.file("model.yaml", stallModel)
    _ = try scratch.file("experiment.yaml", "model: model.yaml\nfactors:\n  fabric.fabrics: [2, 3]\n")
    let weir = try Weir(["validate", "experiment.yaml", "missing.yaml", "model.yaml"], in: scratch.url)
    #expect(weir.status == 74)
    #expect(weir.output.hasPrefix("model.yaml: ok, "))
    #expect(
      weir.complaints == [
        "experiment.yaml:3:23: error: 3 fabrics cannot be reached with 2 HBAs in each host; expected at most 2; "
          + "this is point 1 (fabric.fabrics=3)",
        "missing.yaml: error: cannot read the file: No such file or directory; expected a readable file",
      ])
  }

  @Test func helpNamesEveryCommandAndOption() throws {
    let commands = [
      "run": [
        "--point", "--replication", "--seed", "--set", "--barrier", "--until", "--format", "--digest-at", "--trace",
        "--pcap", "--fail-on", "--fail-on-leak",
      ],
      "serve": [
        "--listen", "--advertise", "--control", "--state", "--serial", "--chap-user", "--set", "--pcap", "--fail-on",
        "--fail-on-leak",
      ],
      "sweep": ["--output", "--jobs", "--dry-run"], "report": ["--csv"], "validate": ["<files>"],
      "keys": ["<prefix>", "--explain"], "schema": ["<kind>"],
      "decode": ["<hex>", "--kind"], "bench": ["--format", "--quick"],
    ]
    let root = try Weir("--help")
    #expect(root.status == 0)
    for (command, options) in commands {
      #expect(root.output.contains("  \(command) "))
      let help = try Weir(command, "--help")
      #expect(help.status == 0)
      for option in options { #expect(help.output.contains("  \(option)"), "\(command) \(option)") }
    }
    #expect(root.output.contains("  weir run Models/dual-fabric.yaml --barrier none\n"), "examples are not wrapped")
    #expect(try Weir("--version").output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test func benchMeasuresEverything() throws {
    let weir = try Weir("bench", "--quick", "--format", "json")
    #expect(weir.status == 0, "\(weir.errors)")
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(weir.output.utf8)) as? [[String: Any]])
    func row(_ name: String) throws -> [String: Any] { try #require(rows.first { $0["name"] as? String == name }) }
    #expect(try row("hold")["pending"] as? Int == 1_000)
    for key in ["nanosecondsPerEvent", "eventsPerSecond", "ratioToHeap"] {
      #expect(try row("hold")[key] as? Double ?? 0 > 0, "\(key)")
    }
    #expect(try row("mm1")["secondsPerMillionCustomers"] as? Double ?? 0 > 0)
    let checks = rows.filter { $0["name"] as? String == "reservation_check" }
    #expect(checks.compactMap { $0["registrations"] as? Int } == [1, 100, 10_000])
    for check in checks {
      #expect(check["allocationsPerEvent"] as? Double == 0)
      #expect(check["ratioToOneRegistration"] as? Double ?? 0 > 0)
    }
    #expect(try row("preempt")["nanosecondsPerEvent"] as? Double ?? 0 > 0)
    for name in ["storage", "storage_without_oracle"] {
      #expect(try row(name)["simulatedIOsPerSecond"] as? Double ?? 0 > 0)
    }
    #expect(try row("storage_host")["bytesPerHost"] as? Double ?? 0 > 0)
    #expect(try row("snapshot_and_1000_events")["microseconds"] as? Double ?? 0 > 0)
  }

  /// The status and the words of the other program are passed on; without it, the user hears what to build.
  @Test func benchIsAProgramOfItsOwn() throws {
    let unknown = try Weir("bench", "--speed")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("--speed"))
    let scratch = try Scratch()
    try FileManager.default.copyItem(at: Weir.tool, to: scratch.url.appendingPathComponent("weir"))
    let alone = try Weir(["bench", "--quick"], tool: scratch.url.appendingPathComponent("weir"))
    #expect((alone.status, alone.output) == (74, ""))
    #expect(alone.errors.contains("/weir-bench: error: cannot start it: ") && alone.errors.contains("make bench"))
  }
}
