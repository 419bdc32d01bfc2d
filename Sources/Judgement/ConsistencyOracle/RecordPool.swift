/// The index of a record in a pool.
typealias Slot = UInt32

/// No record.
let noSlot: Slot = .max

/// A record that can be a member of a list; free records are one.
protocol PoolRecord: BitwiseCopyable, Sendable {
  var next: Slot { get set }
}

/// Records of one kind at dense indices, with a free list: no allocation once the largest number of live records was reached.
///
/// Not a value by itself: copies share their records until one of them calls `copy()`. The oracle does so at the first event
/// after it was copied; to look for sharers at every access, as arrays do, doubles the cost of an I/O (measured). Shared records
/// are only read, hence the unchecked `Sendable`.
struct RecordPool<Record: PoolRecord>: @unchecked Sendable {
  private var storage: ManagedBuffer<Void, Record>
  private var base: UnsafeMutablePointer<Record>
  private var capacity = 16
  /// The slots handed out so far.
  private var used = 0
  private var firstFree = noSlot
  /// How many records are in use.
  private(set) var count = 0

  init() {
    storage = .create(minimumCapacity: capacity) { _ in }
    base = storage.withUnsafeMutablePointerToElements { $0 }
  }

  subscript(slot: Slot) -> Record {
    @inline(__always) get {
      assert(slot < used)
      return base[Int(slot)]
    }
    @inline(__always) _modify {
      assert(slot < used)
      yield &base[Int(slot)]
    }
  }

  @inline(__always) func contains(_ slot: Slot) -> Bool { slot < used }

  /// All records, free ones included.
  var records: [Record] { Array(UnsafeBufferPointer(start: base, count: used)) }

  /// Makes the records this value's own.
  mutating func copy() { move(to: capacity) }

  @inline(__always) mutating func insert(_ record: Record) -> Slot {
    count += 1
    if firstFree != noSlot {
      let slot = firstFree
      firstFree = base[Int(slot)].next
      base[Int(slot)] = record
      return slot
    }
    if used == capacity { move(to: 2 * capacity) }
    base[used] = record
    used += 1
    return Slot(used - 1)
  }

  /// Frees the slot; the record keeps what it holds but for `next`, until the slot is used again.
  @inline(__always) mutating func remove(_ slot: Slot) {
    assert(slot < used && count > 0, "what is freed was in use")
    base[Int(slot)].next = firstFree
    firstFree = slot
    count -= 1
  }

  @inline(never) private mutating func move(to newCapacity: Int) {
    let moved = ManagedBuffer<Void, Record>.create(minimumCapacity: newCapacity) { _ in }
    let address = moved.withUnsafeMutablePointerToElements { $0 }
    address.update(from: base, count: used)
    (storage, base, capacity) = (moved, address, newCapacity)
  }
}
