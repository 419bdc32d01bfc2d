/// Elements under stable slots, with a generation that tells a reused slot from the one that was meant.
struct Slab<Element> {
  private(set) var elements: ContiguousArray<Element> = []
  private var generations: ContiguousArray<UInt32> = []
  private var free: ContiguousArray<UInt32> = []

  /// Live elements.
  var count: Int { elements.count - free.count }

  /// Puts `element` in a free slot; memory grows only when all slots are live.
  mutating func insert(_ element: Element) -> SlabID<Element> {
    if let slot = free.popLast() {
      elements[Int(slot)] = element
      return SlabID(slot: slot, generation: generations[Int(slot)])
    }
    elements.append(element)
    generations.append(0)
    return SlabID(slot: UInt32(elements.count - 1), generation: 0)
  }

  mutating func remove(_ id: SlabID<Element>) {
    precondition(isLive(id), "removed twice")
    generations[Int(id.slot)] &+= 1
    free.append(id.slot)
  }

  func isLive(_ id: SlabID<Element>) -> Bool {
    Int(id.slot) < generations.count && generations[Int(id.slot)] == id.generation
  }

  /// The id of the live element in `slot`.
  func id(_ slot: UInt32) -> SlabID<Element> { SlabID(slot: slot, generation: generations[Int(slot)]) }

  /// Slots that hold a live element, ascending. For rare walks, never on the hot path.
  var liveSlots: [UInt32] {
    var isFree = [Bool](repeating: false, count: elements.count)
    for slot in free { isFree[Int(slot)] = true }
    return (0..<UInt32(elements.count)).filter { !isFree[Int($0)] }
  }

  subscript(slot: UInt32) -> Element {
    _read { yield elements[Int(slot)] }
    _modify { yield &elements[Int(slot)] }
  }
}

/// A slot and the generation for which it was meant.
struct SlabID<Element>: BitwiseCopyable, Hashable {
  var slot: UInt32
  var generation: UInt32

  /// Refers to nothing.
  static var none: SlabID { SlabID(slot: .max, generation: .max) }
  var isNone: Bool { slot == .max }
}

typealias AttemptID = SlabID<Attempt>
typealias OperationID = SlabID<Operation>

extension Slab: Sendable where Element: Sendable {}
extension SlabID: Sendable {}
