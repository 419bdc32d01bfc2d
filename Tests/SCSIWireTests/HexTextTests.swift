import SCSIWire
import Testing

struct HexTextTests {
  static let readable: [(String, [UInt8])] = [
    ("5f05", [0x5F, 0x05]),
    ("5F 05\n00\t18", [0x5F, 0x05, 0x00, 0x18]),
    ("0x5f,0x05, 0X00", [0x5F, 0x05, 0x00]),
    ("5f:05:00", [0x5F, 0x05, 0x00]),
    ("70-00-06", [0x70, 0x00, 0x06]),
    ("5f 0 0 a", [0x5F, 0, 0, 0x0A]),
    ("0x5f0500", [0x5F, 0x05, 0x00]),
    ("  ", []),
    ("", []),
  ]

  @Test(arguments: readable)
  func `bytes may be written in the usual ways`(text: String, bytes: [UInt8]) throws {
    #expect(try HexText.parse(text) == bytes)
  }

  static let refused: [(String, position: Int)] = [
    ("5f 0g", 5), ("5f 123", 4), ("0x", 1), ("00 0x", 4), ("5f é0", 4), ("x5", 1), ("0x5x", 4), ("５f", 1),
  ]

  @Test(arguments: refused)
  func `an error points to the character`(text: String, position: Int) {
    let error = #expect(throws: HexTextError.self) { try HexText.parse(text) }
    #expect(error?.position == position)
  }

  @Test func `an error names the character that is wrong`() {
    let error = #expect(throws: HexTextError.self) { try HexText.parse("5f 0g") }
    #expect(error?.description == "character 5: 'g' is not a hexadecimal digit")
  }
}
