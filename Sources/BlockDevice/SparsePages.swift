/// Bytes in memory by pages, which exist from the first write to them until they are cleared.
struct SparsePages: Sendable {
  static let pageLength = 1 << 16

  private var pages: [Int: [UInt8]] = [:]  // tidy: looked up by page number only, never walked through

  /// The parts of `bytes` page by page: page number and range within the page.
  private static func parts(of bytes: Range<Int>) -> some Sequence<(page: Int, range: Range<Int>)> {
    sequence(state: bytes.lowerBound) { offset -> (page: Int, range: Range<Int>)? in
      guard offset < bytes.upperBound else { return nil }
      let page = offset / pageLength
      let start = page * pageLength
      let end = min(start + pageLength, bytes.upperBound)
      defer { offset = end }
      return (page, offset - start..<end - start)
    }
  }

  func read(_ bytes: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (page, range) in Self.parts(of: bytes) {
      if let stored = pages[page] { result += stored[range] } else { result += repeatElement(0, count: range.count) }
    }
    return result
  }

  mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    var next = bytes.startIndex
    for (page, range) in Self.parts(of: offset..<offset + bytes.count) {
      let source = bytes[next..<next + range.count]
      pages[page, default: [UInt8](repeating: 0, count: Self.pageLength)].replaceSubrange(range, with: source)
      next += range.count
    }
  }

  mutating func clear(_ bytes: Range<Int>) {
    for (page, range) in Self.parts(of: bytes) {
      if range.count == Self.pageLength {
        pages[page] = nil
      } else {
        pages[page]?.replaceSubrange(range, with: repeatElement(0, count: range.count))
      }
    }
  }
}
