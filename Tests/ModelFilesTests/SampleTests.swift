import Barriers
import EventEngine
import ModelFiles
import Reservations
import StorageModel
import Testing

@Suite struct SampleTests {
  @Test func `The dual-fabric sample stalls one of four ports for longer than a command may take`() throws {
    let sample = try ModelFile.load(Project.root + "/Models/dual-fabric.yaml").configuration
    #expect(sample.fabric.fabrics == 2)
    #expect(sample.hosts.hbas == 2)
    #expect(sample.array.controllers * sample.array.portsPerController == 4)
    #expect(sample.faults.map(\.name) == ["stall"])
    #expect(sample.faults[0].lasting.mean > sample.hosts.scsi.commandTimeout.seconds)
    #expect(sample.warnings.isEmpty)
  }

  @Test func `The rewrite-race sample pauses a host for longer than the other one waits`() throws {
    let sample = try ModelFile.load(Project.root + "/Models/rewrite-race.yaml").configuration
    #expect(sample.hosts.count == 2)
    #expect(sample.fabric.link.propagation == .microseconds(250))
    guard let pause = sample.faults[0].kind as? HostPause, pause.host == 0, let takeover = pause.takeoverAfter else {
      Issue.record("host0 is not paused with a takeover")
      return
    }
    #expect(sample.faults[0].lasting.mean > takeover.seconds)
    #expect(sample.warnings.isEmpty)
    _ = try Plan(sample)
  }

  @Test(.enabled(if: Project.hasTraces)) func `The trace-replay sample replays two hours of a virtual machine`() throws {
    let sample = try ModelFile.load(Project.root + "/Models/trace-replay.yaml")
    guard case .trace(let trace) = sample.configuration.workload.kind else {
      Issue.record("not a trace")
      return
    }
    #expect(trace.records[0].arrival == .zero)
    #expect(trace.records.count == 113_872)
    #expect(trace.records.allSatisfy { $0.arrival < .seconds(7_201) })
    #expect(sample.inputs.map(\.bytes.count)[1] == 3_800_023)
    _ = try Plan(sample.configuration)
  }

  @Test func `Every point of the barriers experiment is a model`() throws {
    let sample = try ExperimentFile.load(Project.root + "/Experiments/barriers.yaml")
    #expect(sample.points.count == 5 * 3 * 2 + 2)
    let models = try sample.points.map { try sample.load(point: $0).configuration }
    for model in models { _ = try Plan(model) }
    // The hold outlasts the stall of 45 s, as the heading of the experiment says.
    let methods = BarrierMethod.allCases.map { $0 == .hold ? .hold(nanoseconds: 20_000_000_000) : $0 }
    for method in methods {
      #expect(models.prefix(30).count { $0.barrier == method } == 6)
    }
    #expect(models.prefix(30).allSatisfy { $0.array.defects.isEmpty })
    #expect(models[30].array.defects == [.goodBeforeQuiesce])
    #expect(models[31].array.defects == [.skipAbort])
    for model in models {
      let stall = try #require(model.faults[0].kind as? PortStall)
      #expect((stall.stage == .ingress) == (model.array.transfer == .immediate))
    }
  }
}
