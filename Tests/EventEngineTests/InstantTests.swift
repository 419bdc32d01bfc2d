import Testing

@testable import EventEngine

@Suite struct InstantTests {
  @Test func `real seconds round to the nearest nanosecond and saturate`() {
    #expect(Duration(seconds: 1.5e-9) == .nanoseconds(2))
    #expect(Duration(seconds: -0.25) == .milliseconds(-250))
    #expect(Duration(seconds: 1e300).nanoseconds == .max)
    #expect(Duration(seconds: -.infinity).nanoseconds == .min)
    #expect(Duration.seconds(3).seconds == 3)
  }

  @Test func `an outbox keeps schedule order and can be used again`() {
    var outbox = Outbox<Token>()
    for round in 0..<3 as Range<UInt64> {
      for id in 0..<(20 * round) { outbox.schedule(Token(id: id + round), at: Instant(nanoseconds: Int64(100 - id))) }
      for position in 0..<20 * round {
        let next = outbox.takeFirst()
        #expect(next.event.id == position + round)
        #expect(next.instant.nanoseconds == 100 - Int64(position))
      }
    }
    #expect(outbox.isEmpty)
  }
}
