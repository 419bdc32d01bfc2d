/// The extents of one unit by address while they are changed: a zip tree (R. E. Tarjan, C. C. Levy, S. Timmel: Zip Trees, ACM Trans.
/// Algorithms 17(4), 2021) and a list in block order.
///
/// Ranks are hashed from the slots: expected O(log n) without rebalancing state and without random numbers.
struct ExtentTree {
  let extents: UnsafeMutablePointer<Extent>
  var root: Slot

  /// A child link: the left or right one of `parent`, or the root.
  private struct Place {
    var parent = noSlot
    var isRight = false
  }

  /// The hash of a slot that orders parents before children.
  static func rank(_ slot: Slot) -> UInt32 {
    var x = (slot ^ (slot >> 16)) &* 0x85eb_ca6b
    x = (x ^ (x >> 13)) &* 0xc2b2_ae35
    return x ^ (x >> 16)
  }

  /// Links an extent, which names its neighbours, and puts it in its place in the tree.
  mutating func insert(_ slot: Slot) {
    let (previous, next) = (extents[Int(slot)].previous, extents[Int(slot)].next)
    if previous != noSlot { extents[Int(previous)].next = slot }
    if next != noSlot { extents[Int(next)].previous = slot }
    let rank = ExtentTree.rank(slot)
    let block = extents[Int(slot)].lower
    var place = Place()
    var below = root
    while below != noSlot && ExtentTree.rank(below) >= rank { (place, below) = step(from: below, toward: block) }
    put(slot, at: place)
    unzip(below, around: slot)
  }

  /// Takes an extent out of list and tree.
  mutating func remove(_ slot: Slot) {
    let (previous, next) = (extents[Int(slot)].previous, extents[Int(slot)].next)
    if previous != noSlot { extents[Int(previous)].next = next }
    if next != noSlot { extents[Int(next)].previous = previous }
    let block = extents[Int(slot)].lower
    var place = Place()
    var below = root
    while below != slot { (place, below) = step(from: below, toward: block) }
    zip(extents[Int(slot)].left, extents[Int(slot)].right, at: place)
  }

  private func step(from slot: Slot, toward block: UInt64) -> (Place, Slot) {
    let isRight = extents[Int(slot)].lower < block
    return (Place(parent: slot, isRight: isRight), isRight ? extents[Int(slot)].right : extents[Int(slot)].left)
  }

  private mutating func put(_ slot: Slot, at place: Place) {
    if place.parent == noSlot {
      root = slot
    } else if place.isRight {
      extents[Int(place.parent)].right = slot
    } else {
      extents[Int(place.parent)].left = slot
    }
  }

  /// Splits the tree `below` at the new extent's first block and hangs both halves below it.
  private mutating func unzip(_ below: Slot, around slot: Slot) {
    let block = extents[Int(slot)].lower
    var (lesser, greater) = (Place(parent: slot), Place(parent: slot, isRight: true))
    var rest = below
    while rest != noSlot {
      if extents[Int(rest)].lower < block {
        put(rest, at: lesser)
        lesser = Place(parent: rest, isRight: true)
        rest = extents[Int(rest)].right
      } else {
        put(rest, at: greater)
        greater = Place(parent: rest)
        rest = extents[Int(rest)].left
      }
    }
    put(noSlot, at: lesser)
    put(noSlot, at: greater)
  }

  /// Joins two trees, all of `first` before all of `second`.
  private mutating func zip(_ first: Slot, _ second: Slot, at top: Place) {
    var (lesser, greater, place) = (first, second, top)
    while lesser != noSlot && greater != noSlot {
      if ExtentTree.rank(lesser) >= ExtentTree.rank(greater) {
        put(lesser, at: place)
        place = Place(parent: lesser, isRight: true)
        lesser = extents[Int(lesser)].right
      } else {
        put(greater, at: place)
        place = Place(parent: greater)
        greater = extents[Int(greater)].left
      }
    }
    put(lesser == noSlot ? greater : lesser, at: place)
  }
}
