import Foundation
import GRDB

extension ResultStore {
  /// All points in order of their ids.
  public func points() throws(StoreError) -> [RecordedPoint] {
    try read { db in
      var points = try Int.fetchAll(db, sql: "SELECT id FROM point ORDER BY id").map { RecordedPoint(id: $0, factors: []) }
      // Whoever only reads does not bring a store up to date.
      let hasSettings = try StoreSchema.version(db, path: directory) >= 2
      for i in points.indices {
        points[i].factors = try factors("factors", of: points[i].id, db)
        if hasSettings { points[i].settings = try factors("settings", of: points[i].id, db) }
      }
      return points
    }
  }

  /// The runs that need not be run again, failed ones included, in order.
  public func finished() throws(StoreError) -> [RunKey] {
    try read { db in try Int64.fetchAll(db, sql: "SELECT id FROM run ORDER BY id").map(RunKey.init(id:)) }
  }

  /// The runs of a point in replication order, with their metrics, and with their histograms unless that is declined.
  public func runs(point: Int, histograms: Bool = true) throws(StoreError) -> [FinishedRun] {
    try read { db in
      var runs = try Row.fetchAll(db, sql: "SELECT * FROM run WHERE id BETWEEN ? AND ? ORDER BY id", arguments: range(point))
        .map(finishedRun)
      let metric = try db.cachedStatement(sql: "SELECT name, value FROM metric WHERE run = ? ORDER BY name")
      let histogram = try db.cachedStatement(sql: "SELECT name, encoded FROM histogram WHERE run = ? ORDER BY name")
      for i in runs.indices {
        guard case .completed(var measured) = runs[i].outcome else { continue }
        measured.metrics = try Row.fetchAll(metric, arguments: [runs[i].key.id]).map {
          Metric(name: $0[0], value: $0[1] ?? .nan)
        }
        if histograms {
          measured.histograms = try Row.fetchAll(histogram, arguments: [runs[i].key.id]).map {
            EncodedHistogram(name: $0[0], encoded: $0[1])
          }
        }
        runs[i].outcome = .completed(measured)
      }
      return runs
    }
  }

  /// The failed runs of all points, in order.
  public func failures() throws(StoreError) -> [FinishedRun] {
    try read { db in try Row.fetchAll(db, sql: "SELECT * FROM run WHERE status = 'failed' ORDER BY id").map(finishedRun) }
  }

  private func read<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
    try storeErrors(about: directory) { try database.read(body) }
  }
}

/// The members of a JSON column; json_each keeps their order.
private func factors(_ column: String, of point: Int, _ db: Database) throws -> [Factor] {
  let statement = try db.cachedStatement(sql: "SELECT key, value FROM point, json_each(point.\(column)) WHERE point.id = ?")
  return try Row.fetchAll(statement, arguments: [point]).map { Factor(name: $0[0], value: $0[1]) }
}

private func range(_ point: Int) -> StatementArguments {
  [RunKey(point: point, replication: 0).id, RunKey(point: point, replication: 1 << 32 - 1).id]
}

private func finishedRun(_ row: Row) -> FinishedRun {
  func word(_ column: String) -> UInt64? { (row[column] as String?).flatMap { UInt64($0, radix: 16) } }
  let outcome: FinishedRun.Outcome =
    if row["status"] == "completed" {
      .completed(Measurements(digest: word("digest") ?? 0, events: row["events"] ?? 0, metrics: []))
    } else {
      .failed(row["error"] ?? "")
    }
  return FinishedRun(key: RunKey(id: row["id"]), seed: word("seed"), wallSeconds: row["wall_seconds"], outcome: outcome)
}
