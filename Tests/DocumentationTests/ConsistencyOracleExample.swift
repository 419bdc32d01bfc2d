import ConsistencyOracle
import EventEngine
import Testing

extension Examples {
  @Test func consistencyOracle() {
    var oracle = Oracle(unitCount: 1)
    var now = Instant.zero
    func tick() -> Instant {
      now = now + .milliseconds(1)
      return now
    }

    // A write is stuck on nexus 0; its repetition on nexus 1 is acknowledged, and a newer write after it.
    let old = oracle.issued(.write, host: 0, incarnation: 0, unit: 0, blocks: 8..<16, at: tick())
    let stuck = oracle.sent(old, nexus: 0, epoch: 1, at: tick())
    let repeated = oracle.sent(old, nexus: 1, epoch: 1, at: tick())
    oracle.applied(repeated, blocks: 8..<16, at: tick())
    oracle.acknowledged(old, by: repeated, at: tick())
    let new = oracle.issued(.write, host: 0, incarnation: 0, unit: 0, blocks: 8..<16, at: tick())
    let attempt = oracle.sent(new, nexus: 1, epoch: 1, at: tick())
    oracle.applied(attempt, blocks: 8..<16, at: tick())
    oracle.acknowledged(new, by: attempt, at: tick())
    oracle.applied(stuck, blocks: 8..<16, at: tick())

    #expect(oracle.counts.staleWrites == BlockTally(events: 1, blocks: 8) && oracle.counts.hasLeak)
  }
}
