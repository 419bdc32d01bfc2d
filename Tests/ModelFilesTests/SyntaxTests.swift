import ModelFiles
import Testing

@Suite struct SyntaxTests {
  @Test(
    "What is not a plain YAML document is refused with its position",
    arguments: [
      ("", "m.yaml: error: the file is empty; expected a mapping of keys to values"),
      ("# only a comment\n", "m.yaml: error: the file is empty; expected a mapping of keys to values"),
      ("- a\n- b\n", "m.yaml:1:1: error: found a list; expected a mapping"),
      ("plain", "m.yaml:1:1: error: found 'plain'; expected a mapping"),
      ("name: a\nname: b\n", "m.yaml:1:1: error: key 'name' appears more than once in this mapping; expected it once"),
      (
        "run:\n  until: 1s\n  \"until\": 2s\n",
        "m.yaml:2:3: error: key 'until' appears more than once in this mapping; expected it once"
      ),
      (
        "name: &n a\nrun: {}\n",
        "m.yaml:1:7: error: anchors and aliases are not supported; expected the value written out where it is used"
      ),
      ("name: *n\n", "m.yaml:1:7: error: not YAML: found undefined alias"),
      (
        "run:\n  <<: { until: 1s }\n",
        "m.yaml:2:3: error: merge keys are not supported; expected every key written out"
      ),
      ("name: !!int a\n", "m.yaml:1:7: error: tags are not supported; expected a value without"),
      ("name: a\n---\nname: b\n", "m.yaml:2:1: error: found a second document; expected one document in a file"),
      ("? [a, b]\n: c\n", "m.yaml:1:3: error: this cannot be a key; expected a word"),
      ("name: \"a\n", "m.yaml:2:1: error: not YAML: found unexpected end of stream (while scanning a quoted scalar)"),
      ("run: { until: 1s\n", "m.yaml:2:1: error: not YAML: did not find expected ',' or '}' (while parsing a flow mapping)"),
      (
        "\tname: a\n",
        "m.yaml:1:1: error: not YAML: found character that cannot start any token (while scanning for the next token)"
      ),
      ("name: a\n  run: b\n", "m.yaml:2:6: error: not YAML: mapping values are not allowed in this context"),
      ("name: a\u{1}b\n", "m.yaml:1:8: error: not YAML: control characters are not allowed"),
    ])
  func syntax(yaml: String, expected: String) throws {
    #expect(try modelMessage(yaml) == expected)
  }

  @Test func `Bytes that are not UTF-8 are found where they stand`() throws {
    try withFolder([:]) { folder in
      try folder.write("m.yaml", Array("name: a\nrun: é".utf8) + [0xFF])
      #expect(
        folder.message { try folder.model() } == "m.yaml:2:7: error: found a byte that is not UTF-8; expected text in UTF-8")
    }
  }

  @Test func `A byte order mark and Windows line ends are no errors`() throws {
    try withFolder([:]) { folder in
      try folder.write("m.yaml", [0xEF, 0xBB, 0xBF] + Array("name: a\r\nrun: { until: 7s }\r\n".utf8))
      let configuration = try folder.model().configuration
      #expect(configuration.name == "a")
      #expect(configuration.run.until == .seconds(7))
    }
  }

  @Test func `Files that cannot be read are I-O errors`() throws {
    try withFolder([:]) { folder in
      #expect(
        folder.message { try folder.model() }
          == "m.yaml: error: cannot read the file: No such file or directory; expected a readable file")
      let error = try #require(throws: ModelFileError.self) { try folder.model() }
      #expect(error.cause == .inputOutput)
      let folderError = try #require(throws: ModelFileError.self) { try ModelFile.load(folder.path) }
      #expect("\(folderError)" == "\(folder.path): error: cannot read the file: Is a directory; expected a readable file")
      #expect(folderError.cause == .inputOutput)
    }
  }

  @Test func `Wrong text is bad input`() throws {
    let error = try #require(throws: ModelFileError.self) { try model("nam: a") }
    #expect(error.cause == .badInput)
  }

  @Test func `Deep nesting is an error, not a trap`() throws {
    let message = try modelMessage("name: " + String(repeating: "[", count: 100_000))
    #expect(message.hasPrefix("m.yaml:1:"))
    #expect(
      try modelMessage("name: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900))
        == "m.yaml:1:7: error: found a list; expected a text of one line")
  }
}
