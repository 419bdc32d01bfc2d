import EventEngine

@testable import ConsistencyOracle

/// A small stage for named scenarios: one event a millisecond, names instead of handles where they read better.
struct Scene {
  var oracle = Oracle(unitCount: 2)
  var now = Instant.zero

  /// An operation with its attempts, oldest first.
  struct IO {
    var operation: Oracle.Operation
    var attempts: [Oracle.Attempt]
    var blocks: Range<UInt64>
  }

  mutating func tick() -> Instant {
    now = now + .milliseconds(1)
    return now
  }

  /// Issues an operation and sends it through each of the nexuses.
  mutating func issue(
    _ blocks: Range<UInt64>, _ access: Oracle.Access = .write, host: UInt32 = 0, via nexuses: UInt32..., epoch: UInt32 = 1
  ) -> IO {
    let operation = oracle.issued(access, host: host, incarnation: 0, unit: 0, blocks: blocks, at: tick())
    var io = IO(operation: operation, attempts: [], blocks: blocks)
    for nexus in nexuses { send(&io, via: nexus, epoch: epoch) }
    return io
  }

  mutating func send(_ io: inout IO, via nexus: UInt32, epoch: UInt32 = 1) {
    io.attempts.append(oracle.sent(io.operation, nexus: nexus, epoch: epoch, at: tick()))
  }

  mutating func apply(_ io: IO, attempt: Int = 0, _ blocks: Range<UInt64>? = nil) {
    oracle.applied(io.attempts[attempt], blocks: blocks ?? io.blocks, at: tick())
  }

  mutating func gone(_ io: IO, attempt: Int = 0, cause: Oracle.GoneCause = .completed) {
    oracle.gone(io.attempts[attempt], cause: cause, at: tick())
  }

  mutating func acknowledge(_ io: IO, by attempt: Int = 0) {
    oracle.acknowledged(io.operation, by: io.attempts[attempt], at: tick())
  }

  mutating func fail(_ io: IO) { oracle.failed(io.operation, at: tick()) }

  mutating func sample(_ io: IO) { oracle.readSampled(io.attempts[0], at: tick()) }

  /// A write that goes as it should: applied, acknowledged, gone.
  mutating func write(_ blocks: Range<UInt64>, host: UInt32 = 0, via nexus: UInt32 = 1) {
    let io = issue(blocks, host: host, via: nexus)
    apply(io)
    acknowledge(io)
    gone(io)
  }

  /// A read that goes as it should.
  mutating func read(_ blocks: Range<UInt64>, host: UInt32 = 0, via nexus: UInt32 = 1) {
    let io = issue(blocks, .read, host: host, via: nexus)
    sample(io)
    gone(io)
    acknowledge(io)
  }

  /// A write stuck on nexus 0, repeated through nexus 1 and acknowledged there: attempt 0 is an orphan.
  mutating func ghost(_ blocks: Range<UInt64>) -> IO {
    let io = issue(blocks, via: 0, 1)
    apply(io, attempt: 1)
    acknowledge(io, by: 1)
    gone(io, attempt: 1)
    return io
  }

  mutating func takeover(victim: UInt32, _ blocks: Range<UInt64>) {
    oracle.takeoverBegan(victimHost: victim, unit: 0, blocks: blocks, at: tick())
  }
}
