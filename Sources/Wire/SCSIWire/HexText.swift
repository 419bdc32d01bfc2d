/// Text that is not a list of bytes.
public struct HexTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Place of the offending character or of the offending group's first one, counted from 1.
  public var position: Int
  public var reason: String

  public var description: String { "character \(position): \(reason)" }
}

/// Bytes written in hexadecimal.
public enum HexText {
  /// Reads `5f05 00`, `0x5F,0x05` or `5f:05:00`. White space, commas, colons and hyphens separate groups; each has an even
  /// number of digits, or a single one, and may begin with `0x`. Text without a group is no bytes.
  public static func parse(_ text: String) throws(HexTextError) -> [UInt8] {
    let characters = Array(text)
    var result: [UInt8] = []
    var start = 0
    while start < characters.count {
      guard !isSeparator(characters[start]) else {
        start += 1
        continue
      }
      let end = characters[start...].firstIndex(where: isSeparator) ?? characters.count
      try append(group: characters[start..<end], to: &result)
      start = end
    }
    return result
  }

  private static func isSeparator(_ character: Character) -> Bool { character.isWhitespace || ",:-".contains(character) }

  private static func append(group: ArraySlice<Character>, to result: inout [UInt8]) throws(HexTextError) {
    let position = group.startIndex + 1
    let hasPrefix = group.count >= 2 && group.first == "0" && group.dropFirst().first?.lowercased() == "x"
    let digits = group.dropFirst(hasPrefix ? 2 : 0)
    guard !digits.isEmpty else { throw HexTextError(position: position, reason: "no digits follow 0x") }
    var values: [UInt8] = []
    for index in digits.indices {
      guard digits[index].isASCII, let value = digits[index].hexDigitValue else {
        throw HexTextError(position: index + 1, reason: "'\(digits[index])' is not a hexadecimal digit")
      }
      values.append(UInt8(value))
    }
    guard values.count > 1 else {
      result += values
      return
    }
    guard values.count.isMultiple(of: 2) else {
      throw HexTextError(position: position, reason: "an odd number of digits (\(values.count)) is not a whole number of bytes")
    }
    for pair in stride(from: 0, to: values.count, by: 2) { result.append(values[pair] << 4 | values[pair + 1]) }
  }
}
