import Foundation
import GRDB

@testable import ResultStore

/// A folder of its own for one test, removed afterwards.
final class Folder {
  let path = FileManager.default.temporaryDirectory.appending(path: "weir-store-\(UUID().uuidString)").path()
  func file(_ name: String) -> String { path + "/" + name }
  func exists(_ name: String = "") -> Bool { FileManager.default.fileExists(atPath: file(name)) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The database as any other program sees it.
  func sql(_ statement: String) throws -> [String] {
    try DatabaseQueue(path: file("results.sqlite")).read { db in
      try Row.fetchAll(db, sql: statement).map { row in
        row.databaseValues.map { String.fromDatabaseValue($0) ?? $0.description }.joined(separator: "|")
      }
    }
  }

  func change(_ statement: String) throws {
    try DatabaseQueue(path: file("results.sqlite")).write { db in try db.execute(sql: statement) }
  }

  /// What `kill -9` leaves behind: the files as they are while `path` is open.
  func copyAsKilled() throws -> Folder {
    let copy = Folder()
    try FileManager.default.copyItem(atPath: path, toPath: copy.path)
    return copy
  }
}

let model = RecordedInput(name: "model.yaml", bytes: Array("hosts: 2".utf8))

func provenance(_ change: (inout Provenance) -> Void = { _ in }) -> Provenance {
  var it = Provenance(
    name: "barriers", fileText: "name: barriers\n", inputs: [RecordedInput(name: "barriers.yaml", bytes: [1]), model],
    version: "0.1.0",
    seed: .max, command: "weir sweep barriers.yaml", host: "node1", start: "2026-01-02T03:04:05Z")
  change(&it)
  return it
}

let points = [
  RecordedPoint(id: 0, factors: [Factor(name: "barrier", value: "none"), Factor(name: "a \"quoted\"\nname", value: "5µs")]),
  RecordedPoint(id: 1, factors: [Factor(name: "barrier", value: "hold"), Factor(name: "a \"quoted\"\nname", value: "1/2")]),
]

/// A completed run whose every value is its own.
func run(_ point: Int, _ replication: Int, wallSeconds: Double = 0.5) -> FinishedRun {
  let tag = UInt64(1000 * point + replication)
  return FinishedRun(
    key: RunKey(point: point, replication: replication), seed: .max - tag, wallSeconds: wallSeconds,
    outcome: .completed(
      Measurements(
        digest: 0x8000_0000_0000_0000 + tag, events: Int(tag) + 7,
        metrics: [Metric(name: "failovers", value: .infinity), Metric(name: "leaks", value: Double(tag) / 3)],
        histograms: [EncodedHistogram(name: "read", encoded: Data([0, UInt8(truncatingIfNeeded: tag), 255]))])))
}

func opened(_ folder: Folder) throws -> ResultStore {
  let store = try ResultStore.open(directory: folder.path, provenance: provenance())
  try store.addPoints(points)
  return store
}

let resultRows = "SELECT * FROM result_row"
