#if DEBUG
  extension RadixLadder {
    /// Traps when the ladder is not what its description says. O(n); for tests.
    func checkInvariants() {
      checkFront()
      var isSeen = [Bool](repeating: false, count: nextChunk.count)
      var bucketed = 0
      for index in buckets.indices {
        let bucket = buckets[index]
        bucketed += Int(bucket.count)
        precondition((occupied[index >> 6] >> UInt64(index & 63)) & 1 == (bucket.count == 0 ? 0 : 1), "occupied bit")
        checkBucket(bucket, index, &isSeen)
      }
      precondition(bucketed == bucketedCount, "bucketed count")
      var free = freeChunk
      while free != Self.noChunk {
        precondition(!isSeen[Int(free)], "a free chunk is in use")
        isSeen[Int(free)] = true
        free = nextChunk[Int(free)]
      }
      precondition(!isSeen.contains(false), "a chunk is lost")
      precondition(pool.count == nextChunk.count * Self.chunkCapacity, "pool size")
    }

    private func checkFront() {
      precondition(0 <= frontStart && frontStart <= frontEnd && frontEnd <= front.count, "front bounds")
      precondition(base <= floor, "base is beyond what was popped")
      var last = floor
      for position in frontStart..<frontEnd {
        precondition(front[position].key >= last, "the front is out of order or before the floor")
        last = front[position].key
      }
      precondition(frontStart == frontEnd || last <= frontLast, "the front holds a key that belongs to a bucket")
    }

    private func checkBucket(_ bucket: Bucket, _ index: Int, _ isSeen: inout [Bool]) {
      var keyMin = UInt64.max
      var chunk = bucket.headChunk
      for position in 0..<Int(bucket.count) {
        let offset = position % Self.chunkCapacity
        if offset == 0 {
          if position > 0 { chunk = nextChunk[Int(chunk)] }
          precondition(!isSeen[Int(chunk)], "a chunk is in two buckets")
          isSeen[Int(chunk)] = true
        }
        let key = pool[Int(chunk) * Self.chunkCapacity + offset].key
        precondition(key > frontLast && self.bucket(ofKey: key) == index, "a key is in the wrong place")
        keyMin = min(keyMin, key)
      }
      precondition(bucket.keyMin == keyMin, "least key of a bucket")
      precondition(bucket.count == 0 || chunk == bucket.tailChunk, "tail chunk of a bucket")
    }
  }
#endif
