import Foundation
import GRDB

extension ResultStore {
  /// Adds points; those that are there already must have the same factors, else `mismatch`.
  public func addPoints(_ points: [RecordedPoint]) throws(StoreError) {
    try write { db in
      for point in points {
        let factors = try json(point.factors)
        let stored = try String.fetchOne(
          db.cachedStatement(sql: "SELECT factors FROM point WHERE id = ?"), arguments: [point.id])
        if let stored, stored != factors {
          throw StoreError.mismatch(path: directory, differences: ["point \(point.id): \(stored) in the store, \(factors) now"])
        }
        // A store of an earlier version learns the settings when its sweep goes on.
        try db.cachedStatement(
          sql: """
            INSERT INTO point (id, factors, settings) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET settings = excluded.settings WHERE excluded.settings <> '{}'
            """
        ).execute(arguments: [point.id, factors, try json(point.settings)])
      }
    }
  }

  /// Notes that `runs` are being started, before they are: a run that is noted twice and never recorded kills its process or
  /// never ends, and the next `open` gives it up. Costs no disk flush, so claim what is started now, not a long batch.
  public func begin(_ runs: [RunKey]) throws(StoreError) {
    try write { db in
      let statement = try db.cachedStatement(
        sql: "INSERT INTO attempt VALUES (?, 1) ON CONFLICT (run) DO UPDATE SET started = started + 1")
      for run in runs { try statement.execute(arguments: [run.id]) }
    }
  }

  /// Takes `begin` back for runs that were stopped in good order before their end, so that it does not count against them.
  public func release(_ runs: [RunKey]) throws(StoreError) {
    try write { db in
      for run in runs { try endAttempt(run, db) }
    }
  }

  /// Records runs that ended, all in one transaction. Their points must have been added; a run is recorded once.
  public func record(_ runs: [FinishedRun]) throws(StoreError) {
    try write { db in
      for run in runs { try insert(run, db) }
    }
  }

  /// Adds the points and runs of `other`, a shard of the same experiment. A run that both have must have the same digest.
  ///
  /// Throws `mismatch` when the experiments differ or a run was not repeated exactly; what was added before stays.
  public func merge(_ other: ResultStore) throws(StoreError) {
    try storeErrors(about: other.directory) { try provenance.requireSame(as: other.provenance, path: other.directory) }
    let points = try other.points()
    try addPoints(points)
    for point in points {
      var known: [RunKey: FinishedRun.Outcome] = [:]
      for run in try runs(point: point.id, histograms: false) { known[run.key] = run.outcome }
      var new: [FinishedRun] = []
      for run in try other.runs(point: point.id) {
        guard let before = known[run.key] else {
          new.append(run)
          continue
        }
        guard case .completed(let a) = before, case .completed(let b) = run.outcome, a.digest != b.digest else { continue }
        let difference =
          "point \(point.id) replication \(run.key.replication): digest \(hex(b.digest)), elsewhere \(hex(a.digest))"
        throw .mismatch(path: other.directory, differences: [difference])
      }
      try record(new)
    }
  }

  private func write(_ body: (Database) throws -> Void) throws(StoreError) {
    try storeErrors(about: directory) { try database.write(body) }
  }
}

extension ResultStore {
  /// Records runs that were started twice and never ended as failed; returns them in order.
  static func giveUpAbandoned(_ db: Database) throws -> [RunKey] {
    let abandoned = try Int64.fetchAll(db, sql: "SELECT run FROM attempt WHERE started > 1 ORDER BY run").map(RunKey.init(id:))
    for key in abandoned {
      let reason = "given up: it was started twice, and the process ended both times before the run did"
      try insert(FinishedRun(key: key, seed: nil, wallSeconds: nil, outcome: .failed(reason)), db)
    }
    return abandoned
  }
}

private func insert(_ run: FinishedRun, _ db: Database) throws {
  var measured: Measurements?
  var error: String?
  switch run.outcome {
  case .completed(let measurements): measured = measurements
  case .failed(let reason): error = reason
  }
  try db.cachedStatement(sql: "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(arguments: [
    run.key.id, run.key.point, run.key.replication, run.seed.map(hex), measured.map { hex($0.digest) }, run.wallSeconds,
    measured?.events, measured == nil ? "failed" : "completed", error,
  ])
  let metric = try db.cachedStatement(sql: "INSERT INTO metric VALUES (?, ?, ?)")
  for each in measured?.metrics ?? [] { try metric.execute(arguments: [run.key.id, each.name, each.value]) }
  let histogram = try db.cachedStatement(sql: "INSERT INTO histogram VALUES (?, ?, ?)")
  for each in measured?.histograms ?? [] { try histogram.execute(arguments: [run.key.id, each.name, each.encoded]) }
  try endAttempt(run.key, db)
}

private func endAttempt(_ run: RunKey, _ db: Database) throws {
  try db.cachedStatement(sql: "DELETE FROM attempt WHERE run = ?").execute(arguments: [run.id])
}

/// A JSON object with its members in the given order, which no Foundation encoder keeps.
private func json(_ factors: [Factor]) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  func quoted(_ text: String) throws -> String { String(decoding: try encoder.encode(text), as: UTF8.self) }
  return try "{" + factors.map { "\(try quoted($0.name)): \(try quoted($0.value))" }.joined(separator: ", ") + "}"
}

/// 16 hex digits: SQLite's integers are signed.
func hex(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
