import EventEngine
import Sampling
import Testing

@testable import StorageModel

/// `hba_reset`: failed back at once, and back after a while.
@Suite struct HBAResetTests {
  @Test("What was outstanding on the HBA is repeated elsewhere at once, not after fast_io_fail_tmo")
  func failsBack() throws {
    let story = try Story(
      model(.preemptAndAbort) {
        $0.faults = [fault(.hbaReset(host: 0, hba: 0), at: .seconds(5), lasting: .seconds(2))]
        $0.array.media.write = Distribution(.milliseconds(50))
      })
    #expect(story.all(.pathFailed).map(\.entity).sorted() == [0, 1])
    #expect(story.all(.pathFailed).allSatisfy { $0.instant == .seconds(5) })
    #expect(story.counts.orphans > 1 && story.counts.failed == 0 && !story.run.leaks)
    let back = story.all(.pathJoined).filter { $0.instant > .seconds(5) }
    #expect(back.map(\.entity).sorted() == [0, 1] && back.allSatisfy { $0.instant > .seconds(7) })
  }

  @Test("Without a barrier what the array has in hand may land after the repeat")
  func late() throws {
    let story = try Story(
      model(.none) {
        $0.array.media.servers = 4
        $0.array.media.write = Distribution(.milliseconds(100))
        $0.workload.kind = .closed(depth: 32, think: nil)
        $0.faults = [fault(.hbaReset(host: 0, hba: 0), at: .seconds(5), lasting: .seconds(2))]
        $0.run.until = .seconds(8)
      })
    #expect(story.counts[.landedLate] > 1)
  }
}
