/// One field of a table in the standard: a name and a place. Encoder, decoder and description read the same field, so that what
/// is explained to a person is what the decoder judged.
struct Field: Sendable {
  let name: String
  let bytes: ClosedRange<Int>
  /// Bits of the big-endian number that `bytes` form, counted from its least significant bit.
  let bits: ClosedRange<Int>
  /// Whether a device server looks at it: REPORT SUPPORTED OPERATION CODES tells.
  private(set) var isRead = true
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

  /// The same field where it is shown but never looked at.
  var unread: Field {
    var field = self
    field.isRead = false
    return field
  }

  var offset: Int { bytes.lowerBound }

  var mask: UInt64 { UInt64.max >> UInt64(64 - bits.count) }
}

extension [UInt8] {
  /// The value of a field that lies within the bytes; `start` is where the table that the field belongs to begins.
  subscript(field: Field, at start: Int = 0) -> UInt64 {
    get {
      var number: UInt64 = 0
      for index in field.bytes { number = number << 8 | UInt64(self[start + index]) }
      return (number >> UInt64(field.bits.lowerBound)) & field.mask
    }
    set {
      precondition(newValue <= field.mask, "the value does not fit the field")
      var kept = ~(field.mask << UInt64(field.bits.lowerBound))
      var number = newValue << UInt64(field.bits.lowerBound)
      for index in field.bytes.reversed() {
        self[start + index] = self[start + index] & UInt8(truncatingIfNeeded: kept) | UInt8(truncatingIfNeeded: number)
        (kept, number) = (kept >> 8, number >> 8)
      }
    }
  }

  /// Whether the flag (a field of one bit) is set.
  func isSet(_ flag: Field, at start: Int = 0) -> Bool { self[flag, at: start] != 0 }

  /// Sets or clears a flag.
  mutating func set(_ flag: Field, _ isSet: Bool, at start: Int = 0) { self[flag, at: start] = isSet ? 1 : 0 }
}

/// A number as the standards print it: upper-case hexadecimal digits and an `h`.
func hexadecimal(_ value: some FixedWidthInteger, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
}
