/// The blocks of a disk, in memory or in a sparse file, and which of them have storage.
///
/// Blocks that were never written, and those deallocated since, read as zeros. Media in a file are shared by all copies of the
/// value; media in memory are copied with it.
public struct Media: Sendable {
  /// Bytes in a logical block.
  public let blockLength: Int
  /// Number of logical blocks.
  public let blockCount: UInt64
  private var mapped = RangeSet<UInt64>()
  private var pages = SparsePages()
  private let file: SparseFile?

  /// Media that vanish with the value: no block is mapped.
  public init(blockCount: UInt64, blockLength: Int = 512) {
    precondition(blockLength > 0 && blockCount > 0 && blockCount <= UInt64(Int.max) / UInt64(blockLength), "1 B to 8 EiB")
    self.blockCount = blockCount
    self.blockLength = blockLength
    file = nil
  }

  /// Media in the file at `path`, which is made if there is none and locked against use by another process. A file system
  /// remembers what is mapped in units of its own: after opening again, a deallocated block among written ones may be mapped.
  ///
  /// - Throws: `open` when the file is in use, cannot be made, or has another size than the blocks need.
  public init(path: String, blockCount: UInt64, blockLength: Int = 512) throws(MediaError) {
    precondition(blockLength > 0 && blockCount > 0 && blockCount <= UInt64(Int.max) / UInt64(blockLength), "1 B to 8 EiB")
    self.blockCount = blockCount
    self.blockLength = blockLength
    let file = try SparseFile(path: path, byteCount: Int(blockCount) * blockLength)
    for extent in try file.dataExtents() {
      let last = (UInt64(extent.upperBound) + UInt64(blockLength) - 1) / UInt64(blockLength)
      mapped.insert(contentsOf: UInt64(extent.lowerBound) / UInt64(blockLength)..<last)
    }
    self.file = file
  }

  /// Gives up the file and its lock; nothing else may be asked of media in a file afterwards, nor of their copies.
  public func close() { file?.close() }
}

extension Media {
  /// The bytes of the blocks, which lie within the media.
  ///
  /// - Throws: when the file cannot be read.
  public func read(_ blocks: Range<UInt64>) throws(MediaError) -> [UInt8] {
    let bytes = byteRange(blocks)
    guard let file else { return pages.read(bytes) }
    return try file.read(bytes)
  }

  /// Writes whole blocks from `address` on, which are mapped then.
  ///
  /// - Throws: when the file cannot be written; some of the bytes may be written all the same.
  public mutating func write(_ bytes: ArraySlice<UInt8>, at address: UInt64) throws(MediaError) {
    precondition(bytes.count.isMultiple(of: blockLength), "part of a block")
    let blocks = address..<address + UInt64(bytes.count / blockLength)
    let offset = byteRange(blocks).lowerBound
    if let file { try file.write(bytes, at: offset) } else { pages.write(bytes, at: offset) }
    mapped.insert(contentsOf: blocks)
  }

  /// Makes the blocks read as zeros, without storage if that is asked for.
  ///
  /// - Throws: when the file cannot be written; some of the blocks may be zeros all the same.
  public mutating func clear(_ blocks: Range<UInt64>, deallocating: Bool) throws(MediaError) {
    let bytes = byteRange(blocks)
    if let file { try file.clear(bytes) } else { pages.clear(bytes) }
    if deallocating { mapped.remove(contentsOf: blocks) } else { mapped.insert(contentsOf: blocks) }
  }

  /// The longest run of blocks from `address` on that are all mapped or all deallocated.
  public func provisioning(from address: UInt64) -> (blocks: Range<UInt64>, isMapped: Bool) {
    precondition(address < blockCount, "beyond the media")
    let ranges = mapped.ranges
    // The first mapped run that ends after the address.
    var low = ranges.startIndex
    var high = ranges.endIndex
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= address { low = middle + 1 } else { high = middle }
    }
    guard low < ranges.endIndex else { return (address..<blockCount, false) }
    let run = ranges[low]
    return run.lowerBound <= address ? (address..<run.upperBound, true) : (address..<run.lowerBound, false)
  }

  /// Returns when all that was written would outlive a loss of power, as far as the media can.
  ///
  /// - Throws: when the operating system could not write it back.
  public func synchronize() throws(MediaError) { try file?.synchronize() }

  private func byteRange(_ blocks: Range<UInt64>) -> Range<Int> {
    precondition(blocks.upperBound <= blockCount, "beyond the media")
    return Int(blocks.lowerBound) * blockLength..<Int(blocks.upperBound) * blockLength
  }
}
