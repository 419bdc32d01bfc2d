import Testing

@testable import ISCSIWire

struct TextTests {
  @Test func `pairs are ended by zero bytes`() throws {
    let pairs = [TextPair("SessionType", "Normal"), TextPair("X", ""), TextPair("CHAP_N", "a=b")]
    let encoded = Array("SessionType=Normal\0X=\0CHAP_N=a=b\0".utf8)
    #expect(pairs.encoded == encoded)
    #expect(try [TextPair](decoding: encoded) == pairs)
    #expect(try [TextPair](decoding: []) == [])
    #expect(try [TextPair](decoding: Array("A=1\0\0B=2\0\0\0".utf8)) == [TextPair("A", "1"), TextPair("B", "2")])
  }

  @Test func `what is no text is refused, with the byte where it goes wrong`() {
    let cases: [(text: [UInt8], offset: Int)] = [
      (Array("A=1".utf8), 3),
      (Array("A=1\0B\0".utf8), 5),
      (Array("A=1\0=2\0".utf8), 4),
      (Array("A=1\0\(String(repeating: "k", count: 64))=2\0".utf8), 4),
      (Array("A=1\0B=".utf8) + [0xff, 0xfe, 0], 4),
    ]
    for (text, offset) in cases {
      let error = #expect(throws: ISCSIWireError.self) { try [TextPair](decoding: text) }
      #expect(error?.offset == offset, "\(text)")
    }
    #expect(throws: Never.self) { try [TextPair](decoding: Array("\(String(repeating: "k", count: 63))=2\0".utf8)) }
  }

  @Test func `a text in several PDUs is whole with the last, even cut within a pair`() throws {
    var text = TextAccumulator()
    #expect(try text.receive(Array("Initiator".utf8), continues: true) == nil)
    #expect(try text.receive(Array("Name=iqn.a\0Sess".utf8), continues: true) == nil)
    let pairs = try text.receive(Array("ionType=Normal\0".utf8), continues: false)
    #expect(pairs == [TextPair("InitiatorName", "iqn.a"), TextPair("SessionType", "Normal")])
    #expect(try text.receive(Array("A=1\0".utf8), continues: false) == [TextPair("A", "1")])
  }

  @Test func `a text that never ends is refused at 8192 bytes`() throws {
    var text = TextAccumulator()
    #expect(try text.receive([UInt8](repeating: 0x41, count: 8192), continues: true) == nil)
    #expect(throws: ISCSIWireError.self) { try text.receive([0x41], continues: true) }
    #expect(try text.receive(Array("A=1\0".utf8), continues: false) == [TextPair("A", "1")])
  }

  @Test func `numbers are decimal or hexadecimal`() {
    let cases: [(text: String, value: UInt64?)] = [
      ("0", 0), ("65536", 65536), ("0x10", 16), ("0XfF", 255), ("+1", nil), ("-1", nil), ("", nil), ("0x", nil), ("1a", nil),
      ("0x+1", nil), ("18446744073709551615", .max), ("18446744073709551616", nil), (" 1", nil),
    ]
    for (text, value) in cases { #expect(TextValue.number(text) == value, "\(text)") }
  }

  @Test func `binary values are hexadecimal or base64`() {
    // The base64 examples are those of RFC 4648 10.
    let cases: [(text: String, value: [UInt8]?)] = [
      ("0x00ff", [0, 255]), ("0xABC", [0x0a, 0xbc]), ("0X0a", [10]), ("0x", nil), ("0xg0", nil), ("12", nil), ("", nil),
      ("0bZg==", Array("f".utf8)), ("0bZm8=", Array("fo".utf8)), ("0bZm9v", Array("foo".utf8)),
      ("0bZm9vYmFy", Array("foobar".utf8)), ("0b+/+/", [0xfb, 0xff, 0xbf]), ("0bZg=", nil), ("0bZ===", nil), ("0b", nil),
      ("0bZ=9v", nil), ("0bZm9*", nil),
    ]
    for (text, value) in cases { #expect(TextValue.octets(text) == value, "\(text)") }
    var random = TestRandom(seed: 3)
    for length in 1..<50 {
      let octets = random.octets(length)
      #expect(TextValue.octets(TextValue.text(of: octets)) == octets)
    }
  }

  @Test func `random text never traps`() {
    let fragments = ["CHAP_C", "=", "0x", "0b", "\0", ",", "é", "=\u{338}", "InitiatorName", "Z", "9", "\u{0}\u{0}"]
    for seed in 0..<2000 {
      var random = TestRandom(seed: UInt64(seed))
      var text: [UInt8] = []
      for _ in 0..<random.below(30) {
        text += random.below(8) == 0 ? random.octets(3) : Array(fragments[random.below(fragments.count)].utf8)
      }
      guard let pairs = try? [TextPair](decoding: text) else { continue }
      #expect((try? [TextPair](decoding: pairs.encoded)) == pairs, "seed \(seed)")
      for pair in pairs { _ = (TextValue.octets(pair.value), TextValue.number(pair.value), TextValue.list(pair.value)) }
    }
  }
}
