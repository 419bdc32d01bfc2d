import ReservationReference

/// What happened to one logical unit.
struct History {
  var settings: ReferenceUnit.Settings
  var steps: [Step] = []
  /// Breaks the code under test on purpose: NUAR is one there.
  var isCoreSilent = false

  func begin() -> Pair {
    var pair = Pair(settings)
    if isCoreSilent { pair.core.access.control.noUnitAttentionOnRelease = true }
    return pair
  }

  /// What differs at the end of the first step where something does, and the steps so far.
  func firstDifference() -> (words: String, at: Int)? {
    var pair = begin()
    for (index, step) in steps.enumerated() {
      if let words = pair.perform(step) { return (words, index) }
    }
    return nil
  }

  /// A history that still differs somewhere and needs each of its steps: runs are left out, ever shorter ones.
  func shrunk() -> History {
    var shortest = self
    if let (_, index) = firstDifference() { shortest.steps.removeSubrange((index + 1)...) }
    var length = max(1, shortest.steps.count / 2)
    while length > 0 {
      let before = shortest.steps.count
      var start = 0
      while start + length <= shortest.steps.count {
        var shorter = shortest
        shorter.steps.removeSubrange(start..<(start + length))
        if shorter.firstDifference() != nil { shortest = shorter } else { start += length }
      }
      // Single steps again and again: one that was needed may be so no longer.
      if length > 1 || shortest.steps.count == before { length /= 2 }
    }
    return shortest
  }

  /// The history in words, with what differs at its end.
  var story: String {
    let difference = firstDifference()
    return (["\(settings)"] + steps.map(\.description) + [difference.map(\.words) ?? "no difference"]).joined(separator: "\n")
  }
}
