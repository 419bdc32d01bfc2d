import EventEngine
import Foundation
import ModelFiles
import StorageModel
import Testing

private func traceModel(_ format: String, _ more: String = "") -> String {
  "workload: { trace: { file: t, format: \(format)\(more.isEmpty ? "" : ", " + more) } }"
}

private func records(_ format: String, _ text: String, _ more: String = "") throws -> [WorkloadTrace.Record] {
  let configuration = try model(traceModel(format, more), files: ["t": text]).configuration
  guard case .trace(let trace) = configuration.workload.kind else {
    Issue.record("not a trace")
    return []
  }
  return trace.records
}

private func record(_ arrival: Duration, _ block: UInt64, _ count: UInt32, unit: UInt16 = 0, write: Bool) -> WorkloadTrace.Record
{
  WorkloadTrace.Record(arrival: arrival, firstBlock: block, blockCount: count, unit: unit, isWrite: write)
}

private let header = "version,time,op,size,lbn\n"

@Suite struct TraceTests {
  @Test func `CloudPhysics lines become commands since the first one, in blocks`() throws {
    #expect(
      try records("cloudphysics", header + "1,1000,2a,512,42\n1,1003,28,6656,7\r\n\n1,1003,2A,513,0") == [
        record(.zero, 42, 1, write: true), record(.microseconds(3), 7, 13, write: false),
        record(.microseconds(3), 0, 2, write: true),
      ])
  }

  @Test func `MQSim lines become commands of as many logical units as devices`() throws {
    #expect(
      try records("mqsim", "938513000 4 264719034 16 0\n938828000 3 197570570 32 1\n") == [
        record(.zero, 264_719_034, 16, unit: 4, write: true),
        record(.microseconds(315), 197_570_570, 32, unit: 3, write: false),
      ])
  }

  @Test func `A part begins with its first command, excludes its end, and can be stretched`() throws {
    let lines = header + "1,0,2a,512,0\n1,10,2a,512,1\n1,14,2a,512,2\n1,20,2a,512,3\n"
    #expect(try records("cloudphysics", lines, "from: 5us, for: 15us").map(\.firstBlock) == [1, 2])
    #expect(try records("cloudphysics", lines, "from: 5us").map(\.arrival) == [.zero, .microseconds(4), .microseconds(10)])
    #expect(
      try records("cloudphysics", lines, "from: 5us, time_scale: 2.5").map(\.arrival)
        == [.zero, .microseconds(10), .microseconds(25)])
    #expect(
      try modelMessage(traceModel("cloudphysics", "from: 1s"), files: ["t": lines])
        == "m.yaml:1:28: error: no command in this part of 't'; expected at least one")
  }

  @Test(
    "A malformed line is named with its position",
    arguments: [
      ("cloudphysics", "", "t:1:1: error: found ''; expected the header version,time,op,size,lbn"),
      ("cloudphysics", "1,2,2a,512,0\n", "t:1:1: error: found '1,2,2a,512,0'; expected the header version,time,op,size,lbn"),
      ("cloudphysics", header + "1,2,2a,512,0\n1,x,2a,512,0\n", "t:3:3: error: the field 'time' is not a number"),
      ("cloudphysics", header + "1,2,2a\n", "t:2:7: error: the field 'op' is the last on the line"),
      ("cloudphysics", header + "1,2,2a,5.5,0\n", "t:2:9: error: the field 'size' goes on after its digits"),
      ("cloudphysics", header + "1,2,2a,512,0,9\n", "t:2:13: error: the field 'lbn' is followed by more"),
      ("cloudphysics", header + "1,2,35,512,0\n", "t:2:5: error: the field 'op' is not 2a (write) or 28 (read)"),
      ("cloudphysics", header + "1,2,2a,0,0\n", "t:2:8: error: the field 'size' is zero"),
      ("cloudphysics", header + "1,2,2a,9999999999999,0\n", "t:2:8: error: the field 'size' is too large"),
      ("cloudphysics", header + "1,99999999999999999999,2a,512,0\n", "t:2:3: error: the field 'time' is too large"),
      (
        "cloudphysics", header + "1,18446744073709551,2a,512,0\n1,18446744073709552,2a,512,0\n",
        "t:3:3: error: the field 'time' is too large"
      ),
      ("cloudphysics", header + "1,2,2a,512,18446744073709551615\n", "t:2:8: error: the field 'size' is too large"),
      (
        "cloudphysics", header + "1,2,2a,512,0\n1,1,2a,512,0\n",
        "t:3:1: error: time goes back; expected commands in order of time"
      ),
      ("mqsim", "1 0 0 8\n", "t:1:8: error: the field 'sectors' is the last on the line"),
      ("mqsim", "1 0 0 8 2\n", "t:1:9: error: the field 'type' is not 1 (read) or 0 (write)"),
      ("mqsim", "1 70000 0 8 1\n", "t:1:3: error: the field 'device' is too large"),
      ("mqsim", "1 0 0 0 1\n", "t:1:7: error: the field 'sectors' is zero"),
      ("mqsim", "1 0 -5 8 1\n", "t:1:5: error: the field 'block' is not a number"),
    ])
  func malformed(format: String, text: String, expected: String) throws {
    #expect(try modelMessage(traceModel(format), files: ["t": text]) == expected)
  }

  @Test func `As many malformed lines as allowed are skipped and counted`() throws {
    let text = "1 0 0 8 1\nx\n5 0 0 8 1\n4 0 0 8 1\n6 0 0 8 0\n"
    #expect(try records("mqsim", text, "skip_bad_lines: 2").map(\.arrival) == [.zero, .nanoseconds(4), .nanoseconds(5)])
    let loaded = try model(traceModel("mqsim", "skip_bad_lines: 2"), files: ["t": text])
    #expect(loaded.skippedTraceLines == 2)
    #expect(
      try modelMessage(traceModel("mqsim", "skip_bad_lines: 1"), files: ["t": text])
        == "t:4:1: error: time goes back; expected commands in order of time (malformed line 2, skip_bad_lines is 1)")
  }

  @Test(.enabled(if: Project.hasTraces)) func `The recorded virtual machine has its known commands`() throws {
    let yaml = "workload: { trace: { file: \(Project.cloudPhysics), format: cloudphysics } }"
    guard case .trace(let trace) = try model(yaml).configuration.workload.kind else {
      Issue.record("not a trace")
      return
    }
    #expect(trace.name == "cloudphysics.csv")
    #expect(trace.records.count == 113_872)
    #expect(trace.records.count(where: \.isWrite) == 66_898)
    #expect(trace.records.first == record(.zero, 42_932_745, 1, write: true))
    // The last line is 1,5641098458687,2a,512,42936150; the first was at 5633898368802.
    #expect(trace.records.last == record(.microseconds(7_200_089_885), 42_936_150, 1, write: true))
  }

  @Test(.enabled(if: Project.hasTraces)) func `The recorded database uses sixteen devices`() throws {
    let yaml = "workload: { trace: { file: \(Project.tpcc), format: mqsim } }"
    guard case .trace(let trace) = try model(yaml).configuration.workload.kind else {
      Issue.record("not a trace")
      return
    }
    #expect(trace.records.count == 6_999)
    #expect(trace.records.map(\.unit).max() == 15)
  }
}
