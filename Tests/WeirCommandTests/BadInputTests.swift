import Foundation
import Testing

/// What is wrong with an input is said with its place and what was expected, the status says whose fault it is, and nothing is
/// written.
@Suite struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var model: String
    var error: String
    var status: Int32 = 65
  }

  static let cases = [
    Case(
      testDescription: "an unknown key", model: "hosts: { cuont: 2 }",
      error:
        "bad.yaml:1:10: error: unknown key 'cuont' in 'hosts'; expected one of count, hbas, queue_depth, hba_latency, overlap, "
        + "multipath, scsi (did you mean 'count'?)"),
    Case(
      testDescription: "a missing unit", model: "hosts:\n  scsi:\n    command_timeout: 30",
      error: "bad.yaml:3:22: error: found the number 30 without a unit; expected a duration with a unit, such as 30s or 500us"),
    Case(
      testDescription: "a wrong type", model: "hosts: { count: many }",
      error: "bad.yaml:1:17: error: found 'many'; expected a whole number from 1"),
    Case(
      testDescription: "a negative duration", model: "hosts: { scsi: { command_timeout: -3s } }",
      error: "bad.yaml:1:35: error: '-3s' is negative; expected a duration with a unit, such as 30s or 500us"),
    Case(
      testDescription: "an impossible topology", model: "fabric: { fabrics: 3 }",
      error: "bad.yaml:1:20: error: 3 fabrics cannot be reached with 2 HBAs in each host; expected at most 2"),
    Case(
      testDescription: "a missing trace", model: "workload: { trace: { file: none.csv, format: cloudphysics } }",
      error: "bad.yaml:1:28: error: cannot read 'none.csv': No such file or directory; expected a readable file", status: 74),
    Case(
      testDescription: "a malformed trace line", model: "workload: { trace: { file: trace.csv, format: cloudphysics } }",
      error: "trace.csv:3:3: error: the field 'time' is not a number"),
    Case(
      testDescription: "YAML that is not YAML", model: "hosts: [ {",
      error: "bad.yaml:2:1: error: not YAML: did not find expected node content (while parsing a flow node)"),
    Case(
      testDescription: "an empty file", model: "",
      error: "bad.yaml: error: the file is empty; expected a mapping of keys to values"),
  ]

  @Test(arguments: cases) func isRefusedWithItsPlaceAndNothingIsWritten(bad: Case) throws {
    let scratch = try Scratch()
    _ = try scratch.file("bad.yaml", bad.model + "\n")
    _ = try scratch.file("trace.csv", "version,time,op,size,lbn\n1,10,2a,512,8\n1,eleven,2a,512,8\n")
    for arguments in [["validate", "bad.yaml"], ["run", "bad.yaml", "--trace", "log.txt", "--format", "json"]] {
      let weir = try Weir(arguments, in: scratch.url)
      #expect(weir.status == bad.status)
      #expect(weir.complaints == [bad.error])
      #expect(weir.output == "")
    }
    #expect(try scratch.contents == ["bad.yaml", "trace.csv"])
  }

  @Test func aDirectoryIsNoFile() throws {
    let scratch = try Scratch()
    for command in ["validate", "run", "sweep"] {
      let weir = try Weir(command, scratch.url.path)
      #expect(weir.status == 74)
      #expect(weir.complaints == ["\(scratch.url.path): error: cannot read the file: Is a directory; expected a readable file"])
    }
  }

  @Test func aModelIsNoExperiment() throws {
    let scratch = try Scratch()
    let model = try scratch.file("model.yaml", stallModel)
    let weir = try Weir("sweep", model, "--output", scratch.path("out"))
    #expect(weir.status == 65)
    #expect(weir.complaints == ["\(model): error: this is a model, not an experiment; expected a file with the key 'model'"])
    #expect(try scratch.contents == ["model.yaml"])
  }

  @Test func anUnwritableOutputIsRefusedBeforeAnythingIsWritten() throws {
    let scratch = try Scratch()
    let model = try scratch.file("model.yaml", stallModel)
    // A file where a directory would have to be: not even root can write there.
    let log = model + "/trace.log"
    let run = try Weir("run", model, "--trace", log)
    #expect(run.status == 74)
    #expect(run.errors == "\(log): error: cannot write the file: Not a directory\n")
    #expect(run.output == "")
    let experiment = try scratch.file("experiment.yaml", "model: model.yaml\nreplications: 1\n")
    let sweep = try Weir("sweep", experiment, "--output", model + "/results")
    #expect(sweep.status == 74)
    #expect(sweep.errors.hasPrefix("\(model)/results: error: "))
    #expect(sweep.output == "")
    #expect(try scratch.contents == ["experiment.yaml", "model.yaml"])
  }

  @Test func overridesAreNamedWhereAPositionWouldBe() throws {
    let scratch = try Scratch()
    let model = try scratch.file("model.yaml", stallModel)
    let cases = [
      (["--set", "array.media.servers=0"], "--set array.media.servers=0: error: "),
      (["--set", "array.media.servers"], "--set array.media.servers: error: found no '='; expected KEY.PATH=VALUE"),
      (["--until", "10"], "--until 10: error: found the number 10 without a unit; "),
      (["--digest-at", "10"], "--digest-at 10: error: found the number 10 without a unit; "),
      (["--set", "faults.stal.for=3s"], "--set faults.stal.for=3s: error: nothing in 'faults' is named 'stal'; "),
    ]
    for (arguments, error) in cases {
      let weir = try Weir(["run", model] + arguments)
      #expect(weir.status == 65)
      #expect(weir.errors.hasPrefix(error), "\(weir.errors)")
    }
  }

  @Test(arguments: [
    ["run"], ["run", "a.yaml", "--barrier", "prayer"], ["run", "a.yaml", "--seed", "one"], ["validate"], ["decode"],
    ["decode", "00", "--kind", "song"], ["sweep", "a.yaml", "--jobs", "0"], ["report"], ["dance"], ["bench", "--fast"],
  ])
  func badUsageEndsWith64(arguments: [String]) throws {
    let weir = try Weir(arguments)
    #expect(weir.status == 64)
    #expect(weir.output == "")
    #expect(weir.errors.contains("Error: "))
  }
}
