/// Makes PDUs of the bytes of a connection, however these are cut into chunks.
///
/// Holds at most one unfinished PDU and the last chunk, if `next` is called until it returns nil after each `receive`.
public struct PDUDecoder: Sendable {
  /// Bytes of a data segment: MaxRecvDataSegmentLength as this side declared it, 8,192 during login.
  public var dataLengthMax: Int
  /// Those of the PDUs still to be returned by `next`.
  public var digests: Digests
  @usableFromInline var buffer: [UInt8] = []
  /// Where the next PDU begins in `buffer`.
  @usableFromInline var start = 0

  public init(dataLengthMax: Int = 8192, digests: Digests = .none) {
    (self.dataLengthMax, self.digests) = (dataLengthMax, digests)
  }

  /// Takes in the next bytes of the connection.
  @inlinable public mutating func receive(_ bytes: some Sequence<UInt8>) {
    if start > buffer.count / 2 {
      buffer.removeSubrange(0..<start)
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole PDU; nil until more bytes come.
  ///
  /// After an error whose consequence is `.reject`, the PDU is skipped and the next call goes on behind it; after `.close` every
  /// call throws that error again.
  public mutating func next() throws(ISCSIWireError) -> PDU? {
    // What cannot be framed is not passed over: it is found, and thrown, again.
    guard let extent = try extentOfNext() else { return nil }
    let first = start
    start += extent.total
    return try pdu(extent, at: first)
  }
}

extension PDUDecoder {
  /// The lengths of a PDU's parts.
  private struct Extent {
    var additional: Int
    var headerDigest: Int
    var data: Int
    var dataDigest: Int

    var dataOffset: Int { HeaderFields.length + additional + headerDigest }
    var paddedData: Int { data + (-data & 3) }
    var total: Int { dataOffset + paddedData + dataDigest }
  }

  /// Nil until the next PDU is whole. Checks its header digest, on which the lengths rest, and the length of its data.
  private func extentOfNext() throws(ISCSIWireError) -> Extent? {
    let available = buffer.count - start
    guard available >= HeaderFields.length else { return nil }
    let data = Int(buffer[start + 5]) << 16 | Int(buffer[start + 6]) << 8 | Int(buffer[start + 7])
    let extent = Extent(
      additional: 4 * Int(buffer[start + 4]), headerDigest: digests.header ? 4 : 0, data: data,
      dataDigest: digests.data && data > 0 ? 4 : 0)
    guard available >= extent.dataOffset else { return nil }
    if digests.header {
      try checkDigest(of: start..<start + HeaderFields.length + extent.additional, "HeaderDigest", .close, ofPDUAt: start)
    }
    guard data <= dataLengthMax else {
      throw error(at: 5, "DataSegmentLength", expected: "at most \(dataLengthMax)", found: "\(data)", .close, start)
    }
    return available >= extent.total ? extent : nil
  }

  /// The whole PDU at `first`.
  private func pdu(_ extent: Extent, at first: Int) throws(ISCSIWireError) -> PDU {
    let header = Array(buffer[first..<first + HeaderFields.length])
    let data = first + extent.dataOffset..<first + extent.dataOffset + extent.data
    if extent.dataDigest > 0 {
      let padded = data.lowerBound..<data.lowerBound + extent.paddedData
      try checkDigest(of: padded, "DataDigest", .reject(.dataDigestError), ofPDUAt: first)
    }
    let opcode = try Opcode(of: header)
    let additional = first + HeaderFields.length..<first + HeaderFields.length + extent.additional
    return PDU(
      BasicHeader(opcode, header),
      additionalHeaders: try AdditionalHeader.decode(buffer[additional], after: header, of: opcode),
      data: Array(buffer[data]))
  }

  /// Compares the four bytes behind `range` with the check of those within.
  private func checkDigest(
    of range: Range<Int>, _ field: String, _ consequence: ISCSIWireError.Consequence, ofPDUAt first: Int
  ) throws(ISCSIWireError) {
    var crc = CRC32C()
    crc.update(buffer[range])
    let found = buffer[range.upperBound..<range.upperBound + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard found == crc.value else {
      throw error(
        at: range.upperBound - first, field, expected: hexadecimal(crc.value), found: hexadecimal(found), consequence, first)
    }
  }

  private func error(
    at offset: Int, _ field: String, expected: String, found: String, _ consequence: ISCSIWireError.Consequence, _ first: Int
  ) -> ISCSIWireError {
    ISCSIWireError(
      subject: Opcode(rawValue: buffer[first] & 0x3f)?.name ?? "PDU", offset: offset, field: field, expected: expected,
      found: found, consequence: consequence, header: Array(buffer[first..<first + HeaderFields.length]))
  }
}
