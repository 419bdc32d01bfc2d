extension RadixLadder {
  /// The first occupied bucket; there must be one.
  @inlinable var firstBucket: Int {
    occupied.withUnsafeBufferPointer { words in
      var word = 0
      while words[word] == 0 { word += 1 }
      return word << 6 | words[word].trailingZeroBitCount
    }
  }

  /// The bucket of `key`: level times 256 plus the byte of that level.
  @inlinable func bucket(ofKey key: UInt64) -> Int {
    let level = (63 - ((key ^ base) | 1).leadingZeroBitCount) >> 3
    return level << 8 | Int(truncatingIfNeeded: (key >> UInt64(truncatingIfNeeded: level << 3)) & 0xff)
  }

  @inlinable mutating func appendToBucket(_ entry: Entry) {
    if buckets.isEmpty { makeBuckets() }
    append(entry, toBucket: bucket(ofKey: entry.key))
    bucketedCount += 1
  }

  @inlinable mutating func append(_ entry: Entry, toBucket index: Int) {
    let count = Int(buckets[index].count)
    let offset = count % Self.chunkCapacity
    if offset == 0 { addChunk(toBucket: index, filler: entry) }
    let chunk = buckets.withUnsafeMutableBufferPointer { buckets in
      buckets[index].count = UInt32(truncatingIfNeeded: count + 1)
      buckets[index].keyMin = Swift.min(buckets[index].keyMin, entry.key)
      return Int(buckets[index].tailChunk)
    }
    pool.withUnsafeMutableBufferPointer { $0[chunk * Self.chunkCapacity + offset] = entry }
  }

  @inlinable mutating func addChunk(toBucket index: Int, filler: Entry) {
    let chunk = takeChunk(filler: filler)
    if buckets[index].count == 0 {
      buckets[index].headChunk = chunk
      occupied[index >> 6] |= 1 << UInt64(index & 63)
    } else {
      nextChunk[Int(buckets[index].tailChunk)] = chunk
    }
    buckets[index].tailChunk = chunk
  }

  @inlinable mutating func takeChunk(filler: Entry) -> UInt32 {
    if freeChunk == Self.noChunk {
      precondition(nextChunk.count < Int(Self.noChunk), "too many pending events")
      pool.append(contentsOf: repeatElement(filler, count: Self.chunkCapacity))
      nextChunk.append(Self.noChunk)
      return UInt32(nextChunk.count - 1)
    }
    let chunk = freeChunk
    freeChunk = nextChunk[Int(chunk)]
    return chunk
  }

  @inlinable mutating func giveBack(_ chunk: UInt32) {
    nextChunk[Int(chunk)] = freeChunk
    freeChunk = chunk
  }

  /// Empties a bucket and returns what it was; its chunks then belong to the caller.
  @inlinable mutating func detachBucket(_ index: Int) -> Bucket {
    let bucket = buckets[index]
    buckets[index] = Bucket()
    occupied[index >> 6] &= ~(1 << UInt64(index & 63))
    return bucket
  }

  @inlinable mutating func makeBuckets() {
    buckets = ContiguousArray(repeating: Bucket(), count: 8 << 8)
    occupied = ContiguousArray(repeating: 0, count: 8 << 2)
  }
}
