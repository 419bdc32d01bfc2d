/// Elements under stable slots, with a generation that tells a reused slot from the one that was meant.
///
/// Nothing allocates once the largest number of live elements was reached.
public struct Slab<Element> {
  /// An element, live or left over, with what tells the two apart: together, so that one look at memory finds both.
  @usableFromInline struct Cell {
    @usableFromInline var generation: UInt32
    /// Of a free cell: the one that was freed before it. `liveMark` if it is live.
    @usableFromInline var nextFree: UInt32
    @usableFromInline var element: Element

    @inlinable init(_ element: Element) {
      generation = 0
      nextFree = Slab.liveMark
      self.element = element
    }
  }

  @inlinable static var liveMark: UInt32 { .max }
  /// Ends the list of free cells.
  @inlinable static var noCell: UInt32 { .max - 1 }

  @usableFromInline var cells: ContiguousArray<Cell> = []
  @usableFromInline var firstFree = UInt32.max - 1
  @usableFromInline var liveCount = 0

  @inlinable public init() {}

  /// Live elements.
  @inlinable public var count: Int { liveCount }

  /// Puts `element` in the slot that was freed last; memory grows only when all slots are live.
  @inlinable public mutating func insert(_ element: Element) -> SlabID<Element> {
    liveCount += 1
    guard firstFree != Self.noCell else {
      cells.append(Cell(element))
      return SlabID(slot: UInt32(truncatingIfNeeded: cells.count - 1), generation: 0)
    }
    let slot = firstFree
    return withCell(slot) { cell, firstFree in
      firstFree = cell.nextFree
      cell.nextFree = Self.liveMark
      cell.element = element
      return SlabID(slot: slot, generation: cell.generation)
    }
  }

  @inlinable public mutating func remove(_ id: SlabID<Element>) {
    withCell(id.slot) { cell, firstFree in
      precondition(cell.generation == id.generation && cell.nextFree == Self.liveMark, "removed twice")
      cell.generation &+= 1
      cell.nextFree = firstFree
      firstFree = id.slot
    }
    liveCount -= 1
  }

  /// Changes several properties of an element in one go: each assignment through the subscript asks anew whether the memory is
  /// shared.
  @inlinable @inline(__always) public mutating func update(_ slot: UInt32, _ change: (inout Element) -> Void) {
    change(&cells[Int(slot)].element)
  }

  @inlinable @inline(__always) mutating func withCell<R>(
    _ slot: UInt32, _ body: (inout Cell, _ firstFree: inout UInt32) -> R
  ) -> R {
    body(&cells[Int(slot)], &firstFree)
  }

  @inlinable public func isLive(_ id: SlabID<Element>) -> Bool {
    Int(id.slot) < cells.count && cells[Int(id.slot)].generation == id.generation
  }

  /// The id of the live element in `slot`.
  @inlinable public func id(_ slot: UInt32) -> SlabID<Element> {
    SlabID(slot: slot, generation: cells[Int(slot)].generation)
  }

  /// Slots that hold a live element, ascending. For rare walks, never on the hot path.
  @inlinable public var liveSlots: [UInt32] {
    (0..<UInt32(truncatingIfNeeded: cells.count)).filter { cells[Int($0)].nextFree == Self.liveMark }
  }

  @inlinable public subscript(slot: UInt32) -> Element {
    @inline(__always) _read { yield cells[Int(slot)].element }
    @inline(__always) _modify { yield &cells[Int(slot)].element }
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
extension Slab.Cell: Sendable where Element: Sendable {}
extension SlabID: Sendable {}
