/// A field of a header whose every value stands for something, if only for "reserved": decoding it cannot fail.
public protocol WireCode: RawRepresentable where RawValue: FixedWidthInteger & UnsignedInteger {
  init(rawValue: RawValue)
}

/// The 48 bytes of a basic header segment, being read or being written.
///
/// A header names its fields once, in `layout`; reading and writing therefore cannot disagree. Reserved bits are written as zero
/// and ignored when read (RFC 7143 11).
struct HeaderFields {
  static let length = 48

  private(set) var bytes: [UInt8]
  private let isReading: Bool

  /// For reading `bytes`.
  init(reading bytes: [UInt8]) {
    precondition(bytes.count == Self.length, "a basic header segment has 48 bytes")
    self.bytes = bytes
    isReading = true
  }

  /// For writing a header of this kind.
  init(writing opcode: Opcode) {
    bytes = Array(repeating: 0, count: Self.length)
    bytes[0] = opcode.rawValue
    isReading = false
  }

  /// A big-endian integer of `octets` bytes, or of the type's own size.
  mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(_ value: inout Value, at offset: Int, octets: Int? = nil) {
    let range = offset..<offset + (octets ?? Value.bitWidth / 8)
    if isReading {
      value = 0
      for i in range { value = Value(truncatingIfNeeded: UInt64(value) << 8) | Value(bytes[i]) }
    } else {
      var rest = UInt64(value)
      for i in range.reversed() {
        bytes[i] = UInt8(truncatingIfNeeded: rest)
        rest >>= 8
      }
    }
  }

  mutating func code<Value: WireCode>(_ value: inout Value, at offset: Int) {
    var raw = value.rawValue
    integer(&raw, at: offset)
    value = Value(rawValue: raw)
  }

  mutating func flag(_ value: inout Bool, at offset: Int, bit: Int) {
    if isReading {
      value = bytes[offset] & 1 << bit != 0
    } else if value {
      bytes[offset] |= 1 << bit
    }
  }

  /// An unsigned number in bits `range` of one byte.
  mutating func bits<Value: WireCode>(_ value: inout Value, at offset: Int, _ range: ClosedRange<Int>)
  where Value.RawValue == UInt8 {
    let mask = UInt8(truncatingIfNeeded: (1 << range.count) - 1)
    if isReading {
      value = Value(rawValue: bytes[offset] >> range.lowerBound & mask)
    } else {
      bytes[offset] |= (value.rawValue & mask) << range.lowerBound
    }
  }

  /// A bit that is always one (most often "final" where there is nothing to continue).
  mutating func one(at offset: Int, bit: Int) {
    if !isReading { bytes[offset] |= 1 << bit }
  }

  /// `count` bytes as they are; fewer are padded with zeros, more are cut.
  mutating func octets(_ value: inout [UInt8], at offset: Int, count: Int) {
    if isReading {
      value = Array(bytes[offset..<offset + count])
    } else {
      for (i, byte) in value.prefix(count).enumerated() { bytes[offset + i] = byte }
    }
  }
}
