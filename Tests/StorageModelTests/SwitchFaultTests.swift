import EventEngine
import Testing

@testable import StorageModel

/// `switch_crash` and `switch_stall`: a fabric of its own goes, the other carries on.
@Suite struct SwitchFaultTests {
  private static func story(_ kind: some FaultKind, transport: Transport = .tcp) throws -> Story {
    try Story(
      model(.preemptAndAbort) {
        $0.fabric.transport = transport
        $0.faults = [fault(kind, at: .seconds(5), lasting: .seconds(4))]
        $0.run.until = .seconds(15)
      })
  }

  /// Paths through fabric 0: both ports of an even number of the first HBA.
  private static let ofFabric0 = [0, 1]

  @Test("A switch that crashes takes the paths of its fabric with it, hosts see it at once, and they come back after it")
  func crash() throws {
    let story = try Self.story(.switchCrash(fabric: 0))
    #expect(story.all(.pathFailed).map(\.entity).sorted() == Self.ofFabric0)
    #expect(story.all(.pathFailed).allSatisfy { $0.instant == .milliseconds(5_500) })
    let back = story.all(.pathJoined).filter { $0.instant > .seconds(5) }
    #expect(back.map(\.entity).sorted() == Self.ofFabric0 && back.allSatisfy { $0.instant > .seconds(9) })
    #expect(story.counts.framesDropped > 0 && story.counts.failed == 0 && !story.run.leaks)
  }

  @Test("A switch that stalls keeps frames, nobody hears of it, and what it kept lands late without a barrier")
  func stall() throws {
    let story = try Self.story(.switchStall(fabric: 0))
    #expect(story.counts.framesDropped == 0)
    #expect(story.all(.pathFailed).map(\.entity).sorted() == Self.ofFabric0)
    #expect(story.all(.pathFailed).allSatisfy { $0.instant >= .milliseconds(7_999) })
    #expect(story.counts.failed == 0 && !story.run.leaks)
    let unguarded = try Story(
      model(.none) {
        $0.fabric.transport = .tcp
        $0.array.transfer = .immediate
        $0.faults = [fault(.switchStall(fabric: 0), at: .seconds(5), lasting: .seconds(8))]
      })
    #expect(unguarded.counts[.landedLate] > 1 && unguarded.run.leaks)
  }

  @Test("On Fibre Channel a switch drops what waited longer than hold_time in it")
  func age() throws {
    #expect(try Self.story(.switchStall(fabric: 1), transport: .fibreChannel).counts.framesDropped > 0)
  }

  @Test("A fabric that is not there is refused")
  func refused() {
    #expect(throws: ConfigurationError("faults[0].switch_crash.fabric", "there is no fabric2; fabric.fabrics is 2")) {
      try Self.story(.switchCrash(fabric: 2))
    }
  }
}
