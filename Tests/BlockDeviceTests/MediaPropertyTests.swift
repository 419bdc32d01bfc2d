import BlockDevice
import Testing

/// Media as nobody would build them: an array of bytes and a flag for each block.
private struct NaiveMedia {
  let blockLength: Int
  var bytes: [UInt8]
  var isMapped: [Bool]

  init(blockCount: Int, blockLength: Int) {
    self.blockLength = blockLength
    bytes = Array(repeating: 0, count: blockCount * blockLength)
    isMapped = Array(repeating: false, count: blockCount)
  }

  mutating func write(_ data: [UInt8], at address: Int) {
    bytes.withUnsafeMutableBytes { target in
      data.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[(address * blockLength)...]).copyMemory(from: $0) }
    }
    for block in address..<address + data.count / blockLength { isMapped[block] = true }
  }

  mutating func clear(_ blocks: Range<Int>, deallocating: Bool) {
    write([UInt8](repeating: 0, count: blocks.count * blockLength), at: blocks.lowerBound)
    for block in blocks { isMapped[block] = !deallocating }
  }

  func provisioning(from address: Int) -> Range<UInt64> {
    var end = address
    while end < isMapped.count && isMapped[end] == isMapped[address] { end += 1 }
    return UInt64(address)..<UInt64(end)
  }
}

@Suite struct MediaPropertyTests {
  @Test(arguments: [512, 520, 4096])
  func mediaInMemoryAndInAFileDoWhatAnArrayOfBytesDoes(blockLength: Int) throws {
    var generator = SeededGenerator(seed: 0)
    let words = (0..<200 * blockLength / 8).map { _ in generator.next() }
    let noise = words.withUnsafeBytes { Array($0) }
    for seed in 0..<8 as Range<UInt64> {
      try withTemporaryPath { path in
        let file = try Media(path: path, blockCount: 400, blockLength: blockLength)
        defer { file.close() }
        try compare([Media(blockCount: 400, blockLength: blockLength), file], noise: noise, seed: seed)
      }
    }
  }

  private func compare(_ media: [Media], noise: [UInt8], seed: UInt64) throws {
    var media = media
    var generator = SeededGenerator(seed: seed)
    let count = Int(media[0].blockCount)
    var naive = NaiveMedia(blockCount: count, blockLength: media[0].blockLength)
    for step in 0..<60 {
      let start = generator.number(in: 0...count)
      let end = generator.number(in: start...min(count, start + 180))
      let action = generator.number(in: 0..<3)
      let length = (end - start) * naive.blockLength
      let first = generator.number(in: 0...noise.count - length)
      let data = Array(noise[first..<first + length])
      if action == 0 { naive.write(data, at: start) } else { naive.clear(start..<end, deallocating: action == 1) }
      for index in media.indices {
        if action == 0 {
          try media[index].write(data[...], at: UInt64(start))
        } else {
          try media[index].clear(UInt64(start)..<UInt64(end), deallocating: action == 1)
        }
        // What was changed and a block at either side; all at the end.
        let seen = max(0, start - 1)..<min(count, end + 1)
        let expected = Array(naive.bytes[seen.lowerBound * naive.blockLength..<seen.upperBound * naive.blockLength])
        let stored = try media[index].read(UInt64(seen.lowerBound)..<UInt64(seen.upperBound))
        #expect(stored == expected, "seed \(seed), step \(step), media \(index)")
        let address = generator.number(in: 0..<count)
        let run = media[index].provisioning(from: UInt64(address))
        #expect(run.blocks == naive.provisioning(from: address), "seed \(seed), step \(step), media \(index)")
        #expect(run.isMapped == naive.isMapped[address], "seed \(seed), step \(step), media \(index)")
      }
    }
    for one in media { #expect(try one.read(0..<UInt64(count)) == naive.bytes, "seed \(seed)") }
  }
}
