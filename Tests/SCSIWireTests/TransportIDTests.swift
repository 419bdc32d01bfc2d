import SCSIWire
import Testing

/// Bytes written from SPC-4 7.6.4.
struct TransportIDTests {
  static let vectors: [(TransportID, [UInt8])] = [
    (
      .fibreChannel(0x2100_001B_328A_0A01),
      [0x00, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0x1B, 0x32, 0x8A, 0x0A, 0x01, 0, 0, 0, 0, 0, 0, 0, 0]
    ),
    (
      .sas(0x5000_C500_1234_5678),
      [0x06, 0, 0, 0, 0x50, 0, 0xC5, 0, 0x12, 0x34, 0x56, 0x78, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    ),
    // A short name is filled up to 20 bytes.
    (.iSCSI(name: "iqn.a", isid: nil), [0x05, 0, 0, 20] + Array("iqn.a".utf8) + zeros(15)),
    // 20 characters need a NUL more, so 24 bytes.
    (.iSCSI(name: "iqn.1991-05.com.test", isid: nil), [0x05, 0, 0, 24] + Array("iqn.1991-05.com.test".utf8) + zeros(4)),
    (
      .iSCSI(name: "iqn.a", isid: 0x0002_3D00_00AB),
      [0x45, 0, 0, 24] + Array("iqn.a,i,0x00023d0000ab".utf8) + zeros(2)
    ),
  ]

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  @Test(arguments: vectors)
  func `a TransportID has the bytes of the standard's table in both directions`(id: TransportID, bytes: [UInt8]) throws {
    #expect(id.encoded() == bytes)
    #expect(try TransportID.decode(bytes) == id)
  }

  @Test func `an iSCSI TransportID of any name is a multiple of four bytes, at least 24, and ends with NUL`() throws {
    for length in 1...223 {
      for isid in [nil, UInt64(0x8000_0000_0001)] {
        let id = TransportID.iSCSI(name: String(repeating: "n", count: length), isid: isid)
        let bytes = id.encoded()
        #expect(bytes.count >= 24 && bytes.count.isMultiple(of: 4), "\(length) characters")
        #expect(bytes.last == 0, "\(length) characters")
        #expect(bytes.count <= 4 + max(20, length + (isid == nil ? 0 : 17) + 4), "\(length) characters")
        #expect(try TransportID.decode(bytes) == id, "\(length) characters")
      }
    }
  }

  @Test func `an ISID may have fewer digits and either case`() throws {
    let text = Array("iqn.a,i,0x23D0000aB".utf8)
    let bytes: [UInt8] = [0x45, 0, 0, 20] + text + Self.zeros(20 - text.count)
    #expect(try TransportID.decode(bytes) == .iSCSI(name: "iqn.a", isid: 0x0002_3D00_00AB))
  }

  @Test func `what no iSCSI TransportID can hold is cut off`() throws {
    let long = TransportID.iSCSI(name: String(repeating: "n", count: 300), isid: UInt64.max)
    let kept = TransportID.iSCSI(name: String(repeating: "n", count: 223), isid: 0xFFFF_FFFF_FFFF)
    #expect(try TransportID.decode(long.encoded()) == kept)
    #expect(try TransportID.decode(TransportID.iSCSI(name: "iqn.a\0b", isid: nil).encoded()) == .iSCSI(name: "iqn.a", isid: nil))
  }

  /// What is wrong, the bytes, and the field at fault.
  static let illegal: [(String, [UInt8], field: String)] = [
    ("SRP", [0x04] + zeros(23), "PROTOCOL IDENTIFIER"),
    ("an unknown transport", [0x0F] + zeros(23), "PROTOCOL IDENTIFIER"),
    ("Fibre Channel format 01b", [0x40] + zeros(23), "FORMAT CODE"),
    ("SAS format 11b", [0xC6] + zeros(23), "FORMAT CODE"),
    ("iSCSI format 10b", [0x85, 0, 0, 20] + zeros(20), "FORMAT CODE"),
    ("16 bytes of a name", [0x05, 0, 0, 16] + zeros(20), "ADDITIONAL LENGTH"),
    ("a length that is no multiple of four", [0x05, 0, 0, 22] + zeros(22), "ADDITIONAL LENGTH"),
    ("no name", [0x05, 0, 0, 20] + zeros(20), "ISCSI NAME"),
    ("no NUL", [0x05, 0, 0, 20] + [UInt8](repeating: 0x61, count: 20), "ISCSI NAME"),
    ("no UTF-8", [0x05, 0, 0, 20, 0xFF] + zeros(19), "ISCSI NAME"),
    ("no ISID", [0x45, 0, 0, 20] + Array("iqn.a".utf8) + zeros(15), "ISCSI NAME"),
    ("an ISID of no digits", [0x45, 0, 0, 20] + Array("iqn.a,i,0x".utf8) + zeros(10), "ISCSI NAME"),
    ("an ISID of 13 digits", [0x45, 0, 0, 24] + Array("iqn,i,0x1234567890123".utf8) + zeros(3), "ISCSI NAME"),
    ("an ISID that is no number", [0x45, 0, 0, 20] + Array("iqn.a,i,0x12g4".utf8) + zeros(6), "ISCSI NAME"),
    ("an ISID with a sign", [0x45, 0, 0, 20] + Array("iqn.a,i,0x+1".utf8) + zeros(8), "ISCSI NAME"),
    ("an ISID without a name", [0x45, 0, 0, 20] + Array(",i,0x1234".utf8) + zeros(11), "ISCSI NAME"),
  ]

  @Test(arguments: illegal)
  func `an illegal TransportID of a parameter list is 26h 00h`(what: String, id: [UInt8], field: String) {
    #expect(wireError { () throws(WireError) in _ = try TransportID.decode(id) }?.field == field)
    let list = zeros(20) + [0x08, 0, 0, 0, 0, 0, 0, UInt8(id.count)] + id
    let error = decodingError(cdb: [0x5F, 0, 0, 0, 0, 0, 0, 0, UInt8(list.count), 0], parameterList: list)
    #expect(error?.sense == .invalidFieldInParameterList)
    #expect(error?.field == field)
    #expect(error.map { $0.offset >= 28 } == true)
  }

  @Test(arguments: vectors)
  func `a TransportID that is cut off is an error at its end`(id: TransportID, bytes: [UInt8]) {
    for length in 0..<bytes.count {
      let error = wireError { () throws(WireError) in _ = try TransportID.decode(Array(bytes.prefix(length))) }
      #expect(error?.offset == length, "\(length) bytes")
      #expect(error?.sense == Sense.none)
    }
  }

  private func zeros(_ count: Int) -> [UInt8] { Self.zeros(count) }
}
