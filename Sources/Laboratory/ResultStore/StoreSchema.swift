import GRDB

/// The tables, and the way there from every earlier version.
enum StoreSchema {
  /// "Weir" in SQLite's header: tells our files from other people's.
  static let applicationID: Int32 = 0x5765_6972

  /// Append-only: step i leads from `PRAGMA user_version` i to i + 1. A step that was released is never edited.
  static let migrations: [String] = [
    """
    CREATE TABLE experiment (
      name TEXT NOT NULL, file TEXT NOT NULL, input_hash TEXT NOT NULL, version TEXT NOT NULL, seed TEXT NOT NULL,
      command TEXT NOT NULL, host TEXT NOT NULL, start TEXT NOT NULL
    ) STRICT;
    CREATE TABLE input (position INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
    CREATE TABLE point (id INTEGER PRIMARY KEY, factors TEXT NOT NULL) STRICT;
    CREATE TABLE run (
      id INTEGER PRIMARY KEY CHECK (id = point << 32 | replication),
      point INTEGER NOT NULL REFERENCES point, replication INTEGER NOT NULL,
      seed TEXT, digest TEXT, wall_seconds REAL, events INTEGER,
      status TEXT NOT NULL CHECK (status IN ('completed', 'failed')), error TEXT
    ) STRICT;
    CREATE TABLE metric (
      run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, value REAL, PRIMARY KEY (run, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE histogram (
      run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, encoded BLOB NOT NULL, PRIMARY KEY (run, name)
    ) STRICT;
    -- A row from the start of a run to its end.
    CREATE TABLE attempt (run INTEGER PRIMARY KEY, started INTEGER NOT NULL) STRICT;
    -- What must be equal however often a sweep was interrupted and on however many workers it ran.
    CREATE VIEW result_row AS
      SELECT run.point, run.replication, run.seed, run.digest, run.events, run.status, run.error, metric.name, metric.value
      FROM run LEFT JOIN metric ON metric.run = run.id ORDER BY run.id, metric.name;
    """,
    // What reports must know of a point though it is no factor: a store alone has to be enough for a report.
    "ALTER TABLE point ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'",
  ]

  /// The version found in a database that is fit for use: 0 when it is empty. Throws `notAResultStore` otherwise.
  static func version(_ db: Database, path: String) throws -> Int {
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    if version == 0 && application == 0 && objects == 0 { return 0 }
    guard application == applicationID else {
      throw StoreError.notAResultStore(path: path, reason: "a database of another program")
    }
    guard version <= migrations.count else {
      throw StoreError.notAResultStore(
        path: path, reason: "its format \(version) is newer than \(migrations.count), the newest that this weir knows")
    }
    return version
  }

  /// Brings a database to the newest version, within the caller's transaction.
  static func migrate(_ db: Database, path: String) throws {
    for step in try version(db, path: path)..<migrations.count {
      try db.execute(sql: migrations[step])
      try db.execute(sql: "PRAGMA user_version = \(step + 1)")
    }
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
  }
}
