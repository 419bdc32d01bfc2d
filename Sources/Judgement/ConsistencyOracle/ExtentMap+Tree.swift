/// The tree and the list that hold the extents of a unit in block order: a zip tree (R. E. Tarjan, C. C. Levy, S. Timmel: Zip
/// Trees, ACM Trans. Algorithms 17(4), 2021). Ranks are hashed from the slots: expected O(log n) without rebalancing state and
/// without random numbers.
extension ExtentMap {
  /// A child link: the left or right one of `parent`, or the root.
  private struct Place {
    var parent = noSlot
    var isRight = false
  }

  /// The hash of a slot that orders parents before children.
  @inline(__always) static func rank(_ slot: Slot) -> UInt32 {
    var x = (slot ^ (slot >> 16)) &* 0x85eb_ca6b
    x = (x ^ (x >> 13)) &* 0xc2b2_ae35
    return x ^ (x >> 16)
  }

  /// Links an extent, which names its neighbours, and puts it in its place in the tree.
  mutating func link(_ slot: Slot, unit: UInt32) {
    let (previous, next) = (pool[slot].previous, pool[slot].next)
    if previous != noSlot { pool[previous].next = slot }
    if next != noSlot { pool[next].previous = slot }
    let rank = ExtentMap.rank(slot)
    let block = pool[slot].lower
    var place = Place()
    var below = roots[Int(unit)]
    while below != noSlot && ExtentMap.rank(below) >= rank { (place, below) = step(from: below, toward: block) }
    put(slot, at: place, unit: unit)
    unzip(below, around: slot)
  }

  /// Takes an extent out of list and tree.
  mutating func unlink(_ slot: Slot, unit: UInt32) {
    let (previous, next) = (pool[slot].previous, pool[slot].next)
    if previous != noSlot { pool[previous].next = next }
    if next != noSlot { pool[next].previous = previous }
    let block = pool[slot].lower
    var place = Place()
    var below = roots[Int(unit)]
    while below != slot { (place, below) = step(from: below, toward: block) }
    zip(pool[slot].left, pool[slot].right, at: place, unit: unit)
  }

  @inline(__always) private func step(from slot: Slot, toward block: UInt64) -> (Place, Slot) {
    let isRight = pool[slot].lower < block
    return (Place(parent: slot, isRight: isRight), isRight ? pool[slot].right : pool[slot].left)
  }

  @inline(__always) private mutating func put(_ slot: Slot, at place: Place, unit: UInt32) {
    if place.parent == noSlot { roots[Int(unit)] = slot } else { hang(slot, at: place) }
  }

  @inline(__always) private mutating func hang(_ slot: Slot, at place: Place) {
    if place.isRight { pool[place.parent].right = slot } else { pool[place.parent].left = slot }
  }

  /// Splits the tree `below` at the new extent's first block and hangs both halves below it.
  private mutating func unzip(_ below: Slot, around slot: Slot) {
    let block = pool[slot].lower
    var (lesser, greater) = (Place(parent: slot), Place(parent: slot, isRight: true))
    var rest = below
    while rest != noSlot {
      if pool[rest].lower < block {
        hang(rest, at: lesser)
        lesser = Place(parent: rest, isRight: true)
        rest = pool[rest].right
      } else {
        hang(rest, at: greater)
        greater = Place(parent: rest)
        rest = pool[rest].left
      }
    }
    hang(noSlot, at: lesser)
    hang(noSlot, at: greater)
  }

  /// Joins two trees, all of `first` before all of `second`.
  private mutating func zip(_ first: Slot, _ second: Slot, at top: Place, unit: UInt32) {
    var (lesser, greater, place) = (first, second, top)
    while lesser != noSlot && greater != noSlot {
      if ExtentMap.rank(lesser) >= ExtentMap.rank(greater) {
        put(lesser, at: place, unit: unit)
        place = Place(parent: lesser, isRight: true)
        lesser = pool[lesser].right
      } else {
        put(greater, at: place, unit: unit)
        place = Place(parent: greater)
        greater = pool[greater].left
      }
    }
    put(lesser == noSlot ? greater : lesser, at: place, unit: unit)
  }
}
