/// An additional header segment, AHS (RFC 7143 11.2.2). Only SCSI commands have any.
public enum AdditionalHeader: Hashable, Sendable {
  /// The bytes of a CDB after its first 16.
  case extendedCDB([UInt8])
  /// Bytes that a command which goes both ways is expected to read.
  case expectedBidirectionalReadLength(UInt32)
}

extension AdditionalHeader {
  private static let extendedCDBType: UInt8 = 1
  private static let bidirectionalType: UInt8 = 2

  /// Appends the segment, padded to a multiple of 4 bytes. AHSLength counts the reserved fourth byte.
  func append(to bytes: inout [UInt8]) {
    let (type, body) =
      switch self {
      case .extendedCDB(let rest): (Self.extendedCDBType, rest)
      case .expectedBidirectionalReadLength(let length): (Self.bidirectionalType, length.bigEndianOctets)
      }
    let length = UInt16(body.count + 1)
    bytes += [UInt8(length >> 8), UInt8(length & 0xff), type, 0]
    bytes += body
    bytes += [UInt8](repeating: 0, count: -body.count & 3)
  }

  /// Reads the segments that follow `header`. Throws where a length does not fit, a type is unknown, or the PDU is no command.
  static func decode(
    _ segments: ArraySlice<UInt8>, after header: [UInt8], of opcode: Opcode
  ) throws(ISCSIWireError) -> [AdditionalHeader] {
    let bytes = Array(segments)
    func error(at offset: Int, _ field: String, expected: String, found: String) -> ISCSIWireError {
      ISCSIWireError(
        subject: opcode.name, offset: HeaderFields.length + offset, field: field, expected: expected, found: found,
        consequence: .reject(.invalidPDUField), header: header)
    }
    guard opcode == .scsiCommand || bytes.isEmpty else {
      throw ISCSIWireError(
        subject: opcode.name, offset: 4, field: "TotalAHSLength", expected: "0", found: "\(bytes.count / 4)",
        consequence: .reject(.invalidPDUField), header: header)
    }
    var found: [AdditionalHeader] = []
    var offset = 0
    // The segments fill a multiple of 4 bytes, so that there are 4 to read.
    while offset < bytes.count {
      let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
      let end = offset + 3 + length
      guard length >= 1, end <= bytes.count else {
        let room = bytes.count - offset - 3
        throw error(at: offset, "AHSLength", expected: "1 to \(room)", found: "\(length)")
      }
      let body = Array(bytes[offset + 4..<end])
      switch bytes[offset + 2] {
      case extendedCDBType: found.append(.extendedCDB(body))
      case bidirectionalType:
        guard body.count == 4 else { throw error(at: offset, "AHSLength", expected: "5", found: "\(length)") }
        found.append(.expectedBidirectionalReadLength(body.reduce(0) { $0 << 8 | UInt32($1) }))
      case let type: throw error(at: offset + 2, "AHSType", expected: "01h or 02h", found: hexadecimal(type))
      }
      offset = end + (-end & 3)
    }
    return found
  }
}

extension UInt32 {
  var bigEndianOctets: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
}
