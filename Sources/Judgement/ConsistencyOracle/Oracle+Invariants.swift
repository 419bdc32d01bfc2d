extension Oracle {
  /// The first rule of its own state that is broken, or nil. O(everything), for tests: call it after every event.
  func brokenInvariant() -> String? {
    var seen = 0
    for unit in 0..<UInt32(extents.roots.count) {
      let ordered = extents.inTreeOrder(unit: unit)
      seen += ordered.count
      if let broken = brokenOrder(ordered, unit: unit) ?? brokenCover(ordered, unit: unit) { return broken }
    }
    if seen != extents.count { return "\(extents.count - seen) extents are lost" }
    return brokenReferences()
  }

  private var liveSlots: [Slot] { operations.records.indices.map(Slot.init).filter { operations[$0].isLive } }

  /// Extents are disjoint and in order, and the list agrees with the tree.
  private func brokenOrder(_ ordered: [Slot], unit: UInt32) -> String? {
    if ordered.first ?? noSlot != extents.first(unit: unit) { return "first extent of unit \(unit)" }
    for (index, slot) in ordered.enumerated() {
      let extent = extents[slot]
      let previous = index == 0 ? noSlot : ordered[index - 1]
      let next = index + 1 == ordered.count ? noSlot : ordered[index + 1]
      if extent.lower >= extent.upper { return "extent \(extent.lower) is empty" }
      if previous != noSlot && extents[previous].upper > extent.lower { return "extent \(extent.lower) overlaps the one before" }
      if extent.previous != previous || extent.next != next { return "extent \(extent.lower) is not linked to its neighbours" }
      for child in [extent.left, extent.right] where child != noSlot && ExtentMap.rank(child) > ExtentMap.rank(slot) {
        return "a child of extent \(extent.lower) outranks it"
      }
    }
    return nil
  }

  /// Covers are counted right, every live operation finds its first extent, and nothing is kept without need.
  private func brokenCover(_ ordered: [Slot], unit: UInt32) -> String? {
    let live = liveSlots.filter { operations[$0].unit == unit && operations[$0].lower < operations[$0].upper }
    for slot in ordered {
      let extent = extents[slot]
      let covering = live.filter { operations[$0].lower < extent.upper && extent.lower < operations[$0].upper }
      let isCut = covering.contains { operations[$0].lower > extent.lower || operations[$0].upper < extent.upper }
      if isCut { return "an operation begins or ends within extent \(extent.lower)" }
      if covering.count != extent.covers { return "extent \(extent.lower) has \(extent.covers) covers, not \(covering.count)" }
      if !isNeeded(slot) { return "extent \(extent.lower) is kept without need" }
      for mark in list(extent.marks, marks.records.map(\.next)) where !covering.contains(marks[mark].operation) {
        return "a mark on extent \(extent.lower) is of an operation that is not there"
      }
    }
    for operation in live {
      let record = operations[operation]
      if record.firstExtent == noSlot || extents[record.firstExtent].lower != record.lower { return "first extent of \(record)" }
      if !list(extents[record.firstExtent].starts, operations.records.map(\.next)).contains(operation) {
        return "\(record) is not among the operations that start at its first extent"
      }
      let covered = ordered.filter { extents[$0].lower < record.upper && record.lower < extents[$0].upper }
      if covered.reduce(0, { $0 + extents[$1].blockCount }) != record.upper - record.lower { return "\(record) is not covered" }
    }
    return nil
  }

  /// Reference counts are right, and every record in use can be reached.
  private func brokenReferences() -> String? {
    var references = [UInt32](repeating: 0, count: operations.records.count)
    var (markCount, pieceCount, attemptCount) = (0, 0, 0)
    func refer(_ slot: Slot) { if slot != noSlot { references[Int(slot)] += 1 } }
    for unit in 0..<UInt32(extents.roots.count) {
      for slot in extents.inTreeOrder(unit: unit) {
        [extents[slot].version, extents[slot].settled, extents[slot].lost].forEach(refer)
        markCount += list(extents[slot].marks, marks.records.map(\.next)).count
      }
    }
    for operation in liveSlots {
      refer(operation)
      let ownAttempts = list(operations[operation].attempts, attempts.records.map(\.next))
      attemptCount += ownAttempts.count
      for head in [operations[operation].promises] + ownAttempts.map({ attempts[$0].samples }) {
        let own = list(head, pieces.records.map(\.next))
        pieceCount += own.count
        own.forEach { refer(pieces[$0].version) }
      }
      let left = ownAttempts.filter { !attempts[$0].isGone }.count
      if left != operations[operation].attemptsLeft { return "attempts left of \(operations[operation])" }
    }
    for (slot, record) in operations.records.enumerated() where references[slot] != record.references {
      return "\(record) has \(record.references) references, not \(references[slot])"
    }
    if operations.count != references.filter({ $0 > 0 }).count { return "operations are lost" }
    if liveSlots.count != liveOperations { return "live operations" }
    if marks.count != markCount || pieces.count != pieceCount || attempts.count != attemptCount { return "records are lost" }
    return nil
  }

  private func list(_ head: Slot, _ next: [Slot]) -> [Slot] {
    Array(sequence(first: head) { next[Int($0)] }.prefix { $0 != noSlot })
  }
}

extension ExtentMap {
  /// The extents of a unit as the tree orders them.
  func inTreeOrder(unit: UInt32) -> [Slot] {
    var ordered: [Slot] = []
    func visit(_ slot: Slot) {
      guard slot != noSlot else { return }
      visit(self[slot].left)
      ordered.append(slot)
      visit(self[slot].right)
    }
    visit(roots[Int(unit)])
    return ordered
  }
}
