import Foundation
import Testing

@Suite struct KeysTests {
  @Test func keysListsAKeyWithDefaultKindAndSource() throws {
    let weir = try Weir("keys", "hosts.multipath.fast_io")
    #expect((weir.status, weir.errors) == (0, ""))
    #expect(weir.output.contains("hosts.multipath.fast_io_fail_tmo  5s"))
    #expect(weir.output.contains("multipath-tools defaults.h"))
    #expect(try Weir("keys").output.contains("\nseed "))
  }

  @Test func explainAddsASentenceToEachKey() throws {
    let sentence = "from the loss of a link to the failing of the I/O outstanding on it"
    #expect(try !Weir("keys", "hosts.multipath").output.contains(sentence))
    #expect(try Weir("keys", "hosts.multipath", "--explain").output.contains("\n    \(sentence)\n"))
  }

  @Test func aPrefixOfNoKeyIsBadUsageAndSaysWhatWasMeant() throws {
    let weir = try Weir("keys", "hosts.multipth")
    #expect((weir.status, weir.output) == (64, ""))
    #expect(
      weir.errors == """
        keys: error: unknown key 'hosts.multipth'; expected the beginning of a key path, such as hosts.multipath \
        (did you mean 'hosts.multipath'?)

        """)
  }

  @Test(arguments: ["model", "experiment"]) func schemaIsJSON(kind: String) throws {
    let weir = try Weir("schema", kind)
    #expect((weir.status, weir.errors) == (0, ""))
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(weir.output.utf8)) as? [String: Any])
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["type"] as? String == "object")
  }

  @Test func schemaOfAnythingElseIsBadUsage() throws {
    #expect(try Weir("schema", "measures").status == 64)
    #expect(try Weir("schema").status == 64)
  }
}
