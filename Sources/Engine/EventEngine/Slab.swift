/// Elements under stable slots, with a generation that tells a reused slot from the one that was meant.
///
/// Nothing allocates once the largest number of live elements was reached.
public struct Slab<Element> {
  @usableFromInline var elements: ContiguousArray<Element> = []
  @usableFromInline var generations: ContiguousArray<UInt32> = []
  @usableFromInline var free: ContiguousArray<UInt32> = []

  @inlinable public init() {}

  /// Live elements.
  @inlinable public var count: Int { elements.count - free.count }

  /// Puts `element` in a free slot; memory grows only when all slots are live.
  @inlinable public mutating func insert(_ element: Element) -> SlabID<Element> {
    if let slot = free.popLast() {
      elements[Int(slot)] = element
      return SlabID(slot: slot, generation: generations[Int(slot)])
    }
    elements.append(element)
    generations.append(0)
    return SlabID(slot: UInt32(elements.count - 1), generation: 0)
  }

  @inlinable public mutating func remove(_ id: SlabID<Element>) {
    precondition(isLive(id), "removed twice")
    generations[Int(id.slot)] &+= 1
    free.append(id.slot)
  }

  @inlinable public func isLive(_ id: SlabID<Element>) -> Bool {
    Int(id.slot) < generations.count && generations[Int(id.slot)] == id.generation
  }

  /// The id of the live element in `slot`.
  @inlinable public func id(_ slot: UInt32) -> SlabID<Element> {
    SlabID(slot: slot, generation: generations[Int(slot)])
  }

  /// Slots that hold a live element, ascending. For rare walks, never on the hot path.
  @inlinable public var liveSlots: [UInt32] {
    var isFree = [Bool](repeating: false, count: elements.count)
    for slot in free { isFree[Int(slot)] = true }
    return (0..<UInt32(elements.count)).filter { !isFree[Int($0)] }
  }

  @inlinable public subscript(slot: UInt32) -> Element {
    @inline(__always) _read { yield elements[Int(slot)] }
    @inline(__always) _modify { yield &elements[Int(slot)] }
  }
}

/// A slot of a slab and the generation for which it was meant.
public struct SlabID<Element>: BitwiseCopyable, Hashable {
  public var slot: UInt32
  public var generation: UInt32

  @inlinable public init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// Refers to nothing.
  @inlinable public static var none: SlabID { SlabID(slot: .max, generation: .max) }
  @inlinable public var isNone: Bool { slot == .max }

  /// Slot and generation as one word: how an id crosses to those who cannot know the element.
  @inlinable public var word: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
  @inlinable public init(word: UInt64) {
    self.init(slot: UInt32(truncatingIfNeeded: word), generation: UInt32(truncatingIfNeeded: word >> 32))
  }
}

extension Slab: Sendable where Element: Sendable {}
extension SlabID: Sendable {}
