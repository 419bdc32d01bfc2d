/// Tells an array from every other, also from one of the same name: 64 bits, written as 16 hexadecimal digits.
public struct ArraySerial: Hashable, Sendable, LosslessStringConvertible {
  public var value: UInt64

  public init(_ value: UInt64) { self.value = value }

  /// Exactly 16 hexadecimal digits, of either case.
  public init?(_ text: String) {
    guard text.utf8.count == 16, text.allSatisfy(\.isHexDigit), let value = UInt64(text, radix: 16) else { return nil }
    self.init(value)
  }

  public var description: String { hexadecimal(value, digits: 16) }
}

/// In capital letters, with zeros up to `digits`.
func hexadecimal(_ value: UInt64, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
