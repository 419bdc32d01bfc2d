/// Takes an input apart. Beyond the end there are zeros and empty pieces, so that every input means something.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// A piece of up to 255 bytes behind its length.
  mutating func shortPiece() -> [UInt8] { bytes(Int(byte())) }

  /// A piece of up to 65,535 bytes behind its length.
  mutating func piece() -> [UInt8] {
    let high = Int(byte())
    return bytes(high << 8 | Int(byte()))
  }

  mutating func remainder() -> [UInt8] { bytes(rest.count) }
}

extension [UInt8] {
  /// A piece as `ByteReader.shortPiece` takes it; bytes beyond 255 are dropped.
  var asShortPiece: [UInt8] { [UInt8(prefix(255).count)] + prefix(255) }

  /// A piece as `ByteReader.piece` takes it; bytes beyond 65,535 are dropped.
  var asPiece: [UInt8] {
    let body = prefix(65_535)
    return [UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + body
  }
}
