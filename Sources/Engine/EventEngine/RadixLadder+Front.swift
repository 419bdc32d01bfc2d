extension RadixLadder {
  /// Inserts after every entry of the same or a lesser key, by moving the shorter side.
  @inlinable mutating func insertIntoFront(_ entry: Entry) {
    if frontEnd == front.count { makeRoomInFront(filler: entry) }
    let (start, end) = (frontStart, frontEnd)
    let movedStart = front.withUnsafeMutableBufferPointer { front in
      let position = Self.upperBound(of: entry.key, in: front, start, end)
      let entries = front.baseAddress.unsafelyUnwrapped
      let moveDown = start > 0 && position &- start < end &- position
      if moveDown {
        (entries + start - 1).update(from: entries + start, count: position &- start)
        entries[position &- 1] = entry
      } else {
        (entries + position + 1).update(from: entries + position, count: end &- position)
        entries[position] = entry
      }
      return moveDown
    }
    if movedStart { frontStart &-= 1 } else { frontEnd &+= 1 }
    if frontEnd &- frontStart > Self.frontCountMax { splitFront() }
  }

  /// The first position in `start..<end` whose key is greater than `key`.
  @inlinable static func upperBound(
    of key: UInt64, in front: UnsafeMutableBufferPointer<Entry>, _ start: Int, _ end: Int
  ) -> Int {
    // Nothing overflows, as all lies between `start` and `end`.
    let entries = front.baseAddress.unsafelyUnwrapped
    var low = start
    // Most of what models schedule is among the very next: a hop on a link, the end of a service.
    let near = Swift.min(start &+ 4, end)
    while low < near {
      if entries[low].key > key { return low }
      low &+= 1
    }
    // Without branches on keys, which nobody can predict.
    var length = end &- low
    while length > 0 {
      let half = (length &+ 1) >> 1
      low = entries[low &+ half &- 1].key <= key ? low &+ half : low
      length &-= half
    }
    return low
  }

  /// Gives the later half of a long front to the ladder. Equal keys stay together; if all are equal, all stay.
  @inlinable mutating func splitFront() {
    let (start, end) = (frontStart, frontEnd)
    guard front[start].key < front[end - 1].key else { return }
    let cut = front.withUnsafeMutableBufferPointer { front in
      let middle = front[(start + end) >> 1].key
      return Self.upperBound(of: middle > front[start].key ? middle - 1 : middle, in: front, start, end)
    }
    frontLast = front[cut].key - 1
    // An empty ladder starts afresh at the event popped last, before which nothing can come.
    if bucketedCount == 0 { base = floor }
    for position in cut..<end { appendToBucket(front[position]) }
    frontEnd = cut
  }

  @inlinable mutating func makeRoomInFront(filler: Entry) {
    let count = frontEnd - frontStart
    if count * 2 > front.count || front.isEmpty {
      growFront(toHold: Swift.max(32, front.count * 2), filler: filler)
    } else {
      let start = frontStart
      front.withUnsafeMutableBufferPointer { front in
        let entries = front.baseAddress.unsafelyUnwrapped
        entries.update(from: entries + start, count: count)
      }
      frontStart = 0
      frontEnd = count
    }
  }

  @inlinable mutating func growFront(toHold count: Int, filler: Entry) {
    guard count > front.count else { return }
    front.append(contentsOf: repeatElement(filler, count: count - front.count))
  }
}
