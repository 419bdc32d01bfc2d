import Foundation
import GRDB

extension Provenance {
  /// The provenance in a database whose tables exist; nil when none was written yet.
  static func stored(_ db: Database) throws -> Provenance? {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM experiment") else { return nil }
    let inputs = try Row.fetchAll(db, sql: "SELECT name, sha256 FROM input ORDER BY position")
    return Provenance(
      name: row["name"], fileText: row["file"], inputs: inputs.map { RecordedInput(name: $0["name"], sha256: $0["sha256"]) },
      version: row["version"], seed: UInt64(row["seed"] as String) ?? 0, command: row["command"], host: row["host"],
      start: row["start"])
  }

  func store(_ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO experiment VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [name, fileText, inputHash, version, String(seed), command, host, start])
    for input in inputs {
      try db.execute(sql: "INSERT INTO input (name, sha256) VALUES (?, ?)", arguments: [input.name, input.sha256])
    }
  }

  /// Throws `mismatch` unless results of `other` may join a store of `self`.
  func requireSame(as other: Provenance, path: String) throws {
    let found = differences(from: other)
    guard found.isEmpty else { throw StoreError.mismatch(path: path, differences: found) }
  }

  /// The same as JSON, for readers without SQLite.
  var manifest: Data {
    get throws {
      struct Manifest: Encodable {
        var experiment, experimentFile, weirVersion, seed, inputHash, command, host, start: String
        var inputs: [RecordedInput]
      }
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let manifest = Manifest(
        experiment: name, experimentFile: fileText, weirVersion: version, seed: String(seed), inputHash: inputHash,
        command: command, host: host, start: start, inputs: inputs)
      return try encoder.encode(manifest) + Data("\n".utf8)
    }
  }
}
