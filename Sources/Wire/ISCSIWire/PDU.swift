/// A protocol data unit of iSCSI (RFC 7143 11.2).
public struct PDU: Hashable, Sendable {
  public var header: BasicHeader
  /// Less than 1,024 bytes in all.
  public var additionalHeaders: [AdditionalHeader] = []
  /// The data segment without padding: less than 2^24 bytes.
  public var data: [UInt8] = []

  public init(_ header: BasicHeader, additionalHeaders: [AdditionalHeader] = [], data: [UInt8] = []) {
    (self.header, self.additionalHeaders, self.data) = (header, additionalHeaders, data)
  }

  public static let dataLengthMax = 1 << 24 - 1
}

/// Which segments are followed by a check of their bytes.
public struct Digests: Hashable, Sendable, BitwiseCopyable {
  public var header: Bool
  public var data: Bool

  public init(header: Bool = false, data: Bool = false) { (self.header, self.data) = (header, data) }

  /// As at the start of every connection.
  public static let none = Digests()
}

extension PDU {
  /// The bytes on the wire.
  public func encoded(_ digests: Digests = .none) -> [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes, digests)
    return bytes
  }

  /// Appends the bytes on the wire, padding and digests included.
  public func append(to bytes: inout [UInt8], _ digests: Digests = .none) {
    let headerStart = bytes.count
    bytes += encodedHeader
    for additional in additionalHeaders { additional.append(to: &bytes) }
    let additionalLength = bytes.count - headerStart - HeaderFields.length
    precondition(additionalLength < 1024, "additional headers of \(additionalLength) bytes")
    bytes[headerStart + 4] = UInt8(additionalLength / 4)
    if digests.header { bytes.appendDigest(from: headerStart) }
    guard !data.isEmpty else { return }
    let dataStart = bytes.count
    bytes += data
    bytes += repeatElement(0, count: -data.count & 3)
    if digests.data { bytes.appendDigest(from: dataStart) }
  }

  /// The 48 bytes of the basic header segment, without TotalAHSLength where `additionalHeaders` is empty: what a Reject repeats.
  public var encodedHeader: [UInt8] {
    precondition(data.count <= Self.dataLengthMax, "a data segment of \(data.count) bytes")
    var bytes = header.coded.bytes
    bytes.replaceSubrange(5..<8, with: UInt32(data.count).bigEndianOctets[1...])
    return bytes
  }
}

extension [UInt8] {
  /// Appends the check of everything from `start` on.
  fileprivate mutating func appendDigest(from start: Int) {
    var crc = CRC32C()
    crc.update(self[start...])
    append(contentsOf: crc.value.bigEndianOctets.reversed())
  }
}
