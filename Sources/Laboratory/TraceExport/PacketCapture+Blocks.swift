/// Numbers of pcapng (draft-ietf-opsawg-pcapng, sections 3 and 4). All are little-endian: the byte-order magic says so.
enum PCAPNG {
  // Block types.
  static let sectionHeader: UInt32 = 0x0A0D_0D0A
  static let interfaceDescription: UInt32 = 1
  static let nameResolution: UInt32 = 4
  static let enhancedPacket: UInt32 = 6

  static let byteOrderMagic: UInt32 = 0x1A2B_3C4D
  static let linkTypeUpperPDU: UInt16 = 252

  // Options, by the block that they belong to.
  static let endOfOptions: UInt32 = 0
  static let userApplication: UInt16 = 4
  static let interfaceName: UInt16 = 2
  static let timestampResolution: UInt16 = 9
  static let packetFlags: UInt16 = 2
  /// A record of the name resolution block; it is built like an option.
  static let addressIPv4: UInt16 = 1

  /// 10^-9 s.
  static let nanoseconds: UInt8 = 9
  static let inbound: UInt32 = 1
  static let outbound: UInt32 = 2
}

/// Tags in front of an exported PDU (Wireshark, `exported_pdu_tlvs.h`). All are big-endian.
enum ExportedPDU {
  static let endOfTags: UInt16 = 0
  static let dissectorName: UInt16 = 12
  static let sourceIPv4: UInt16 = 20
  static let destinationIPv4: UInt16 = 21
  static let portType: UInt16 = 24
  static let sourcePort: UInt16 = 25
  static let destinationPort: UInt16 = 26

  /// Value of `portType`.
  static let tcp: UInt32 = 2
}

extension [UInt8] {
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  mutating func padToWord() {
    while !count.isMultiple(of: 4) { append(0) }
  }

  /// - Parameter body: whole words.
  mutating func appendBlock(_ type: UInt32, _ body: [UInt8]) {
    let length = UInt32(body.count + 12)
    append(littleEndian: type)
    append(littleEndian: length)
    append(contentsOf: body)
    append(littleEndian: length)
  }

  mutating func appendOption(_ code: UInt16, _ value: [UInt8]) {
    append(littleEndian: code)
    append(littleEndian: UInt16(value.count))
    append(contentsOf: value)
    padToWord()
  }

  mutating func appendTag(_ tag: UInt16, _ value: [UInt8]) {
    append(bigEndian: tag)
    append(bigEndian: UInt16(value.count))
    append(contentsOf: value)
  }

  mutating func appendTag(_ tag: UInt16, number: UInt32) {
    append(bigEndian: tag)
    append(bigEndian: UInt16(4))
    append(bigEndian: number)
  }
}
