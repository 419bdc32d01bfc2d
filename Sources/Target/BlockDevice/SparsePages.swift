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
    var result = [UInt8](repeating: 0, count: bytes.count)
    result.withUnsafeMutableBytes { target in
      for (page, range) in Self.parts(of: bytes) {
        guard let stored = pages[page] else { continue }
        let start = page * Self.pageLength + range.lowerBound - bytes.lowerBound
        stored.withUnsafeBytes { copy($0[range], to: target[start..<start + range.count]) }
      }
    }
    return result
  }

  mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    bytes.withUnsafeBytes { source in
      for (page, range) in Self.parts(of: offset..<offset + bytes.count) {
        let start = page * Self.pageLength + range.lowerBound - offset
        pages[page, default: [UInt8](repeating: 0, count: Self.pageLength)].withUnsafeMutableBytes {
          copy(source[start..<start + range.count], to: $0[range])
        }
      }
    }
  }

  mutating func clear(_ bytes: Range<Int>) {
    for (page, range) in Self.parts(of: bytes) {
      if range.count == Self.pageLength {
        pages[page] = nil
      } else {
        pages[page]?.withUnsafeMutableBytes { _ = $0[range].initializeMemory(as: UInt8.self, repeating: 0) }
      }
    }
  }
}

/// Moves memory as one piece; `copyBytes` of slices goes byte by byte where it is not specialized.
private func copy(_ source: Slice<UnsafeRawBufferPointer>, to target: Slice<UnsafeMutableRawBufferPointer>) {
  UnsafeMutableRawBufferPointer(rebasing: target).copyMemory(from: UnsafeRawBufferPointer(rebasing: source))
}
