/// The forms of values in key=value pairs (RFC 7143 6.1).
enum TextValue {
  /// A decimal or hexadecimal constant; nil when `text` is neither or exceeds 64 bits.
  static func number(_ text: String) -> UInt64? {
    let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
    let digits = isHexadecimal ? text.dropFirst(2) : text[...]
    // A sign, which `UInt64` would take, is no part of a constant.
    guard digits.utf8.allSatisfy({ hexadecimalDigit($0) != nil }) else { return nil }
    return UInt64(digits, radix: isHexadecimal ? 16 : 10)
  }

  /// Comma-separated values.
  static func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

  /// A binary value in hexadecimal or base64 (0b); nil when it is neither.
  static func octets(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8.dropFirst(2))
    switch text.utf8.prefix(2).map({ $0 | 0x20 }) {
    case Array("0x".utf8): return hexadecimalOctets(digits)
    case Array("0b".utf8): return base64Octets(digits)
    default: return nil
    }
  }

  /// `octets` in hexadecimal, which every initiator reads; not all of them read base64.
  static func text(of octets: [UInt8]) -> String {
    "0x" + octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func hexadecimalDigit(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func hexadecimalOctets(_ digits: [UInt8]) -> [UInt8]? {
    guard !digits.isEmpty else { return nil }
    var octets: [UInt8] = []
    // An odd digit is the first: leading zeros may be left out.
    var isHigh = digits.count % 2 == 0
    for digit in digits {
      guard let value = hexadecimalDigit(digit) else { return nil }
      if isHigh || octets.isEmpty {
        octets.append(value)
      } else {
        octets[octets.count - 1] = octets[octets.count - 1] << 4 | value
      }
      isHigh.toggle()
    }
    return octets
  }

  /// RFC 4648 4.
  private static func base64Octets(_ digits: [UInt8]) -> [UInt8]? {
    let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard !digits.isEmpty, digits.count % 4 == 0, padding <= 2 else { return nil }
    var octets: [UInt8] = []
    var bits: UInt32 = 0
    for (i, digit) in digits.dropLast(padding).enumerated() {
      guard let value = base64Digit(digit) else { return nil }
      bits = bits << 6 | UInt32(value)
      // After the second, third and fourth digit of each four one more byte is whole.
      if i % 4 > 0 { octets.append(UInt8(truncatingIfNeeded: bits >> (6 - 2 * (i % 4)))) }
    }
    return octets
  }

  private static func base64Digit(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
