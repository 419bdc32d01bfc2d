extension RadixLadder {
  /// Moves the next events to the empty front. The caller pops one of them at once, so `base` can move up to the first.
  @inlinable mutating func refillFront() {
    frontStart = 0
    frontEnd = 0
    var index = firstBucket
    while Int(buckets[index].count) > Self.frontCountMax, index >= 1 << 8 {
      moveDown(bucket: index)
      index = firstBucket
    }
    base = buckets[index].keyMin
    let level = index >> 8
    repeat {
      moveToFront(bucket: index)
      frontLast = lastKey(ofBucket: index)
      guard bucketedCount > 0 else {
        frontLast = .max
        return
      }
      index = firstBucket
    } while index >> 8 == level && frontEnd + Int(buckets[index].count) <= Self.frontCountWanted
  }

  /// The last key that belongs to a bucket of the present `base`.
  @inlinable func lastKey(ofBucket index: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: (index >> 8) << 3)
    let below = (1 << shift) &- 1 as UInt64
    return (base & ~(0xff << shift | below)) | UInt64(truncatingIfNeeded: index & 0xff) << shift | below
  }

  /// Spreads a bucket's events over lower levels, in order.
  @inlinable mutating func moveDown(bucket index: Int) {
    let bucket = detachBucket(index)
    base = bucket.keyMin
    var chunk = bucket.headChunk
    var left = Int(bucket.count)
    while left > 0 {
      let start = Int(chunk) * Self.chunkCapacity
      let next = nextChunk[Int(chunk)]
      for position in start..<(start + Swift.min(left, Self.chunkCapacity)) {
        let entry = pool.withUnsafeBufferPointer { $0[position] }
        append(entry, toBucket: self.bucket(ofKey: entry.key))
      }
      giveBack(chunk)
      chunk = next
      left -= Self.chunkCapacity
    }
  }

  /// Appends a bucket's events to the front, sorted. They all come after those that are there.
  @inlinable mutating func moveToFront(bucket index: Int) {
    let bucket = detachBucket(index)
    let count = Int(bucket.count)
    growFront(toHold: frontEnd + count, filler: pool[0])
    // Worth its 256 counters from some twenty events on; at level 0 all keys are equal.
    if count > 20, index >= 1 << 8 {
      distribute(bucket, byByte: index >> 8 - 1)
    } else {
      copyToFront(bucket)
    }
    sortFront(from: frontEnd, count: index >= 1 << 8 ? count : 0)
    frontEnd += count
    bucketedCount -= count
  }

  @inlinable mutating func copyToFront(_ bucket: Bucket) {
    var target = frontEnd
    forEachEntry(returningChunksOf: bucket) { front, entry in
      front[target] = entry
      target += 1
    }
  }

  /// Counting sort of a bucket's entries by one byte of the key, the highest in which they differ, into the front.
  @inlinable mutating func distribute(_ bucket: Bucket, byByte byte: Int) {
    let shift = UInt64(truncatingIfNeeded: byte << 3)
    let firstTarget = UInt16(truncatingIfNeeded: frontEnd)
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 256) { targets in
      targets.initialize(repeating: 0)
      forEachKey(of: bucket) { targets[Int(truncatingIfNeeded: ($0 >> shift) & 0xff)] &+= 1 }
      var target = firstTarget
      for digit in 0..<256 { (targets[digit], target) = (target, target &+ targets[digit]) }
      forEachEntry(returningChunksOf: bucket) { front, entry in
        let digit = Int(truncatingIfNeeded: (entry.key >> shift) & 0xff)
        front[Int(targets[digit])] = entry
        targets[digit] &+= 1
      }
    }
  }

  /// Insertion sort of the entries from `start` on, which are few or nearly in order; stable.
  @inlinable mutating func sortFront(from start: Int, count: Int) {
    front.withUnsafeMutableBufferPointer { front in
      for position in (start + 1)..<Swift.max(start + 1, start + count) {
        guard front[position - 1].key > front[position].key else { continue }
        let entry = front[position]
        var hole = position
        repeat {
          front[hole] = front[hole - 1]
          hole -= 1
        } while hole > start && front[hole - 1].key > entry.key
        front[hole] = entry
      }
    }
  }

  @inlinable func forEachKey(of bucket: Bucket, _ body: (UInt64) -> Void) {
    pool.withUnsafeBufferPointer { pool in
      var chunk = Int(bucket.headChunk)
      var left = Int(bucket.count)
      while left > 0 {
        let start = chunk * Self.chunkCapacity
        for position in start..<(start + Swift.min(left, Self.chunkCapacity)) { body(pool[position].key) }
        chunk = Int(nextChunk[chunk])
        left -= Self.chunkCapacity
      }
    }
  }

  /// Calls `body` with the front and each entry of a detached bucket, in order, and gives its chunks back.
  @inlinable mutating func forEachEntry(
    returningChunksOf bucket: Bucket, _ body: (UnsafeMutableBufferPointer<Entry>, Entry) -> Void
  ) {
    var chunk = bucket.headChunk
    var left = Int(bucket.count)
    while left > 0 {
      let start = Int(chunk) * Self.chunkCapacity
      let end = start + Swift.min(left, Self.chunkCapacity)
      front.withUnsafeMutableBufferPointer { front in
        pool.withUnsafeBufferPointer { pool in
          for position in start..<end { body(front, pool[position]) }
        }
      }
      let next = nextChunk[Int(chunk)]
      giveBack(chunk)
      chunk = next
      left -= Self.chunkCapacity
    }
  }
}
