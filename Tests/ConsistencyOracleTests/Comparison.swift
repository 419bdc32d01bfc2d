@testable import ConsistencyOracle

/// The first way in which the oracle and the reference differ about a history, or nil.
func difference(_ history: History, mistake: Reference.Mistake? = nil, checksInvariants: Bool = false) -> String? {
  let reference = Reference(history, mistake: mistake)
  var broken: String?
  let oracle = Player(history, checksInvariants: checksInvariants, broken: &broken).oracle
  if let broken { return broken }
  if oracle.counts != reference.counts { return "counts: \(oracle.counts)\nreference: \(reference.counts)" }
  if oracle.exposures != reference.exposures { return "exposures: \(oracle.exposures)\nreference: \(reference.exposures)" }
  if oracle.modelErrors != reference.errors { return "errors: \(oracle.modelErrors)\nreference: \(reference.errors)" }
  return violationDifference(oracle, reference)
}

/// Compares violations block by block. The oracle no longer knows the name of a version that was disposed of before anything
/// live; the reference knows all.
private func violationDifference(_ oracle: Oracle, _ reference: Reference) -> String? {
  let single = oracle.violations.flatMap { violation in
    violation.blocks.map { number in
      var copy = violation
      copy.blocks = number..<number + 1
      return copy
    }
  }
  if single.count != reference.violations.count { return "\(single.count) violations, reference \(reference.violations.count)" }
  var namesAll = true
  for (mine, theirs) in zip(single, reference.violations) {
    var theirs = theirs
    if mine.kind == .staleRead && mine.write.version == .untracked {
      theirs.write = mine.write
      namesAll = false
    }
    if mine != theirs { return "violation: \(mine)\nreference: \(theirs)" }
  }
  if namesAll && oracle.violationCount != reference.violationCount {
    return "\(oracle.violationCount) violation ranges, reference \(reference.violationCount)"
  }
  return nil
}

/// The shortest history, found by taking out one event after the other, about which the two still differ.
func shrunk(_ history: History, while differs: (History) -> Bool) -> History {
  var shortest = history
  var index = 0
  while index < shortest.events.count {
    var candidate = shortest
    candidate.events.remove(at: index)
    candidate = candidate.consistent
    if differs(candidate) { (shortest, index) = (candidate, 0) } else { index += 1 }
  }
  return shortest
}

/// What a failed comparison says: seed, difference and the shortest history that shows it.
func story(seed: UInt64, _ history: History, checksInvariants: Bool) -> String {
  let short = shrunk(history) { difference($0, checksInvariants: checksInvariants) != nil }
  let lines = short.events.map { "  \($0.at.nanoseconds) \($0.event)" }
  return "seed \(seed): \(difference(short, checksInvariants: checksInvariants) ?? "")\n" + lines.joined(separator: "\n")
}
