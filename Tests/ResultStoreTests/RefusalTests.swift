import Foundation
import GRDB
import Testing

@testable import ResultStore

@Suite struct RefusalTests {
  let folder = Folder()

  @Test(arguments: [
    ("seed", "seed: 18446744073709551615 in the store, 1 now"),
    ("version", "weir version: 0.1.0 in the store, 0.2.0 now"),
    ("name", "experiment: 'barriers' in the store, 'other' now"),
    ("model", "input model.yaml: its content changed"),
    ("lost", "input model.yaml: no longer used"),
    ("added", "input trace.csv: new"),
  ])
  func resultsOfAnotherExperimentAreRefusedAndTheDifferenceIsNamed(_ change: String, _ difference: String) throws {
    try opened(folder).close()
    let before = try Data(contentsOf: URL(filePath: folder.file("results.sqlite")))
    let other = provenance {
      switch change {
      case "seed": $0.seed = 1
      case "version": $0.version = "0.2.0"
      case "name": $0.name = "other"
      case "model": $0.inputs[1] = RecordedInput(name: "model.yaml", bytes: [9])
      case "lost": $0.inputs.removeLast()
      default: $0.inputs.append(RecordedInput(name: "trace.csv", bytes: []))
      }
    }
    let expected = StoreError.mismatch(path: folder.path, differences: [difference])
    #expect(throws: expected) { try ResultStore.open(directory: folder.path, provenance: other) }
    #expect(expected.exitStatus == 65)
    #expect(try Data(contentsOf: URL(filePath: folder.file("results.sqlite"))) == before)
    #expect(other.inputHash == provenance().inputHash || ["model", "lost", "added"].contains(change))
  }

  @Test func aPointWithOtherFactorsIsRefused() throws {
    let store = try opened(folder)
    try store.addPoints(points)
    let changed = RecordedPoint(id: 1, factors: [Factor(name: "barrier", value: "none")])
    #expect {
      try store.addPoints([RecordedPoint(id: 2, factors: []), changed])
    } throws: { error in
      guard case StoreError.mismatch(_, let differences) = error else { return false }
      return differences.count == 1 && differences[0].hasPrefix("point 1: ")
    }
    #expect(try store.points() == points)
  }

  @Test func aStoreOfANewerFormatIsRefusedAndLeftAlone() throws {
    try opened(folder).close()
    try folder.change("PRAGMA user_version = \(StoreSchema.migrations.count + 1)")
    #expect {
      try opened(folder)
    } throws: {
      guard case StoreError.notAResultStore(_, let reason) = $0 else { return false }
      return reason.contains("newer")
    }
    #expect(try folder.sql("PRAGMA user_version") == ["\(StoreSchema.migrations.count + 1)"])
  }

  @Test func theFormatsVersionAndOwnerAreWrittenInTheHeader() throws {
    try opened(folder).close()
    #expect(try folder.sql("PRAGMA user_version") == ["2"])
    #expect(try folder.sql("PRAGMA application_id") == ["\(0x5765_6972)"])
  }

  @Test func aDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try folder.change("CREATE TABLE mine (x)")
    let before = try Data(contentsOf: URL(filePath: folder.file("results.sqlite")))
    #expect(throws: StoreError.notAResultStore(path: folder.path, reason: "a database of another program")) { try opened(folder) }
    #expect(try Data(contentsOf: URL(filePath: folder.file("results.sqlite"))) == before)
    #expect(!folder.exists("manifest.json"))
  }

  @Test(arguments: [0, 100])
  func aDamagedFileIsWrongInput(_ offset: Int) throws {
    try opened(folder).close()
    let url = URL(filePath: folder.file("results.sqlite"))
    var bytes = try Data(contentsOf: url)
    bytes.replaceSubrange(offset..<offset + 40, with: Data(repeating: 0xA5, count: 40))
    try bytes.write(to: url)
    #expect {
      try opened(folder)
    } throws: {
      guard case StoreError.notAResultStore = $0 else { return false }
      return ($0 as? StoreError)?.exitStatus == 65
    }
  }

  @Test func aFileWhereTheFolderShouldBeIsAnInputOutputError() throws {
    try Data("x".utf8).write(to: URL(filePath: folder.path))
    let expected = StoreError.io(path: folder.path, reason: "File exists")
    #expect(throws: expected) { try opened(folder) }
    #expect(expected.exitStatus == 74)
    #expect("\(expected)" == "\(folder.path): error: cannot read or write the results: File exists")
  }

  @Test func aFolderWhereTheDatabaseShouldBeIsAnInputOutputError() throws {
    try FileManager.default.createDirectory(atPath: folder.file("results.sqlite"), withIntermediateDirectories: true)
    #expect {
      try opened(folder)
    } throws: {
      ($0 as? StoreError)?.exitStatus == 74
    }
    #expect(!folder.exists("manifest.json"))
  }

  @Test func aFolderThatCannotBeMadeIsAnInputOutputError() {
    #expect {
      try ResultStore.open(directory: "/proc/weir", provenance: provenance())
    } throws: {
      ($0 as? StoreError)?.exitStatus == 74
    }
  }

  @Test func readingWhereThereIsNothingCreatesNothing() {
    #expect {
      try ResultStore.read(directory: folder.path)
    } throws: {
      ($0 as? StoreError)?.exitStatus == 65
    }
    #expect(!folder.exists())
  }
}
