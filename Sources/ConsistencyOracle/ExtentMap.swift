/// The extents of every unit: disjoint, in block order, in one slab. A unit without extents costs four bytes.
///
/// Each unit has a zip tree (R. E. Tarjan, C. C. Levy, S. Timmel: Zip Trees, ACM Trans. Algorithms 17(4), 2021), whose ranks are
/// hashed from the slots: expected O(log n), no rebalancing state, no randomness. Slots are stable, so an operation keeps
/// its first extent at hand, and extents are linked in block order.
struct ExtentMap: Sendable {
  private(set) var slab = Slab<Extent>()
  private(set) var roots: ContiguousArray<Slot>

  init(unitCount: Int) { roots = ContiguousArray(repeating: noSlot, count: unitCount) }

  var count: Int { slab.count }

  subscript(slot: Slot) -> Extent {
    _read { yield slab[slot] }
    _modify { yield &slab[slot] }
  }

  /// The first extent of the unit.
  func first(unit: UInt32) -> Slot {
    var slot = noSlot
    var below = roots[Int(unit)]
    while below != noSlot {
      slot = below
      below = slab[below].left
    }
    return slot
  }

  /// The last extent that starts at or before `block`, and the extent after it.
  func neighbours(unit: UInt32, block: UInt64) -> (previous: Slot, next: Slot) {
    var (previous, next) = (noSlot, noSlot)
    var slot = roots[Int(unit)]
    while slot != noSlot {
      if slab[slot].lower <= block {
        previous = slot
        slot = slab[slot].right
      } else {
        next = slot
        slot = slab[slot].left
      }
    }
    return (previous, next)
  }

  /// Adds an extent between two neighbours.
  mutating func insert(_ extent: Extent, unit: UInt32, previous: Slot, next: Slot) -> Slot {
    let slot = slab.insert(extent)
    slab[slot].previous = previous
    slab[slot].next = next
    if previous != noSlot { slab[previous].next = slot }
    if next != noSlot { slab[next].previous = slot }
    let (place, below) = descend(unit: unit, toward: extent.lower, rank: ExtentMap.rank(slot))
    put(slot, at: place, unit: unit)
    unzip(below, around: slot)
    return slot
  }

  /// Removes an extent.
  mutating func remove(_ slot: Slot, unit: UInt32) {
    let extent = slab[slot]
    if extent.previous != noSlot { slab[extent.previous].next = extent.next }
    if extent.next != noSlot { slab[extent.next].previous = extent.previous }
    let (place, _) = descend(unit: unit, toward: extent.lower, stop: slot)
    zip(extent.left, extent.right, at: place, unit: unit)
    slab.remove(slot)
  }

  /// The hash of a slot that orders parents before children.
  static func rank(_ slot: Slot) -> UInt32 {
    var x = (slot ^ (slot >> 16)) &* 0x85eb_ca6b
    x = (x ^ (x >> 13)) &* 0xc2b2_ae35
    return x ^ (x >> 16)
  }
}

// The tree.
extension ExtentMap {
  /// A child link: the left or right one of `parent`, or the root.
  private struct Place {
    var parent = noSlot
    var isRight = false
  }

  private mutating func put(_ slot: Slot, at place: Place, unit: UInt32) {
    if place.parent == noSlot {
      roots[Int(unit)] = slot
    } else if place.isRight {
      slab[place.parent].right = slot
    } else {
      slab[place.parent].left = slot
    }
  }

  /// Walks from the root toward `block` until it meets `stop` or a rank below `rank`; gives the link followed last and its child.
  private func descend(unit: UInt32, toward block: UInt64, rank: UInt32 = 0, stop: Slot = noSlot) -> (Place, Slot) {
    var place = Place()
    var slot = roots[Int(unit)]
    while slot != stop && slot != noSlot && ExtentMap.rank(slot) >= rank {
      place = Place(parent: slot, isRight: slab[slot].lower < block)
      slot = place.isRight ? slab[slot].right : slab[slot].left
    }
    return (place, slot)
  }

  /// Splits the tree `below` at the new extent's first block and hangs both halves below it.
  private mutating func unzip(_ below: Slot, around slot: Slot) {
    let block = slab[slot].lower
    var (lesser, greater) = (Place(parent: slot), Place(parent: slot, isRight: true))
    var rest = below
    while rest != noSlot {
      if slab[rest].lower < block {
        link(rest, at: lesser)
        lesser = Place(parent: rest, isRight: true)
        rest = slab[rest].right
      } else {
        link(rest, at: greater)
        greater = Place(parent: rest)
        rest = slab[rest].left
      }
    }
    link(noSlot, at: lesser)
    link(noSlot, at: greater)
  }

  /// Joins two trees, all of `lesser` before all of `greater`.
  private mutating func zip(_ lesser: Slot, _ greater: Slot, at place: Place, unit: UInt32) {
    var (lesser, greater, place) = (lesser, greater, place)
    while lesser != noSlot && greater != noSlot {
      if ExtentMap.rank(lesser) >= ExtentMap.rank(greater) {
        put(lesser, at: place, unit: unit)
        place = Place(parent: lesser, isRight: true)
        lesser = slab[lesser].right
      } else {
        put(greater, at: place, unit: unit)
        place = Place(parent: greater)
        greater = slab[greater].left
      }
    }
    put(lesser == noSlot ? greater : lesser, at: place, unit: unit)
  }

  private mutating func link(_ slot: Slot, at place: Place) {
    if place.isRight { slab[place.parent].right = slot } else { slab[place.parent].left = slot }
  }
}
