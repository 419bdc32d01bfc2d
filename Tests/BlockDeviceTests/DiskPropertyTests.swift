import BlockDevice
import SCSIWire
import Testing

/// A disk as nobody would build it: an array of bytes, no provisioning, no checks but for the end.
private struct NaiveDisk {
  var bytes: [UInt8]
  var blockCount: Int { bytes.count / 512 }

  func slice(_ blocks: LogicalBlocks) -> Range<Int>? {
    guard blocks.address <= UInt64(blockCount), Int(blocks.address) + Int(blocks.count) <= blockCount else { return nil }
    return Int(blocks.address) * 512..<(Int(blocks.address) + Int(blocks.count)) * 512
  }

  /// The data read, or the sense data of the error.
  mutating func execute(_ command: Command, _ data: [UInt8]) -> (dataIn: [UInt8], sense: Sense) {
    var blocks = LogicalBlocks(address: 0, count: 0)
    switch command {
    case .read(let run), .write(let run), .verify(let run, _), .compareAndWrite(let run), .orWrite(let run): blocks = run
    case .writeSame(let request):
      blocks = request.blocks
      if blocks.count == 0 && blocks.address < UInt64(blockCount) { blocks.count = UInt32(blockCount - Int(blocks.address)) }
    default: break
    }
    if case .writeSame(let request) = command, request.blocks.address >= UInt64(blockCount) {
      return ([], .illegalRequest(0x21, 0x00))
    }
    guard let range = slice(blocks) else { return ([], .illegalRequest(0x21, 0x00)) }
    let miscompare = Sense(key: 0xE, code: 0x1D, qualifier: 0x00)
    switch command {
    case .read: return (Array(bytes[range]), .none)
    case .write: bytes.replaceSubrange(range, with: data)
    case .verify: if data != bytes[range].map(\.self) { return ([], miscompare) }
    case .compareAndWrite:
      if Array(data.prefix(range.count)) != Array(bytes[range]) { return ([], miscompare) }
      bytes.replaceSubrange(range, with: data.dropFirst(range.count))
    case .orWrite: for (index, byte) in zip(range, data) { bytes[index] |= byte }
    case .writeSame: for index in range { bytes[index] = data.isEmpty ? 0 : data[index % 512] }
    default: break
    }
    return ([], .none)
  }
}

@Suite struct DiskPropertyTests {
  static let blockCount = 200

  @Test func disksInMemoryAndInAFileDoWhatAnArrayOfBytesDoes() throws {
    for seed in 0..<8 as Range<UInt64> {
      try withTemporaryPath { path in
        let file = try Media(path: path, blockCount: UInt64(Self.blockCount))
        defer { file.close() }
        var disks = [file, Media(blockCount: UInt64(Self.blockCount))].map { LogicalDisk(array: smallArray, unit: 0, media: $0) }
        var naive = NaiveDisk(bytes: [UInt8](repeating: 0, count: Self.blockCount * 512))
        var generator = SeededGenerator(seed: seed)
        for step in 0..<150 {
          let (command, data) = randomCommand(naive, &generator)
          let expected = naive.execute(command, data)
          for index in disks.indices {
            let outcome = disks[index].execute(command, dataOut: data)
            let failure: Comment = "seed \(seed), step \(step), disk \(index), \(command)"
            #expect(outcome.completion.sense == expected.sense, failure)
            #expect(outcome.dataIn == expected.dataIn, failure)
          }
        }
        for disk in disks { #expect(try disk.media.read(0..<UInt64(Self.blockCount)) == naive.bytes, "seed \(seed)") }
      }
    }
  }

  /// A command and its data-out; comparisons succeed about every other time.
  private func randomCommand(_ naive: NaiveDisk, _ generator: inout SeededGenerator) -> (Command, [UInt8]) {
    let address = generator.number(in: 0...UInt64(Self.blockCount) + 1)
    let count: UInt32 = generator.number(in: 0...12)
    let run = LogicalBlocks(
      address: address, count: count, disablePageOut: generator.flip(),
      // Rare: each waits for the file system.
      forceUnitAccess: generator.number(in: 0..<20) == 0)
    let fill = pattern(blocks: Int(count), seed: generator.next())
    let stored = naive.slice(run).map { Array(naive.bytes[$0]) }
    let compared = generator.flip() ? stored ?? fill : fill
    switch generator.number(in: 0..<7) {
    case 0: return (.read(run), [])
    case 1: return (.verify(run, byteCheck: .all), compared)
    case 2: return (.compareAndWrite(run), compared + fill)
    case 3: return (.orWrite(run), fill)
    case 4: return (.writeSame(WriteSame(run, unmap: generator.flip(), noDataOut: true)), [])
    case 5:
      let block = pattern(blocks: 1, seed: generator.next())
      return (.writeSame(WriteSame(run, unmap: generator.flip())), block)
    default: return (.write(run), fill)
    }
  }
}
