import EventEngine

/// The unfinished writes of one host on one logical unit, by address.
///
/// Sorted by first block; an overlap is looked for from the longest extent's length before the range on. The live writes of a
/// host are few, so that moving entries beats following nodes.
struct ExtentIndex: Sendable {
  private struct Entry: BitwiseCopyable, Sendable {
    var first: UInt64
    var end: UInt64
    var serial: UInt64
    var operation: OperationID
  }
  private var entries: ContiguousArray<Entry> = []
  private var lengthMax: UInt64 = 0

  var count: Int { entries.count }

  mutating func insert(_ blocks: Range<UInt64>, serial: UInt64, operation: OperationID) {
    lengthMax = max(lengthMax, UInt64(blocks.count))
    entries.insert(
      Entry(first: blocks.lowerBound, end: blocks.upperBound, serial: serial, operation: operation),
      at: position(of: blocks.lowerBound))
  }

  mutating func remove(_ blocks: Range<UInt64>, operation: OperationID) {
    var index = position(of: blocks.lowerBound)
    while entries[index].operation != operation { index += 1 }
    entries.remove(at: index)
  }

  /// The latest write issued before `serial` that overlaps `blocks`.
  func latestOverlap(_ blocks: Range<UInt64>, before serial: UInt64) -> OperationID? {
    guard !entries.isEmpty else { return nil }
    let low = blocks.lowerBound < lengthMax ? 0 : blocks.lowerBound - lengthMax + 1
    var index = position(of: low)
    var found: Entry?
    while index < entries.count, entries[index].first < blocks.upperBound {
      let entry = entries[index]
      if entry.end > blocks.lowerBound, entry.serial < serial, entry.serial > found?.serial ?? 0 { found = entry }
      index += 1
    }
    return found?.operation
  }

  /// All operations, by address.
  var operations: [OperationID] { entries.map(\.operation) }

  /// The first entry that does not begin before `first`.
  private func position(of first: UInt64) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].first < first { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
