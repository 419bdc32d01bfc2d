/// The extents of every unit: disjoint, in block order, in one pool. A unit without extents costs four bytes.
///
/// Slots are stable, so an operation keeps its first extent at hand, and extents are linked in block order.
struct ExtentMap: Sendable {
  var pool = RecordPool<Extent>()
  var roots: ContiguousArray<Slot>

  init(unitCount: Int) { roots = ContiguousArray(repeating: noSlot, count: unitCount) }

  var count: Int { pool.count }

  subscript(slot: Slot) -> Extent {
    @inline(__always) get { pool[slot] }
    @inline(__always) _modify { yield &pool[slot] }
  }

  /// The first extent of the unit.
  func first(unit: UInt32) -> Slot {
    var slot = noSlot
    var below = roots[Int(unit)]
    while below != noSlot {
      slot = below
      below = pool[below].left
    }
    return slot
  }

  /// The last extent that starts at or before `block`, and the extent after it.
  @inline(__always) func neighbours(unit: UInt32, block: UInt64) -> (previous: Slot, next: Slot) {
    var (previous, next) = (noSlot, noSlot)
    var slot = roots[Int(unit)]
    while slot != noSlot {
      if pool[slot].lower <= block {
        previous = slot
        slot = pool[slot].right
      } else {
        next = slot
        slot = pool[slot].left
      }
    }
    return (previous, next)
  }

  /// Adds an extent, which names its neighbours.
  mutating func insert(_ extent: Extent, unit: UInt32) -> Slot {
    assert(extent.lower < extent.upper, "an extent has blocks")
    let slot = pool.insert(extent)
    link(slot, unit: unit)
    return slot
  }

  /// Removes an extent.
  mutating func remove(_ slot: Slot, unit: UInt32) {
    unlink(slot, unit: unit)
    pool.remove(slot)
  }
}
