import Foundation
import ResultStore
import Testing

@Suite struct RecordTests {
  let folder = Folder()

  @Test func whatIsRecordedIsReadBackInOrder() throws {
    let store = try opened(folder)
    let failed = FinishedRun(key: RunKey(point: 0, replication: 2), seed: 5, wallSeconds: 0.1, outcome: .failed("disk on fire"))
    try store.record([run(1, 0), run(0, 10)])
    try store.record([failed])
    try store.record([run(0, 9)])
    for reader in [store, try ResultStore.read(directory: folder.path)] {
      #expect(try reader.points() == points)
      #expect(try reader.runs(point: 0) == [failed, run(0, 9), run(0, 10)])
      #expect(try reader.runs(point: 1) == [run(1, 0)])
      #expect(try reader.finished() == [failed.key, run(0, 9).key, run(0, 10).key, run(1, 0).key])
      #expect(try reader.failures() == [failed])
      #expect(reader.provenance == provenance())
    }
  }

  @Test func aValueThatIsNoNumberComesBackAsOne() throws {
    let store = try opened(folder)
    var nan = run(0, 0)
    nan.outcome = .completed(Measurements(digest: 1, events: 1, metrics: [Metric(name: "m", value: .nan)]))
    try store.record([nan])
    guard case .completed(let read) = try #require(try store.runs(point: 0).first).outcome else {
      Issue.record("not completed")
      return
    }
    #expect(read.metrics.count == 1 && read.metrics[0].value.isNaN)
    #expect(try folder.sql("SELECT value IS NULL FROM metric") == ["1"])
  }

  @Test func histogramsAreLeftOutOnRequest() throws {
    let store = try opened(folder)
    try store.record([run(0, 0)])
    guard case .completed(let read) = try store.runs(point: 0, histograms: false)[0].outcome else {
      Issue.record("not completed")
      return
    }
    #expect(read.histograms.isEmpty && read.metrics.count == 2)
  }

  @Test func aBatchIsRecordedWholeOrNotAtAll() throws {
    let store = try opened(folder)
    try store.record([run(0, 1)])
    // The last of the batch is there already, so that the transaction fails at its very end.
    #expect(throws: StoreError.self) { try store.record([run(0, 2), run(1, 1), run(0, 1)]) }
    #expect(try folder.sql("SELECT point, replication FROM run") == ["0|1"])
    #expect(try folder.sql("SELECT count(*) FROM metric") == ["2"])
    #expect(try folder.sql("SELECT count(*) FROM histogram") == ["1"])
  }

  @Test func aRunOfAnUnknownPointIsRefused() throws {
    let store = try opened(folder)
    #expect(throws: StoreError.self) { try store.record([run(7, 0)]) }
    #expect(try store.finished().isEmpty)
  }

  @Test func anotherConnectionSeesRunsAsTheyEndAndNeverAPartOfOne() throws {
    let store = try opened(folder)
    let reader = try ResultStore.read(directory: folder.path)
    try store.begin([run(0, 0).key])
    #expect(try reader.runs(point: 0).isEmpty)
    try store.record([run(0, 0)])
    #expect(try reader.runs(point: 0) == [run(0, 0)])
  }

  @Test func aReaderCannotWrite() throws {
    _ = try opened(folder)
    let reader = try ResultStore.read(directory: folder.path)
    #expect(throws: StoreError.self) { try reader.record([run(0, 0)]) }
  }

  @Test func theExtremeKeysAreStored() throws {
    let store = try opened(folder)
    let last = RecordedPoint(id: 1 << 31 - 1, factors: [])
    let key = RunKey(point: last.id, replication: 1 << 32 - 1)
    try store.addPoints([last])
    try store.record([FinishedRun(key: key, seed: 0, wallSeconds: 0, outcome: .failed("x"))])
    #expect(try store.finished() == [key])
    #expect(try store.runs(point: last.id).map(\.key) == [key])
  }

  @Test func theSameRunsGiveTheSameRowsInWhateverOrderTheyEnd() throws {
    let other = Folder()
    let keys = [(0, 0), (0, 1), (0, 12), (1, 0), (1, 3)]
    try opened(folder).record(keys.map { run($0, $1) })
    let store = try opened(other)
    for (point, replication) in keys.reversed() { try store.record([run(point, replication, wallSeconds: 9)]) }
    #expect(try folder.sql(resultRows).count == 10)
    #expect(try folder.sql(resultRows) == other.sql(resultRows))
    let all = "SELECT id, seed, digest, events, status, error FROM run"
    #expect(try folder.sql(all) == other.sql(all))
    #expect(try folder.sql("SELECT * FROM metric") == other.sql("SELECT * FROM metric"))
  }

  @Test func theCommandLineShellOfSQLiteReadsTheTables() throws {
    let shell = "/usr/bin/sqlite3"
    guard FileManager.default.isExecutableFile(atPath: shell) else { return }
    try opened(folder).record([run(1, 2)])
    let process = Process()
    process.executableURL = URL(filePath: shell)
    process.arguments = [
      folder.file("results.sqlite"), "SELECT point, replication, seed, name FROM result_row; SELECT seed FROM experiment",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try #require(try output.fileHandleForReading.readToEnd()), as: UTF8.self)
    process.waitUntilExit()
    #expect(
      text == """
        1|2|fffffffffffffc15|failovers
        1|2|fffffffffffffc15|leaks
        18446744073709551615

        """)
  }

  /// Format 1 had no settings: it can be read as it is, and goes on in today's format.
  @Test func aStoreOfTheFirstFormatIsReadAndGoesOn() throws {
    try opened(folder).close()
    try folder.change("ALTER TABLE point DROP COLUMN settings; PRAGMA user_version = 1")
    let old = try ResultStore.read(directory: folder.path)
    #expect(try old.points() == points)
    try old.close()
    #expect(try folder.sql("PRAGMA user_version") == ["1"])

    let store = try ResultStore.open(directory: folder.path, provenance: provenance())
    let told = points.map { RecordedPoint(id: $0.id, factors: $0.factors, settings: [Factor(name: "barrier", value: "hold")]) }
    try store.addPoints(told)
    #expect(try store.points() == told)
    // Whoever does not know them leaves them alone.
    try store.addPoints(points)
    #expect(try store.points() == told)
    try store.close()
    #expect(try folder.sql("PRAGMA user_version") == ["2"])
  }
}
