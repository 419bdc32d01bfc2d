import ConsistencyOracle
import StorageModel

/// What a run comes to, simulated or live.
enum Verdict {
  static func text(_ oracle: Counts, _ counts: RunCounts) -> String {
    if let leak = leak(oracle) { return leak }
    if counts.orphans == 0 { return "no stale write, and no orphan that could have become one" }
    return "no stale write; \(Words.count(counts.orphansJudgedAfterBarrier, "orphan")) met the barrier"
  }

  /// nil if nothing got through.
  static func leak(_ oracle: Counts) -> String? {
    var leaks: [String] = []
    if oracle.staleWrites.events > 0 {
      leaks.append(
        "\(Words.count(oracle.staleWrites.events, "stale write")) (\(Words.count(oracle.staleWrites.blocks, "block"))), "
          + "\(Words.count(oracle.lostAcknowledged.blocks, "block")) of acknowledged data lost")
    }
    if oracle.staleReads.events > 0 { leaks.append(Words.count(oracle.staleReads.events, "stale read")) }
    if oracle.barrierViolations.events > 0 { leaks.append(Words.count(oracle.barrierViolations.events, "barrier violation")) }
    return leaks.isEmpty ? nil : "LEAK: " + leaks.joined(separator: "; ")
  }

  static func orphans(_ counts: RunCounts) -> String {
    guard counts.orphans > 0 else { return "none: no write was given up while it could still act" }
    let fates = OrphanFate.decided.filter { counts[$0] > 0 }.map { "\(Words.grouped(counts[$0])) \($0.words)" }
    let undecided = counts[.undecided] + counts.orphans - counts.fates.reduce(0, +)
    let open = undecided > 0 ? ["\(Words.grouped(undecided)) undecided"] : []
    return "\(Words.grouped(counts.orphans)) = \((fates + open).joined(separator: " + "))"
  }
}
