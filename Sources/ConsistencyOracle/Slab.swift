/// The index of a record in a slab.
typealias Slot = UInt32

/// No record.
let noSlot: Slot = .max

/// A record that can be a member of a list; free records are one.
protocol SlabRecord: BitwiseCopyable, Sendable {
  var next: Slot { get set }
}

/// Records of one kind at dense indices, with a free list: no allocation once the largest number of live records was reached.
struct Slab<Record: SlabRecord>: Sendable {
  private(set) var records: ContiguousArray<Record> = []
  private var firstFree = noSlot
  /// How many records are in use.
  private(set) var count = 0

  subscript(slot: Slot) -> Record {
    @inline(__always) get { records[Int(slot)] }
    @inline(__always) _modify { yield &records[Int(slot)] }
  }

  func contains(_ slot: Slot) -> Bool { slot < records.count }

  @inline(__always) mutating func insert(_ record: Record) -> Slot {
    count += 1
    let slot = firstFree
    if slot == noSlot {
      records.append(record)
      return Slot(records.count - 1)
    }
    firstFree = records[Int(slot)].next
    records[Int(slot)] = record
    return slot
  }

  /// Frees the slot; the record keeps what it holds but for `next`, until the slot is used again.
  @inline(__always) mutating func remove(_ slot: Slot) {
    records[Int(slot)].next = firstFree
    firstFree = slot
    count -= 1
  }

  /// All records by address, for loops that would otherwise check the array's uniqueness at every step.
  @inline(__always) mutating func withAddress<Result>(_ body: (UnsafeMutablePointer<Record>) -> Result) -> Result {
    records.withUnsafeMutableBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
  }
}
