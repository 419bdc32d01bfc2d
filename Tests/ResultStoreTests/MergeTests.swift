import ResultStore
import Testing

@Suite struct MergeTests {
  let shards = [Folder(), Folder()]
  let folder = Folder()

  @Test func shardsMergeToTheStoreOfTheWholeSweep() throws {
    let whole = Folder()
    try opened(whole).record([run(0, 0), run(0, 1), run(1, 0), run(1, 1)])
    let first = try ResultStore.open(directory: shards[0].path, provenance: provenance())
    try first.addPoints([points[0]])
    try first.record([run(0, 0), run(0, 1)])
    let second = try opened(shards[1])
    try second.record([run(0, 1), run(1, 0), run(1, 1)])
    let merged = try ResultStore.open(directory: folder.path, provenance: provenance())
    try merged.merge(first)
    try merged.merge(second)
    try merged.merge(second)
    #expect(try folder.sql(resultRows) == whole.sql(resultRows))
    #expect(try merged.runs(point: 1) == [run(1, 0), run(1, 1)])
  }

  @Test func aShardOfAnotherExperimentIsRefused() throws {
    let other = try ResultStore.open(directory: shards[0].path, provenance: provenance { $0.seed = 3 })
    let merged = try opened(folder)
    #expect {
      try merged.merge(other)
    } throws: {
      guard case StoreError.mismatch(let path, _) = $0 else { return false }
      return path == shards[0].path
    }
  }

  @Test func aRunThatTwoShardsSawDifferentlyIsRefused() throws {
    var changed = run(0, 0)
    changed.outcome = .completed(Measurements(digest: 1, events: 1, metrics: []))
    let shard = try opened(shards[0])
    try shard.record([changed])
    let merged = try opened(folder)
    try merged.record([run(0, 0)])
    #expect {
      try merged.merge(shard)
    } throws: {
      guard case StoreError.mismatch(_, let differences) = $0 else { return false }
      return differences == ["point 0 replication 0: digest 0000000000000001, elsewhere 8000000000000000"]
    }
  }
}
