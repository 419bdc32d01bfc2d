import Foundation
import ResultStore
import Testing

@Suite struct ProvenanceTests {
  let folder = Folder()

  /// FIPS 180-2, appendix B.1; the empty message from NIST's test vectors.
  @Test func theHashIsSHA256() {
    #expect(
      RecordedInput(name: "", bytes: Array("abc".utf8)).sha256
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(RecordedInput(name: "", bytes: []).sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func aFileOnDiskHashesLikeItsBytes() throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: folder.file("trace")))
    #expect(try RecordedInput(name: "t", path: folder.file("trace")) == RecordedInput(name: "t", bytes: bytes))
  }

  @Test func anUnreadableInputIsAnInputOutputError() {
    for path in [folder.file("absent"), FileManager.default.temporaryDirectory.path()] {
      #expect {
        try RecordedInput(name: "t", path: path)
      } throws: {
        ($0 as? StoreError)?.exitStatus == 74
      }
    }
  }

  @Test func theHashOfAllInputsIsThatOfTheirListing() {
    let inputs = [RecordedInput(name: "a", bytes: [1]), RecordedInput(name: "b", bytes: [2])]
    let listing = "\(inputs[0].sha256)  a\n\(inputs[1].sha256)  b\n"
    #expect(provenance { $0.inputs = inputs }.inputHash == RecordedInput(name: "", bytes: Array(listing.utf8)).sha256)
  }

  @Test func theManifestRepeatsTheProvenance() throws {
    try opened(folder).close()
    let data = try Data(contentsOf: URL(filePath: folder.file("manifest.json")))
    let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(manifest["experiment"] as? String == "barriers")
    #expect(manifest["experiment_file"] as? String == "name: barriers\n")
    #expect(manifest["weir_version"] as? String == "0.1.0")
    #expect(manifest["seed"] as? String == "18446744073709551615")
    #expect(manifest["input_hash"] as? String == provenance().inputHash)
    #expect(manifest["command"] as? String == "weir sweep barriers.yaml")
    #expect(manifest["host"] as? String == "node1")
    #expect(manifest["start"] as? String == "2026-01-02T03:04:05Z")
    #expect(manifest["inputs"] as? [[String: String]] == provenance().inputs.map { ["name": $0.name, "sha256": $0.sha256] })
  }
}
