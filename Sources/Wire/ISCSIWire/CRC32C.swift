/// The cyclic redundancy check of header and data digests (RFC 7143 13.1): CRC-32C, Castagnoli's polynomial 11EDC6F41h.
///
/// Eight bytes a step over eight tables (M. Kounavis and F. Berry, "A Systematic Approach to Building High Performance
/// Software-Based CRC Generators", 2005).
public struct CRC32C: Hashable, Sendable {
  private var remainder: UInt32 = 0xffff_ffff

  /// Of no bytes yet.
  public init() {}

  /// Of all of `bytes`.
  public init(of bytes: [UInt8]) { update(bytes[...]) }

  /// The check of all bytes so far. A digest carries it low byte first.
  public var value: UInt32 { ~remainder }

  /// Takes in `bytes`, which follow all those before.
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { update($0) }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    Self.tables.withUnsafeBufferPointer { tables in
      var crc = remainder
      var offset = 0
      while offset + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(crc)
        crc = 0
        for i in 0..<8 { crc ^= tables[(7 - i) << 8 | Int(word >> (8 * i) & 0xff)] }
        offset += 8
      }
      while offset < bytes.count {
        crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[offset])) & 0xff)]
        offset += 1
      }
      remainder = crc
    }
  }

  /// Table k at 256 k: the remainder of each byte value followed by k zero bytes.
  private static let tables: [UInt32] = {
    var tables: [UInt32] = []
    for byte in 0..<UInt32(256) {
      tables.append((0..<8).reduce(byte) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) })
    }
    for i in 256..<2048 { tables.append(tables[i - 256] >> 8 ^ tables[Int(tables[i - 256] & 0xff)]) }
    return tables
  }()
}
