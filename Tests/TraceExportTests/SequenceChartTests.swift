import Barriers
import EventEngine
import Testing

@testable import ConsistencyOracle
@testable import StorageModel
@testable import TraceExport

@Suite struct SequenceChartTests {
  /// w waits on path A with its data; its repeat and v go through path B; then A comes back.
  private static let story: [TraceRecord] = {
    let (w, v) = (Version(host: 0, incarnation: 0, sequence: 7), Version(host: 0, incarnation: 0, sequence: 9))
    let heldAfterData = PortStage.afterData.traceCode
    return [
      record(1_000_000_000, .faultBegan, 0),
      record(1_500_000_000, .issued, 0, Version(host: 0, incarnation: 0, sequence: 1), blocks: 64..<72),
      record(2_000_000_000, .issued, 0, w), record(2_000_000_000, .sent, 0, w),
      record(2_000_010_000, .enabled, 0, w), record(2_000_020_000, .heldAtPort, 0, w, detail: heldAfterData),
      record(32_000_000_000, .timedOut, 0, w), record(32_000_000_000, .pathFailed, 0),
      record(32_000_000_000, .givenUp, 0, w), record(32_000_000_000, .barrierRaised, 0),
      record(32_000_000_000, .barrierDone, 0), record(32_000_000_000, .sent, 2, w, ordinal: 1),
      record(32_000_100_000, .enabled, 2, w, ordinal: 1), record(32_000_200_000, .applied, 2, w, ordinal: 1),
      record(32_000_250_000, .completed, 2, w, ordinal: 1), record(32_000_250_000, .acknowledged, 0, w),
      record(40_000_000_000, .issued, 0, v), record(40_000_000_000, .sent, 2, v),
      record(40_000_200_000, .applied, 2, v), record(40_000_250_000, .completed, 2, v),
      record(40_000_250_000, .acknowledged, 0, v),
      record(61_000_000_000, .faultEnded, 0), record(61_000_000_000, .releasedByPort, 0, w),
      record(61_000_090_000, .applied, 0, w), record(61_000_090_000, .orphanSettled, 0, w, detail: 2),
      record(61_500_000_000, .pathJoined, 0),
    ]
  }()

  private static let violation = Violation(
    kind: .staleWriteOverNewer, unit: 0, blocks: 8..<16, at: Instant(nanoseconds: 61_000_090_000),
    write: WriteFacts(
      version: Version(host: 0, incarnation: 0, sequence: 7), issuedAt: Instant(nanoseconds: 2_000_000_000),
      disposedAt: Instant(nanoseconds: 32_000_250_000), disposal: .acknowledged,
      acknowledgedAt: Instant(nanoseconds: 32_000_250_000), acknowledgedByNexus: 2,
      appliedAt: Instant(nanoseconds: 61_000_090_000), appliedByNexus: 0),
    attempt: AttemptFacts(ordinal: 0, nexus: 0, epoch: 1, sentAt: Instant(nanoseconds: 2_000_000_000)),
    other: WriteFacts(
      version: Version(host: 0, incarnation: 0, sequence: 9), issuedAt: Instant(nanoseconds: 40_000_000_000),
      disposedAt: Instant(nanoseconds: 40_000_250_000), disposal: .acknowledged,
      acknowledgedAt: Instant(nanoseconds: 40_000_250_000), acknowledgedByNexus: 2,
      appliedAt: Instant(nanoseconds: 40_000_200_000), appliedByNexus: 2))

  @Test func aShortStoryIsDrawnLineByLine() throws {
    let plan = try stalled(at: .afterData, transfer: .readyToTransfer, barrier: .none)
    let chart = SequenceChart(of: Self.violation, trace: Self.story, plan: plan)
    #expect(
      chart.legend == [
        "w  write host0/7 of lun0, blocks 8 to 15 (4 KiB)", "v  write host0/9 of the same blocks, newer",
        "A  host0.hba0 -> array.controller0.port0", "B  host0.hba1 -> array.controller0.port1",
      ])
    let expected = """
                    host0        controller0  controller0  lun0
                                 port0        port1        block 8
          1.000000  │            x            │            │                       stall: the port stalls (after_data)
          2.000000  │───w───────>┃            │            │              +1.00 s  w is written, path A
          2.000010  │            o            │            │             +10.0 us  w passes the check
          2.000020  │            #            │            │             +10.0 us  w is held, checked, with its data
         32.000000  x            ┃            │            │              +30.0 s  a command on path A times out
                    x            ┃            │            │                       path A fails
                    x            ┃            │            │                       host0 gives up w
                    │            ┃            │            │                       barrier against path A (none) begins
                    │            ┃            │            │                       barrier against path A is done
                    │───w'───────┼───────────>│            │                       w': w again, on path B
         32.000200  │            ┃            │───w'──────>│              +200 us  w' is on the medium
         32.000250  │<───────────┼───────w'───│            │             +50.0 us  GOOD: w' is acknowledged
         40.000000  │───v────────┼───────────>│            │              +8.00 s  v is written, path B
         40.000200  │            ┃            │───v───────>│              +200 us  v is on the medium
         40.000250  │<───────────┼────────v───│            │             +50.0 us  GOOD: v is acknowledged
         61.000000  │            o            │            │              +21.0 s  stall: the port works again
                    │            o            │            │                       the port lets w go on
         61.000090  │            │───w────────┼───────────>│             +90.0 us  w REPLACES v
      """
    #expect(chart.steps.joined(separator: "\n") == expected)
    #expect(
      chart.sentences == [
        "w waited 59.0 s in array.controller0.port0, past its reservation check and with its data, "
          + "while its repeat was acknowledged (at 32.000 s).",
        "There was no barrier: nothing was done against w.",
        "w reached the medium at 61.000 s: it replaced v, issued 8.00 s after w was settled. "
          + "8 blocks went back in time; v, acknowledged at 40.000 s, is lost.",
      ])
  }

  @Test func aWriteThatWaitedOnItsWayLeavesAndArrivesInTwoLines() throws {
    let plan = try stalled(at: .afterData, transfer: .immediate, barrier: .none)
    let w = Self.violation.write.version
    var trace = Self.story
    trace.removeAll { ($0.kind == .enabled || $0.kind == .heldAtPort || $0.kind == .releasedByPort) && $0.entity == 0 }
    let last = try #require(trace.firstIndex { $0.kind == .faultEnded })
    trace.insert(record(61_000_000_000, .enabled, 0, w), at: last + 1)
    let steps = SequenceChart(of: Self.violation, trace: trace, plan: plan).steps
    #expect(steps.contains { $0.contains("│───w───┄┄┄  ┃            │") && $0.hasSuffix("w is written, path A") })
    #expect(steps.contains { $0.contains("│  ┄┄┄w─────>│            │") && $0.hasSuffix("w arrives and passes the check") })
  }

  @Test func whoTimedOutIsSaid() throws {
    let plan = try stalled(at: .afterData, transfer: .readyToTransfer, barrier: .none)
    var trace = Self.story
    var timeout = record(31_000_000_000, .timedOut, 0)
    timeout.command = "TEST UNIT READY"
    let place = try #require(trace.firstIndex { $0.kind == .timedOut })
    trace.insert(timeout, at: place)
    let steps = SequenceChart(of: Self.violation, trace: trace, plan: plan).steps
    #expect(steps.contains { $0.hasSuffix("the path checker's TEST UNIT READY on path A times out") })
    #expect(steps.contains { $0.hasSuffix("a command on path A times out") })
  }

  /// v was on the medium and its GOOD under way when w replaced it: the loss comes with the GOOD.
  @Test func dataWhoseAnswerWasUnderWayIsLostWhenTheAnswerArrives() throws {
    let plan = try stalled(at: .afterData, transfer: .readyToTransfer, barrier: .none)
    var violation = Self.violation
    violation.other?.acknowledgedAt = nil
    violation.other?.disposedAt = nil
    let v = try #require(violation.other?.version)
    let untold = Self.story.filter { !($0.version == v && ($0.kind == .completed || $0.kind == .acknowledged)) }
    func loss(_ later: [TraceRecord]) -> String {
      let sentences = SequenceChart(of: violation, trace: untold + later, plan: plan).sentences
      return sentences[2].split(separator: "; ").last.map(String.init) ?? ""
    }
    let acknowledged = record(61_600_000_000, .acknowledged, 0, v)
    #expect(loss([]) == "v had not been acknowledged yet.")
    #expect(loss([acknowledged]) == "v, whose GOOD was still on its way and arrived at 61.600000 s, is lost.")
    let again = record(61_550_000_000, .applied, 2, v, ordinal: 1)
    #expect(
      loss([again, acknowledged]) == "v was acknowledged only at 61.600000 s, when its blocks had been written again.")
    #expect(
      loss([record(61_600_000_000, .failed, 0, v)]) == "v had not been acknowledged, and was reported as failed later.")
  }

  @Test(arguments: [PortStage.ingress, .afterData])
  func withoutABarrierAStalledPortLetsAStaleWriteThrough(stage: PortStage) throws {
    let plan = try stalled(at: stage, transfer: stage == .ingress ? .immediate : .readyToTransfer, barrier: .none)
    let chart = try explained(plan)
    chart.expectOrder([
      "the port stalls", "w is written, path A", "w is held", "path A fails", "host0 gives up w",
      "barrier against path A (none) begins",
      "barrier against path A is done", "w' is on the medium", "GOOD: w' is acknowledged", "v is on the medium",
      "the port works again",
      "w REPLACES v",
    ])
    #expect(chart.sentences[0].contains(stage == .ingress ? "at the entrance of" : "past its reservation check"))
    #expect(chart.sentences[1] == "There was no barrier: nothing was done against w.")
  }

  @Test func preemptComesTooLateForAWriteThatWasCheckedBefore() throws {
    let chart = try explained(try stalled(at: .afterData, transfer: .readyToTransfer, barrier: .preempt))
    chart.expectOrder([
      "w passes the check", "w is held", "barrier against path A (pr-preempt) begins", "PREEMPT of A's key: GOOD",
      "barrier against path A is done", "w': w again", "w REPLACES v",
    ])
    #expect(chart.sentences[1].contains("but w had passed its check"))
  }

  @Test func aHoldAfterPreemptIsToldOf() throws {
    let method = BarrierMethod(exclusion: .preempt, quiescence: .hold(nanoseconds: 3_000_000_000))
    let chart = try explained(try stalled(at: .afterData, transfer: .readyToTransfer, barrier: method))
    chart.expectOrder([
      "w is held", "barrier against path A begins", "PREEMPT of A's key: GOOD",
      "barrier against path A is done", "w': w again", "w REPLACES v",
    ])
    #expect(chart.sentences[1].contains(/but w had passed its check .* is not checked again; it waited 3\.\d+ s, and w came/))
  }

  @Test func aHoldOfAnyLengthIsToldOf() throws {
    let chart = try explained(
      try stalled(at: .ingress, transfer: .immediate, barrier: .hold(nanoseconds: 2_000_000_000)))
    #expect(chart.sentences[1].contains("it waited 2.00 s, and w came"))
  }

  @Test func aResetComesTooEarlyForAWriteThatWaitsOutsideTheTaskSet() throws {
    let chart = try explained(try stalled(at: .ingress, transfer: .immediate, barrier: .logicalUnitReset))
    chart.expectOrder([
      "w is held, not looked at", "barrier against path A (lun-reset) begins", "LOGICAL UNIT RESET, path",
      "LOGICAL UNIT RESET: GOOD",
      "barrier against path A is done", "w': w again", "the port lets w go on", "w passes the check", "w REPLACES v",
    ])
    #expect(chart.sentences[1].hasSuffix("LOGICAL UNIT RESET empties the task set, and w had not entered it."))
  }

  @Test func aDefectOfTheArrayIsNamed() throws {
    let plan = try stalled(at: .afterData, transfer: .readyToTransfer, barrier: .preemptAndAbort, defects: [.skipAbort])
    let chart = try explained(plan)
    #expect(chart.sentences[1].hasSuffix("PREEMPT AND ABORT did not end w: the array has the defect skip_abort."))
  }

  @Test func aTakeoverShowsBothHosts() throws {
    // Not every instant catches a write between its reservation check and its data.
    let plans = try (0..<8).map { try paused(at: .milliseconds(100) + .microseconds(250 * $0)) }
    let charts = plans.lazy.compactMap(staleWriteChart)
    let chart = try #require(charts.first)
    chart.expectOrder([
      "host0 stands still", "host0 is removed from the cluster", "barrier against path A (none) begins", "host1 has recovered",
      "host0 runs on", "w REPLACES v",
    ])
    #expect(chart.steps[0].contains("host0        host1"))
    #expect(chart.sentences[0].contains("host0, which stood still, while another host took its blocks over"))
  }

  @Test func tracingChangesNothing() throws {
    let plan = try stalled(at: .afterData, transfer: .readyToTransfer, barrier: .preemptAndAbort)
    var (quiet, traced) = (plan.simulation(seed: 3), plan.simulation(seed: 3, observer: RunObserver(traces: true)))
    quiet.drain()
    traced.drain()
    #expect(quiet.digest == traced.digest)
    #expect(!traced.observer.trace.isEmpty)
  }
}

/// The chart of the first stale write of seed 1; nil if there is none.
private func staleWriteChart(_ plan: Plan) -> SequenceChart? {
  var simulation = plan.simulation(seed: 1, observer: RunObserver(recordsLatency: false, traces: true))
  simulation.drain()
  return simulation.world.oracle.violations.first { [.staleWriteOverNewer, .staleWriteRepeated].contains($0.kind) }
    .map { SequenceChart(of: $0, trace: simulation.observer.trace, plan: plan) }
}

private func explained(_ plan: Plan) throws -> SequenceChart { try #require(staleWriteChart(plan)) }

extension SequenceChart {
  /// The steps say these things in this order, at instants that never go back, in lines that a terminal shows whole.
  fileprivate func expectOrder(_ phrases: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    var rest = steps[...]
    for phrase in phrases {
      let index = rest.firstIndex { $0.contains(phrase) }
      #expect(
        index != nil, "'\(phrase)' is not said, or too early, in\n\(steps.joined(separator: "\n"))",
        sourceLocation: sourceLocation)
      if let index { rest = rest[(index + 1)...] }
    }
    let times = steps.dropFirst(2).compactMap { Double($0.prefix(12).drop { $0 == " " }) }
    #expect(times.count > 3 && times == times.sorted(), sourceLocation: sourceLocation)
    #expect(steps.allSatisfy { $0.count <= 130 }, sourceLocation: sourceLocation)
    #expect(sentences.count == 3, sourceLocation: sourceLocation)
  }
}
