/// One field of a table in the standard: a name and a place. Encoder, decoder and description read the same field, so that what
/// is explained to a person is what the decoder judged.
struct Field: Sendable {
  let name: String
  let bytes: ClosedRange<Int>
  /// Bits of the big-endian number that `bytes` form, counted from its least significant bit.
  let bits: ClosedRange<Int>
  /// The words for a value, where the standard gives it a name.
  let meaning: @Sendable (UInt64) -> String?

  init(
    _ name: String, _ bytes: ClosedRange<Int>, bits: ClosedRange<Int>? = nil,
    meaning: @escaping @Sendable (UInt64) -> String? = { _ in nil }
  ) {
    self.name = name
    self.bytes = bytes
    self.bits = bits ?? 0...(bytes.count * 8 - 1)
    self.meaning = meaning
  }

  init(
    _ name: String, _ byte: Int, bits: ClosedRange<Int> = 0...7,
    meaning: @escaping @Sendable (UInt64) -> String? = { _ in nil }
  ) {
    self.init(name, byte...byte, bits: bits, meaning: meaning)
  }

  var offset: Int { bytes.lowerBound }

  /// The same field of a descriptor that starts at `offset`.
  func moved(by offset: Int) -> Field {
    Field(name, (bytes.lowerBound + offset)...(bytes.upperBound + offset), bits: bits, meaning: meaning)
  }

  var mask: UInt64 { UInt64.max >> UInt64(64 - bits.count) }
}

extension [UInt8] {
  /// The value of a field that lies within the bytes.
  subscript(field: Field) -> UInt64 {
    get {
      let number = self[field.bytes].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return (number >> UInt64(field.bits.lowerBound)) & field.mask
    }
    set {
      precondition(newValue <= field.mask, "the value does not fit the field")
      let low = UInt64(field.bits.lowerBound)
      for (distance, index) in field.bytes.reversed().enumerated() {
        let shift = UInt64(8 * distance)
        self[index] &= ~UInt8(truncatingIfNeeded: (field.mask << low) >> shift)
        self[index] |= UInt8(truncatingIfNeeded: (newValue << low) >> shift)
      }
    }
  }

  /// Whether the flag (a field of one bit) is set.
  func isSet(_ flag: Field) -> Bool { self[flag] != 0 }
}

/// A number as the standards print it: upper-case hexadecimal digits and an `h`.
func hexadecimal(_ value: some FixedWidthInteger, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
}
