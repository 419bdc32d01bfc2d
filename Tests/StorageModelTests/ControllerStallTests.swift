import EventEngine
import Testing

@testable import StorageModel

/// `controller_stall`: all ports of a controller stop.
@Suite struct ControllerStallTests {
  @Test("Every path to the controller fails, none to the other; PREEMPT AND ABORT evicts its ports and nothing leaks")
  func stall() throws {
    let story = try Story(
      model(.preemptAndAbort) {
        $0.faults = [fault(.controllerStall(0, .afterData), at: .seconds(5), lasting: .seconds(12))]
      })
    let paths = Set(story.all(.pathFailed).map(\.entity))
    let ports = paths.map { Int(story.run.plan.topology.nexuses[$0].port) }
    #expect(paths.count == 2 && ports.allSatisfy { $0 < 2 })
    #expect(Set(story.all(.portEvicted).map(\.entity)) == Set(ports))
    #expect(story.counts[.aborted] > 1 && story.counts.failed == 0 && !story.run.leaks)
  }

  @Test("Without a barrier what it held lands late")
  func leak() throws {
    let story = try Story(
      model(.none) { $0.faults = [fault(.controllerStall(1, .afterData), at: .seconds(5), lasting: .seconds(12))] })
    #expect(story.counts[.landedLate] > 1 && story.run.leaks)
  }

  @Test("A stall of one of its ports that ends earlier leaves that port stalled until the controller works again")
  func overlap() throws {
    let story = try Story(
      model(.none) {
        $0.faults = [
          fault(.controllerStall(0, .afterData), at: .seconds(5), lasting: .seconds(2)),
          fault(.portStall(firstPort, .afterData), at: .milliseconds(5_500), lasting: .milliseconds(500), name: "port"),
        ]
      })
    #expect(story.all(.releasedByPort).allSatisfy { $0.instant >= .seconds(7) } && !story.all(.releasedByPort).isEmpty)
  }
}
