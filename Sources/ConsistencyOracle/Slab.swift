/// The index of a record in a slab.
typealias Slot = UInt32

/// No record.
let noSlot: Slot = .max

/// Records of one kind at dense indices, with a free list: no allocation once the largest number of live records was reached.
struct Slab<Record: BitwiseCopyable & Sendable>: Sendable {
  private(set) var records: ContiguousArray<Record> = []
  private var free: ContiguousArray<Slot> = []

  /// How many records are in use.
  var count: Int { records.count - free.count }

  /// The slot that `insert` would hand out next, if it was used before: its old record still carries the generation.
  var recycled: Record? { free.last.map { records[Int($0)] } }

  subscript(slot: Slot) -> Record {
    _read { yield records[Int(slot)] }
    _modify { yield &records[Int(slot)] }
  }

  func contains(_ slot: Slot) -> Bool { slot < records.count }

  mutating func insert(_ record: Record) -> Slot {
    if let slot = free.popLast() {
      records[Int(slot)] = record
      return slot
    }
    records.append(record)
    return Slot(records.count - 1)
  }

  mutating func remove(_ slot: Slot) { free.append(slot) }
}
