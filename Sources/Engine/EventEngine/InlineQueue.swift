/// A short queue that is filled and emptied at every event: its first elements lie in the value itself, so that neither a heap
/// object nor the question whether it is shared costs anything. More elements go to memory that is kept.
@usableFromInline struct InlineQueue<Element: BitwiseCopyable & Sendable>: Sendable {
  /// As many as an event usually says.
  @inlinable static var inlineCount: Int { 4 }
  @usableFromInline var inline = InlineArray<4, Element?>(repeating: nil)
  /// Elements beyond those, then some left over from earlier use: shrinking an array costs more than all else done here.
  @usableFromInline var overflow: ContiguousArray<Element> = []
  @usableFromInline var used = 0
  @usableFromInline var taken = 0

  @inlinable init() {}

  @inlinable var isEmpty: Bool { taken == used }

  @inlinable @inline(__always) mutating func append(_ element: Element) {
    if used < Self.inlineCount { inline[unchecked: used] = element } else { appendToOverflow(element) }
    used &+= 1
  }

  @inlinable @inline(never) mutating func appendToOverflow(_ element: Element) {
    let position = used - Self.inlineCount
    if position < overflow.count { overflow[position] = element } else { overflow.append(element) }
  }

  /// The oldest element, taken out; there must be one.
  @inlinable @inline(__always) mutating func takeFirst() -> Element {
    precondition(taken < used, "nothing waits")
    let element = taken < Self.inlineCount ? inline[unchecked: taken].unsafelyUnwrapped : overflow[taken - Self.inlineCount]
    taken &+= 1
    if taken == used {
      // What a burst needed once is not kept for the rest of the run.
      if used > 4096 { overflow = [] }
      taken = 0
      used = 0
    }
    return element
  }
}
