import Foundation
import GRDB
import ResultStore
import Testing

@Suite struct ResumeTests {
  let folder = Folder()

  @Test func aKilledSweepGoesOnToTheRowsOfAnUndisturbedOne() throws {
    let keys = (0..<2).flatMap { point in (0..<5).map { RunKey(point: point, replication: $0) } }
    let undisturbed = Folder()
    try opened(undisturbed).record(keys.map { run($0.point, $0.replication) })

    let killed = try opened(folder)
    for key in keys.prefix(4) {
      try killed.begin([key])
      try killed.record([run(key.point, key.replication)])
    }
    try killed.begin([keys[4], keys[5]])
    let rest = try folder.copyAsKilled()
    let resumed = try opened(rest)
    #expect(try resumed.finished() == Array(keys.prefix(4)))
    for key in keys.dropFirst(4).reversed() {
      try resumed.begin([key])
      try resumed.record([run(key.point, key.replication, wallSeconds: 3)])
    }
    #expect(try rest.sql(resultRows) == undisturbed.sql(resultRows))
    #expect(try rest.sql("SELECT * FROM attempt").isEmpty)
  }

  /// `close` leaves write-ahead logging; a process killed in the middle of that leaves a rollback journal, which a connection for
  /// reading only cannot roll back.
  @Test func aJournalLeftByAKilledProcessIsRolledBack() throws {
    let store = try opened(folder)
    try store.record([run(0, 0)])
    try store.close()
    let killed = try DatabaseQueue(path: folder.file("results.sqlite")).writeWithoutTransaction { db in
      // A cache so small that changed pages go to the file before the transaction ends.
      try db.execute(sql: "PRAGMA cache_size = 1")
      try db.execute(sql: "BEGIN IMMEDIATE")
      try db.execute(
        sql: """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
          INSERT INTO metric SELECT run.id, 'x' || i, i FROM run, n
          """)
      let copy = try folder.copyAsKilled()
      try db.execute(sql: "ROLLBACK")
      return copy
    }
    #expect(killed.exists("results.sqlite-journal"))
    let resumed = try opened(killed)
    #expect(try resumed.finished() == [RunKey(point: 0, replication: 0)])
    #expect(try killed.sql(resultRows) == folder.sql(resultRows))
  }

  @Test func aRunStartedTwiceThatNeverEndedIsGivenUpAndReported() throws {
    let stuck = RunKey(point: 1, replication: 3)
    let innocent = RunKey(point: 0, replication: 0)
    let first = try opened(folder)
    try first.begin([stuck])
    let second = try folder.copyAsKilled()
    let store = try opened(second)
    #expect(store.abandoned.isEmpty)
    try store.begin([stuck, innocent])
    let third = try second.copyAsKilled()
    let last = try opened(third)
    #expect(last.abandoned == [stuck])
    #expect(try last.finished() == [stuck])
    #expect(try last.failures().map(\.key) == [stuck])
    let fourth = try third.copyAsKilled()
    #expect(try opened(fourth).abandoned.isEmpty)
  }

  @Test func aRunThatWasStoppedInGoodOrderIsNeverGivenUp() throws {
    var store: ResultStore? = try opened(folder)
    for _ in 0..<3 {
      try store?.begin([run(0, 0).key])
      try store?.release([run(0, 0).key])
      try store?.close()
      store = nil
      store = try opened(folder)
      #expect(store?.abandoned.isEmpty == true)
    }
  }

  @Test func aSecondWriterIsTurnedAwayUntilTheFirstIsGone() throws {
    var store: ResultStore? = try opened(folder)
    #expect(throws: StoreError.inUse(path: folder.path)) { try opened(folder) }
    try store?.close()
    store = nil
    _ = try opened(folder)
  }

  @Test func aCreationThatWasKilledBeforeItsFirstTransactionIsBegunAgain() throws {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: folder.file("results.sqlite")))
    #expect(throws: StoreError.self) { try ResultStore.read(directory: folder.path) }
    #expect(try opened(folder).points() == points)
  }

  @Test func theFirstCommandHostAndStartAreKept() throws {
    try opened(folder).close()
    let later = provenance {
      $0.command = "weir sweep again"
      $0.host = "node2"
      $0.start = "2027-01-01T00:00:00Z"
    }
    #expect(try ResultStore.open(directory: folder.path, provenance: later).provenance == provenance())
  }

  @Test func aClosedStoreIsOnePlainFile() throws {
    let store = try opened(folder)
    try store.record([run(0, 0)])
    try store.close()
    #expect(!folder.exists("results.sqlite-wal") && !folder.exists("results.sqlite-shm"))
    #expect(try folder.sql("PRAGMA journal_mode") == ["delete"])
    #expect(try folder.sql("PRAGMA integrity_check") == ["ok"])
  }

  @Test func anOpenStoreUsesTheWriteAheadLog() throws {
    let store = try opened(folder)
    #expect(try folder.sql("PRAGMA journal_mode") == ["wal"])
    try store.close()
  }
}
