/// One key=value pair of login or text negotiation (RFC 7143 6.1).
public struct TextPair: Hashable, Sendable, CustomStringConvertible {
  public var key: String
  public var value: String

  public init(_ key: String, _ value: String) { (self.key, self.value) = (key, value) }

  public var description: String { "\(key)=\(value)" }
}

extension [TextPair] {
  /// The first value of `key`.
  public subscript(key: String) -> String? { first { $0.key == key }?.value }

  /// The pairs as a data segment: each ended by a zero byte.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    for pair in self {
      bytes += pair.description.utf8
      bytes.append(0)
    }
    return bytes
  }

  /// Reads a whole text. Throws where a pair has no name of 1 to 63 bytes, no '=', no end, or is no UTF-8; empty pairs, which
  /// some send as padding, are passed over.
  public init(decoding text: [UInt8]) throws(ISCSIWireError) {
    self = []
    var start = 0
    while start < text.count {
      guard let end = text[start...].firstIndex(of: 0) else {
        throw ISCSIWireError(text: text.count, "end of pair", expected: "00h", found: "the end of the text")
      }
      if end > start { append(try TextPair(decoding: text[start..<end])) }
      start = end + 1
    }
  }
}

extension TextPair {
  static let keyLengthMax = 63

  init(decoding bytes: ArraySlice<UInt8>) throws(ISCSIWireError) {
    // Split as bytes: '=' before a combining mark is another character.
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
      throw ISCSIWireError(text: bytes.endIndex, "key=value", expected: "'='", found: "the end of the pair")
    }
    guard let key = String(validating: bytes[..<equals], as: UTF8.self),
      let value = String(validating: bytes[(equals + 1)...], as: UTF8.self)
    else { throw ISCSIWireError(text: bytes.startIndex, "key=value", expected: "UTF-8", found: "other bytes") }
    self.init(key, value)
    guard (1...Self.keyLengthMax).contains(key.utf8.count) else {
      throw ISCSIWireError(
        text: bytes.startIndex, "key", expected: "1 to \(Self.keyLengthMax) bytes", found: "\(key.utf8.count) bytes")
    }
  }
}

extension ISCSIWireError {
  /// An error within the text of a login or text request.
  init(text offset: Int, _ field: String, expected: String, found: String) {
    self.init(
      subject: "text", offset: offset, field: field, expected: expected, found: found, consequence: .reject(.protocolError))
  }
}

/// Puts together a text that the C bit spread over several PDUs (RFC 7143 6.2).
public struct TextAccumulator: Hashable, Sendable {
  /// Bytes that one text may have. RFC 7143 6.1 asks for at least 8,192.
  public static let lengthMax = 8192
  private var text: [UInt8] = []

  public init() {}

  /// The pairs of the whole text once a segment comes that does not continue; nil before. Throws when the text grows too long or
  /// cannot be read; either way it is then forgotten.
  public mutating func receive(_ segment: [UInt8], continues: Bool) throws(ISCSIWireError) -> [TextPair]? {
    text += segment
    guard text.count <= Self.lengthMax else {
      defer { text = [] }
      throw ISCSIWireError(
        text: Self.lengthMax, "length", expected: "at most \(Self.lengthMax) bytes", found: "\(text.count) bytes")
    }
    if continues { return nil }
    defer { text = [] }
    return try [TextPair](decoding: text)
  }
}
