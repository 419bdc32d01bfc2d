import Barriers
import EventEngine
import Reservations
import Testing

@testable import StorageModel

/// `link_down` and `link_stall`: what is lost, what waits, and when hosts know.
@Suite struct LinkFaultTests {
  static let hostLink = LinkName.initiator(host: 0, hba: 0)  // paths 0 and 1
  static let arrayLink = LinkName.target(firstPort)  // path 0

  static func down(_ link: LinkName, lasting: Duration, change: (inout ModelConfiguration) -> Void = { _ in }) throws -> Story {
    try Story(
      model(.preemptAndAbort) {
        $0.faults = [fault(.linkDown(link), at: .seconds(5), lasting: lasting)]
        $0.run.until = .seconds(15)
        change(&$0)
      })
  }

  @Test("A host sees its own link go at once: no I/O is sent there, and what was out fails after fast_io_fail_tmo")
  func lossOfSignal() throws {
    let story = try Self.down(Self.hostLink, lasting: .seconds(3))
    for path in [0, 1] {
      #expect(story.all(.pathFailed, path: path).map(\.instant) == [.milliseconds(5_500)])
      #expect(
        story.count(.sent, path: path, .seconds(5)..<(.seconds(8))) {
          $0.instant > .seconds(5) && $0.version != nil
        } == 0)
      let back = try #require(story.all(.pathJoined, path: path).last)
      #expect(back.instant > .seconds(8) && back.instant < .milliseconds(8_600))
    }
    #expect(story.counts.failed == 0 && !story.run.leaks)
  }

  @Test("Of an array port's link hosts hear after the RSCN delay; until then they send into it")
  func stateChange() throws {
    let story = try Self.down(Self.arrayLink, lasting: .seconds(3))
    #expect(story.all(.pathFailed).map(\.instant) == [.milliseconds(5_600)])
    #expect(story.count(.sent, path: 0, .seconds(5)..<(.milliseconds(5_100))) > 0)
    #expect(story.count(.sent, path: 0, .milliseconds(5_101)..<(.seconds(8))) == 0)
    #expect(story.counts.framesDropped > 0 && story.counts.failed == 0 && !story.run.leaks)
  }

  @Test("A flap shorter than fast_io_fail_tmo: the HBA returns what was out, and it goes again on the same path")
  func flap() throws {
    let story = try Self.down(Self.arrayLink, lasting: .milliseconds(300))
    let lost = story.all(.frameDropped).filter { $0.version != nil }
    #expect(lost.count > 1)
    for lost in lost {
      let again = try #require(story.all(.sent).first { $0.version == lost.version && $0.ordinal == lost.ordinal + 1 })
      // Up at 5.3 s, heard 100 ms later.
      #expect(again.entity == lost.entity && again.instant == .milliseconds(5_400))
      #expect(story.all(.acknowledged).contains { $0.version == lost.version && $0.instant < .milliseconds(5_420) })
    }
    #expect(story.all(.timedOut).isEmpty && story.all(.pathFailed).isEmpty)
    #expect(story.counts.failed == 0 && !story.run.leaks)
  }

  @Test("No outage costs an I/O more than a longer one", arguments: [50, 100, 300, 450, 600, 1_000, 2_000])
  func shorterIsCheaper(_ milliseconds: Int64) throws {
    let story = try Self.down(Self.arrayLink, lasting: .milliseconds(milliseconds))
    let latest = story.all(.acknowledged).compactMap { end in
      story.all(.issued).first { $0.version == end.version }.map { end.instant - $0.instant }
    }.max()
    // Heard after 100 ms; fast_io_fail_tmo is 500 ms; no command timeout of 3 s takes part.
    let worst = try #require(latest)
    #expect(worst < .milliseconds(min(milliseconds, 500) + 150), "\(worst)")
  }

  @Test("Two links of a nexus down: fast_io_fail_tmo runs from the first")
  func bothLinks() throws {
    let story = try Self.down(Self.hostLink, lasting: .seconds(3)) {
      $0.faults.append(fault(.linkDown(Self.arrayLink), at: .milliseconds(5_200), lasting: .seconds(1), name: "second"))
    }
    #expect(story.all(.pathFailed, path: 0).map(\.instant) == [.milliseconds(5_500)])
  }

  @Test("Two faults on one link count as one that lasts as long as both")
  func overlapping() throws {
    let story = try Self.down(Self.hostLink, lasting: .seconds(3)) {
      $0.faults.append(fault(.linkDown(Self.hostLink), at: .seconds(6), lasting: .seconds(5), name: "second"))
    }
    #expect(story.all(.pathFailed, path: 0).count == 1)
    #expect(story.count(.sent, path: 0, .milliseconds(5_001)..<(.seconds(11))) == 0)
    #expect(story.count(.sent, path: 0, .seconds(11)..<(.seconds(15))) > 50)
  }

  @Test("What a dead link leaves in the array without data is recovered; orphans were dropped or had landed")
  func fates() throws {
    let story = try Self.down(Self.arrayLink, lasting: .seconds(8)) {
      $0.workload.kind = .open(rate: 5000, process: .poisson)
      $0.workload.workingSet = 1 << 30
      $0.workload.start = .milliseconds(4_900)
      $0.hosts.queueDepth = 1000
      $0.fabric.link.propagation = .microseconds(200)
      $0.run.until = .seconds(7)
    }
    let counts = story.counts
    #expect(counts.orphans > 60)
    #expect(
      counts[.droppedInFabric] + counts[.landedBefore] + counts[.noDataSent] + counts[.aborted] + counts[.landedLate]
        == counts.orphans)
    #expect(counts[.droppedInFabric] > 50 && !story.run.leaks)
  }

  static func stall(_ transport: Transport, _ change: (inout ModelConfiguration) -> Void = { _ in }) throws -> Story {
    try Story(
      model(.none) {
        $0.fabric.transport = transport
        $0.hosts.queueDepth = 1000
        $0.hosts.scsi.commandTimeout = .seconds(20)
        $0.hosts.multipath.checkerTimeout = .seconds(20)
        $0.faults = [fault(.linkStall(Self.arrayLink), at: .seconds(5), lasting: .seconds(5))]
        $0.run.until = .seconds(40)
        change(&$0)
      })
  }

  @Test("A stalled link of TCP keeps everything in order")
  func tcpStall() throws {
    let story = try Self.stall(.tcp)
    #expect(story.counts.framesDropped == 0 && story.counts.pathFailures == 0 && story.counts.attempts == story.counts.issued)
    #expect(story.count(.enabled, path: 0, .milliseconds(5_001)..<(.seconds(10))) == 0)
    #expect(story.seconds(from: .sent, to: .completed, path: 0).contains { $0.seconds > 4 })
    #expect(story.overtakings(path: 0) == 0)
  }

  @Test("A stalled link of Fibre Channel drops what waited longer than hold_time, or is older than R_A_TOV")
  func fibreChannelStall() throws {
    for limit in ["hold_time", "R_A_TOV"] {
      let story = try Self.stall(.fibreChannel) {
        $0.fabric.holdTime = limit == "hold_time" ? .seconds(2) : .seconds(60)
        $0.fabric.resourceAllocationTimeout = limit == "hold_time" ? .seconds(60) : .seconds(2)
      }
      let waits = story.seconds(from: .sent, to: .enabled, path: 0).map(\.seconds)
      #expect(waits.contains { $0 > 1.5 } && !waits.contains { $0 > 2.1 }, "\(limit)")
      #expect(story.counts.framesDropped > 10 && story.overtakings(path: 0) == 0, "\(limit)")
    }
  }
}
