import ISCSIWire
import Testing

struct CRC32CTests {
  /// RFC 7143 appendix B.4 (RFC 3720 appendix B.4); it prints the bytes in the order of the wire, low byte first.
  static let vectors: [(bytes: [UInt8], digest: [UInt8])] = [
    (Array(repeating: 0, count: 32), [0xaa, 0x36, 0x91, 0x8a]),
    (Array(repeating: 0xff, count: 32), [0x43, 0xab, 0xa8, 0x62]),
    (Array(0..<32), [0x4e, 0x79, 0xdd, 0x46]),
    (Array((0..<32).reversed()), [0x5c, 0xdb, 0x3f, 0x11]),
    (
      ISCSIWireTests.bytes(
        """
        01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018
        28000000 00000000 02000000 00000000
        """), [0x56, 0x3a, 0x96, 0xd9]
    ),
  ]

  @Test(arguments: vectors.indices) func `the checks are those of RFC 7143`(_ i: Int) {
    let (bytes, digest) = Self.vectors[i]
    let value = CRC32C(of: bytes).value
    #expect((0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } == digest)
  }

  @Test func `the check value of the catalogues is E3069283h`() {
    #expect(CRC32C(of: Array("123456789".utf8)).value == 0xe306_9283)
    #expect(CRC32C().value == 0)
  }

  @Test func `every length and split gives what one bit at a time gives`() {
    var random = TestRandom(seed: 1)
    let bytes = random.octets(40)
    for length in 0...bytes.count {
      var remainder: UInt32 = 0xffff_ffff
      for byte in bytes[..<length] {
        for bit in 0..<8 {
          let isOdd = (remainder ^ UInt32(byte >> bit)) & 1 == 1
          remainder = remainder >> 1 ^ (isOdd ? 0x82f6_3b78 : 0)
        }
      }
      for split in 0...length {
        var crc = CRC32C()
        crc.update(bytes[..<split])
        crc.update(bytes[split..<length])
        #expect(crc.value == ~remainder, "length \(length) split at \(split)")
      }
    }
  }
}
