import Testing

@testable import EventEngine

@Suite struct AgendaTests {
  #if DEBUG
    static let seedCount = 60
  #else
    static let seedCount = 3_000
  #endif

  @Test func `the ladder does what a sorted array does`() {
    fuzz(RadixLadder<Token>.self)
  }

  @Test func `the 4-ary heap does what a sorted array does`() {
    fuzz(QuaternaryHeapAgenda<Token>.self)
  }

  private func fuzz<A: CheckedAgenda>(_: A.Type) {
    for seed in 0..<Self.seedCount {
      var fuzz = AgendaFuzz<A>(seed: seed, checksInvariants: seed % 8 == 0)
      fuzz.run(operations: 60)
      #expect(fuzz.failure == nil, "seed \(seed)")
    }
  }

  @Test func `the ladder keeps a million ties in schedule order while they are popped`() {
    #if DEBUG
      let count: UInt64 = 20_000
    #else
      let count: UInt64 = 1_000_000
    #endif
    var ladder = RadixLadder<Token>()
    let instant = Instant(nanoseconds: 1 << 40)
    for id in 0..<count { ladder.schedule(Token(id: id), at: instant) }
    for id in 0..<count {
      guard ladder.popNext(through: instant)?.event.id == id else {
        Issue.record("event \(id) came at the wrong time")
        return
      }
      if id % 4 == 0 { ladder.schedule(Token(id: count + id / 4), at: instant) }
    }
    #expect(ladder.count == Int(count / 4))
    #expect(ladder.popNext()?.event.id == count)
  }

  @Test func `a ladder with thousands of far events takes near ones after looking ahead`() {
    var ladder = RadixLadder<Token>()
    for id in 0..<5_000 as Range<UInt64> {
      ladder.schedule(Token(id: id), at: Instant(nanoseconds: 1_000_000_000 + Int64(id) * 1_000))
    }
    for near in (0..<2_000 as Range<Int64>).reversed() {
      #expect(ladder.popNext(through: Instant(nanoseconds: 0)) == nil)
      ladder.schedule(Token(id: 10_000 + UInt64(near)), at: Instant(nanoseconds: 1 + near))
      #expect(ladder.nextInstant == Instant(nanoseconds: 1 + near))
    }
    for near in 0..<2_000 as Range<UInt64> { #expect(ladder.popNext()?.event.id == 10_000 + near) }
    #expect(ladder.popNext()?.event.id == 0)
  }

  @Test func `the ladder reuses its chunks`() {
    var ladder = RadixLadder<Token>()
    var random = TestRandom(seed: 7)
    for id in 0..<4_000 as Range<UInt64> {
      ladder.schedule(Token(id: id), at: Instant(nanoseconds: Int64(random.below(1_000_000))))
    }
    func churn(_ events: Int) -> Int {
      for _ in 0..<events {
        guard let next = ladder.popNext() else { return 0 }
        ladder.schedule(next.event, at: next.instant + Duration(nanoseconds: Int64(random.below(1_000_000))))
      }
      return ladder.pool.count + ladder.front.count
    }
    let warm = churn(100_000)
    let later = churn(100_000)
    #expect(later <= warm + warm / 10, "memory grew from \(warm) to \(later) entries with a constant population")
  }
}
