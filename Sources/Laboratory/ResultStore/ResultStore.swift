import Foundation
import GRDB

/// The results of an experiment: `DIR/results.sqlite`, and its provenance again in `DIR/manifest.json`.
///
/// A run is written in one transaction when it ends, so that a process killed at any instant leaves whole runs only. SQLite's
/// write-ahead log with `synchronous = NORMAL` gives that against `kill -9` without a disk flush for each run; a power failure
/// may cost the last runs, never the store.
public final class ResultStore: Sendable {
  /// Where the results come from, as it was when the store was created.
  public let provenance: Provenance
  /// Runs that had been started twice and never ended. They were recorded as failed when the store was opened.
  public let abandoned: [RunKey]

  let directory: String
  let database: DatabaseQueue
  private let lock: WriterLock?

  private init(directory: String, database: DatabaseQueue, provenance: Provenance, abandoned: [RunKey], lock: WriterLock?) {
    self.directory = directory
    self.database = database
    self.provenance = provenance
    self.abandoned = abandoned
    self.lock = lock
  }

  /// Opens the store in `directory` for writing, and creates what is missing; nothing is touched before what is there was found
  /// to be a store of the same experiment.
  ///
  /// Throws `mismatch`, `notAResultStore`, `inUse` or `io`.
  public static func open(directory: String, provenance: Provenance) throws(StoreError) -> ResultStore {
    try storeErrors(about: directory) {
      try existing(directory)?.provenance.requireSame(as: provenance, path: directory)
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      let lock = try WriterLock(directory: directory)
      var configuration = Configuration()
      configuration.journalMode = .wal
      configuration.busyMode = .timeout(10)
      let database = try DatabaseQueue(path: file(directory), configuration: configuration)
      let (original, abandoned) = try database.write { db in
        try StoreSchema.migrate(db, path: directory)
        if try Provenance.stored(db) == nil { try provenance.store(db) }
        return (try Provenance.stored(db) ?? provenance, try giveUpAbandoned(db))
      }
      try original.requireSame(as: provenance, path: directory)
      try original.manifest.write(to: URL(filePath: directory).appending(path: "manifest.json"), options: .atomic)
      return ResultStore(directory: directory, database: database, provenance: original, abandoned: abandoned, lock: lock)
    }
  }

  /// Opens the store in `directory` for reading only, also while another process writes to it.
  ///
  /// Throws `notAResultStore`, also when there is none, or `io`.
  public static func read(directory: String) throws(StoreError) -> ResultStore {
    try storeErrors(about: directory) {
      guard let store = try existing(directory) else {
        throw StoreError.notAResultStore(path: directory, reason: "there is no results.sqlite with results in it")
      }
      return store
    }
  }

  /// Ends the use of the store. Afterwards `results.sqlite` is one plain file that can be read from read-only media too.
  public func close() throws(StoreError) {
    try storeErrors(about: directory) {
      if lock != nil {
        // Fails while somebody reads. Then the log stays, and nothing is lost.
        try? database.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
      }
      try database.close()
    }
  }

  private static func file(_ directory: String) -> String { directory + "/results.sqlite" }

  /// The store as it is, opened for reading; nil when there is none or a process was killed while it created one.
  private static func existing(_ directory: String) throws -> ResultStore? {
    guard FileManager.default.fileExists(atPath: file(directory)) else { return nil }
    do {
      return try existing(directory, isReadOnly: true)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      // A killed process left a journal that must be rolled back before anybody can read. That changes no result.
      return try existing(directory, isReadOnly: false)
    }
  }

  private static func existing(_ directory: String, isReadOnly: Bool) throws -> ResultStore? {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(10)
    let database = try DatabaseQueue(path: file(directory), configuration: configuration)
    let provenance = try database.read { db in
      try StoreSchema.version(db, path: directory) == 0 ? nil : Provenance.stored(db)
    }
    guard let provenance else { return nil }
    return ResultStore(directory: directory, database: database, provenance: provenance, abandoned: [], lock: nil)
  }
}
