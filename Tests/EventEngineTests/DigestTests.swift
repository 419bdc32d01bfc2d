import Testing

@testable import EventEngine

@Suite struct DigestTests {
  private func digest(_ events: [(Int64, UInt64, UInt64)]) -> Digest {
    var digest = Digest()
    for event in events { digest.fold((event.1, event.2), at: Instant(nanoseconds: event.0)) }
    return digest
  }

  @Test func `the digest depends on the order of events`() {
    var random = TestRandom(seed: 1)
    for _ in 0..<1_000 {
      let a = (Int64(bitPattern: random.next()), random.next(), random.next())
      let b = (a.0, random.next(), a.2)
      #expect(digest([a, b]) != digest([b, a]))
    }
  }

  @Test func `every bit of every word counts, wherever the event stands`() {
    let events = [(0, 0, 0), (5, 1, 0), (5, 1, 0), (9, 0, 2)] as [(Int64, UInt64, UInt64)]
    var seen = [digest(events).value, digest(Array(events.dropFirst())).value, digest(Array(events.dropLast())).value]
    for position in events.indices {
      for bit in 0..<64 {
        var changed = events
        changed[position].0 ^= Int64(bitPattern: 1 << UInt64(bit))
        seen.append(digest(changed).value)
        changed[position] = (events[position].0, events[position].1 ^ 1 << UInt64(bit), events[position].2)
        seen.append(digest(changed).value)
        changed[position] = (events[position].0, events[position].1, events[position].2 ^ 1 << UInt64(bit))
        seen.append(digest(changed).value)
      }
    }
    #expect(Set(seen).count == seen.count)
  }

  /// Worked out by hand from the formula in big integers, outside Swift: the digest of a run must not change between versions.
  @Test func `the digest of three events is what the formula says`() {
    #expect(digest([(0, 1, 2), (1_000, 3, 4), (-1, .max, 0)]).hex == "e5fa86d1e283c2ee")
    #expect(Digest().hex.count == 16)
  }
}
