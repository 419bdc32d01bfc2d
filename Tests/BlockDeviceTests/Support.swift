import BlockDevice
import Glibc
import SCSIWire
import Testing

/// SplitMix64: the same numbers for the same seed everywhere.
struct SeededGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  mutating func number<Number: FixedWidthInteger>(in range: ClosedRange<Number>) -> Number {
    range.lowerBound + Number(next() % (UInt64(range.upperBound - range.lowerBound) + 1))
  }

  mutating func number(in range: Range<Int>) -> Int { number(in: range.lowerBound...range.upperBound - 1) }

  mutating func flip() -> Bool { next() & 1 == 0 }
}

private var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir }

/// A path for a file that is gone again after `body`.
func withTemporaryPath<Result>(_ body: (String) throws -> Result) throws -> Result {
  var template = Array("\(temporaryFolder)/weir-media-XXXXXX".utf8CString)
  _ = try #require(template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) })
  let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  defer {
    unlink(folder + "/media")
    rmdir(folder)
  }
  return try body(folder + "/media")
}

let smallArray = DiskArray(
  name: "array", serial: ArraySerial(0x0123_4567_89AB_CDEF),
  ports: [
    TargetPortIdentity(relativeIdentifier: 1, name: "iqn.2026-11.org.example.weir:array,t,0x0001"),
    TargetPortIdentity(relativeIdentifier: 2, name: "iqn.2026-11.org.example.weir:array,t,0x0002"),
  ], unitCount: 3)

func plainDisk(blockCount: UInt64) -> LogicalDisk {
  LogicalDisk(array: smallArray, unit: 0, media: Media(blockCount: blockCount))
}

func blocks(_ address: UInt64, _ count: UInt32) -> LogicalBlocks { LogicalBlocks(address: address, count: count) }

func zeros(_ blocks: Int) -> [UInt8] { [UInt8](repeating: 0, count: blocks * 512) }

/// Bytes of which no two blocks are alike.
func pattern(blocks: Int, seed: UInt64) -> [UInt8] {
  var generator = SeededGenerator(seed: seed)
  let words = (0..<blocks * 64).map { _ in generator.next() }
  return words.withUnsafeBytes { Array($0) }
}
