import Barriers
import Reservations
import Testing

@testable import StorageModel

/// The implementation whose habits an array has decides whether PREEMPT AND ABORT is a barrier.
@Suite struct ProfileTests {
  /// The host reserves through its first path, which is that of the first port.
  private static let otherPort = TargetPortName(controller: 1, port: 1)

  private func stalled(_ port: TargetPortName, _ profile: ReservationProfile) throws -> Plan {
    // Too short for the path to come back, no longer as holder, and to fail again.
    try stalledPort(.preemptAndAbort, stage: .afterData, stall: .seconds(6)) {
      $0.array.reservations.rules.profile = profile
      $0.faults = [fault(.portStall(port, .afterData), at: .seconds(5), lasting: .seconds(6))]
    }
  }

  @Test func `by the standard no stuck write gets past it, whoever held the reservation`() throws {
    for port in [firstPort, Self.otherPort] {
      let run = try stalled(port, .standard).drained(seed: 1)
      #expect(run.world.counts[.aborted] > 0)
      #expect(!run.leaks)
    }
  }

  @Test func `LIO aborts the writes of a victim only if it held the reservation`() throws {
    let holder = try stalled(firstPort, .lio).drained(seed: 1)
    #expect(holder.world.counts[.aborted] > 0)
    #expect(!holder.leaks)
    let other = try stalled(Self.otherPort, .lio).drained(seed: 1)
    #expect(other.world.counts[.aborted] == 0 && other.world.counts[.landedLate] > 0)
    #expect(other.world.oracle.counts.staleWrites.events > 0)
    #expect(other.world.oracle.counts.barrierViolations.events > 0)
  }

  @Test func `where PREEMPT AND ABORT is unknown a host that needs it stops`() throws {
    let run = try stalledPort(.preemptAndAbort, stage: .afterData, stall: .seconds(8)) {
      $0.array.reservations.persistThroughPowerLoss = false
      $0.array.reservations.rules.profile = .spdk
    }.drained(seed: 1)
    #expect(run.world.counts.hostsStopped == 1)
    #expect(run.world.counts.barriersDone == 0)
  }
}
