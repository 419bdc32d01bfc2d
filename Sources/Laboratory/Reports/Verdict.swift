import ConsistencyOracle
import Experiments
import PlainText
import StorageModel

/// What a run comes to, simulated or live: whether it leaked, and whether its barrier kept its promise.
enum Verdict {
  /// A line for the leak, and one for the barrier if it broke its promise.
  static func lines(_ result: RunResult) -> [String] {
    [leak(result.oracle) ?? noLeak(result.counts)] + violation(result.barrierViolations)
  }

  private static func noLeak(_ counts: RunCounts) -> String {
    if counts.orphans == 0 { return "no stale write, and no orphan that could have become one" }
    return "no stale write; \(NumberText.counted(counts.orphansJudgedAfterBarrier, "orphan")) met the barrier"
  }

  /// Nil if nothing got through.
  static func leak(_ oracle: Counts) -> String? {
    guard oracle.hasLeak else { return nil }
    var leaks: [String] = []
    if oracle.staleWrites.events > 0 {
      leaks.append(
        "\(NumberText.counted(oracle.staleWrites.events, "stale write")) "
          + "(\(NumberText.counted(oracle.staleWrites.blocks, "block"))), "
          + "\(NumberText.counted(oracle.lostAcknowledged.blocks, "block")) of acknowledged data lost")
    }
    if oracle.staleReads.events > 0 { leaks.append(NumberText.counted(oracle.staleReads.events, "stale read")) }
    return "LEAK: " + leaks.joined(separator: "; ")
  }

  /// None if the barrier kept its promise.
  static func violation(_ violations: BlockTally) -> [String] {
    if violations.events == 0 { return [] }
    let writes = NumberText.counted(violations.events, "write")
    return ["BARRIER VIOLATION: \(writes) acted after the array had sent GOOD to the barrier against them"]
  }

  static func orphans(_ counts: RunCounts) -> String {
    guard counts.orphans > 0 else { return "none: no write was given up while it could still act" }
    let fates = OrphanFate.decided.filter { counts[$0] > 0 }.map { "\(NumberText.grouped(counts[$0])) \($0.words)" }
    let undecided = counts[.undecided] + counts.orphans - counts.fates.reduce(0, +)
    let open = undecided > 0 ? ["\(NumberText.grouped(undecided)) undecided"] : []
    return "\(NumberText.grouped(counts.orphans)) = \((fates + open).joined(separator: " + "))"
  }
}

extension OrphanFate {
  /// The name in words.
  fileprivate var words: String { name.split(separator: "_").joined(separator: " ") }
}
