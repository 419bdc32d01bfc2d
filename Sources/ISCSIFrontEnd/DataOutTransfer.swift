/// The data that one command brings: what has arrived, and what was asked for.
///
/// Data arrives in order (DataPDUInOrder and DataSequenceInOrder are Yes): first immediate data, then an unsolicited burst where the
/// command announced one, then one burst for each R2T (RFC 7143 4.2.5.2). How much is wanted is known only when the command was
/// enabled; what an initiator sends beyond that is dropped.
struct DataOutTransfer {
  /// Limits that the login agreed on, in bytes.
  struct Limits {
    var firstBurst: Int
    var burst: Int
  }

  /// A sequence of Data-Out PDUs that may be under way.
  private struct Burst {
    /// Target transfer tag of the R2T; nil for unsolicited data.
    var transferTag: UInt32?
    /// Offset behind its last byte. An unsolicited burst may end before.
    var end: Int
    var nextDataSN: UInt32 = 0
  }

  private(set) var bytes: [UInt8]
  /// EXPECTED DATA TRANSFER LENGTH of the command.
  let expectedLength: Int
  private let limits: Limits
  private var wantedLength: Int?
  private var burst: Burst?
  private var nextR2TSN: UInt32 = 0

  /// - Parameter unsolicitedFollows: the command's F bit is 0: Data-Out PDUs follow without an R2T.
  init(
    expectedLength: Int, immediate: [UInt8], unsolicitedFollows: Bool, limits: Limits
  ) throws(ProtocolViolation) {
    guard immediate.count <= min(limits.firstBurst, expectedLength) else {
      throw ProtocolViolation("\(immediate.count) bytes of immediate data: too many", reject: .protocolError)
    }
    self.bytes = immediate
    self.expectedLength = expectedLength
    self.limits = limits
    if unsolicitedFollows { self.burst = Burst(transferTag: nil, end: min(limits.firstBurst, expectedLength)) }
  }

  /// All that is wanted is there, and nothing unsolicited is still to come.
  var isComplete: Bool { burst == nil && wantedLength.map { bytes.count >= $0 } == true }

  /// The bytes of a complete transfer.
  var wanted: [UInt8] { bytes.count == wantedLength ? bytes : Array(bytes.prefix(wantedLength ?? 0)) }

  /// The command wants this many bytes, at most the expected length.
  mutating func want(_ length: Int) { wantedLength = min(length, expectedLength) }

  /// What the next R2T has to ask for; nil while a burst is under way or when nothing is missing.
  mutating func nextRequest(transferTag: UInt32) -> (sequence: UInt32, offset: Int, length: Int)? {
    guard burst == nil, let wantedLength, bytes.count < wantedLength else { return nil }
    let length = min(limits.burst, wantedLength - bytes.count)
    burst = Burst(transferTag: transferTag, end: bytes.count + length)
    defer { nextR2TSN &+= 1 }
    return (nextR2TSN, bytes.count, length)
  }

  /// A Data-Out PDU arrived.
  ///
  /// - Throws: when it belongs to no burst, is out of order, or goes beyond its burst. Without error recovery (level 0) that is the
  ///   end of the session (RFC 7143 7.1.4.1? see 7.6).
  mutating func received(
    transferTag: UInt32?, dataSN: UInt32, offset: Int, isFinal: Bool, data: [UInt8]
  ) throws(ProtocolViolation) {
    guard let open = burst, open.transferTag == transferTag else {
      throw ProtocolViolation("Data-Out that nobody asked for", reject: .protocolError)
    }
    guard dataSN == open.nextDataSN else {
      throw ProtocolViolation("DataSN \(dataSN), expected \(open.nextDataSN)", reject: .protocolError)
    }
    guard offset == bytes.count else {
      throw ProtocolViolation("Data-Out at offset \(offset), expected \(bytes.count)", reject: .protocolError)
    }
    guard offset + data.count <= open.end else {
      throw ProtocolViolation("Data-Out ends at \(offset + data.count), beyond \(open.end)", reject: .protocolError)
    }
    bytes += data
    burst?.nextDataSN = dataSN &+ 1
    guard isFinal else { return }
    guard open.transferTag == nil || bytes.count == open.end else {
      throw ProtocolViolation("burst ends at \(bytes.count), asked for \(open.end)", reject: .protocolError)
    }
    burst = nil
  }
}
