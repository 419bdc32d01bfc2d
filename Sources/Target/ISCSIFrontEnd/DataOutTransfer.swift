import SCSIWire

/// The data that one command brings: what has arrived, and what was asked for.
///
/// Data arrives in order (DataPDUInOrder and DataSequenceInOrder are Yes): first immediate data, then an unsolicited burst where
/// the command announced one, then one burst for each R2T (RFC 7143 4.2.5). How much is wanted is known only when the command
/// was enabled; what an initiator sends beyond that is dropped.
struct DataOutTransfer {
  /// What the login agreed on; lengths in bytes.
  struct Limits {
    var firstBurst: Int
    var burst: Int
    var allowsImmediate: Bool
    var allowsUnsolicited: Bool
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
  /// What the command has to end with if it wants the data; nothing more is taken in.
  private(set) var failure: Sense?
  private let limits: Limits
  private var wantedLength: Int?
  private var burst: Burst?
  private var nextR2TSN: UInt32 = 0

  /// - Parameter unsolicitedFollows: the command's F bit is 0: Data-Out PDUs follow without an R2T.
  init(expectedLength: Int, immediate: [UInt8], unsolicitedFollows: Bool, limits: Limits) {
    self.bytes = immediate
    self.expectedLength = expectedLength
    self.limits = limits
    if unsolicitedFollows { self.burst = Burst(transferTag: nil, end: min(limits.firstBurst, expectedLength)) }
    let isAgreed = (immediate.isEmpty || limits.allowsImmediate) && (!unsolicitedFollows || limits.allowsUnsolicited)
    if !isAgreed || immediate.count > min(limits.firstBurst, expectedLength) { fail(.unexpectedUnsolicitedData) }
  }

  /// All that is wanted is there, and nothing unsolicited is still to come; or it failed.
  var isComplete: Bool {
    guard let wantedLength else { return false }
    return failure != nil || (burst == nil && bytes.count >= wantedLength)
  }

  /// So many bytes came with the command, and nothing unsolicited is still to come.
  func hasAll(_ length: Int) -> Bool { failure == nil && burst == nil && bytes.count >= min(length, expectedLength) }

  /// The bytes of a complete transfer.
  var wanted: [UInt8] { bytes.count == wantedLength ? bytes : Array(bytes.prefix(wantedLength ?? 0)) }

  /// The command wants this many bytes, at most the expected length.
  mutating func want(_ length: Int) { wantedLength = min(length, expectedLength) }

  /// What the next R2T has to ask for; nil while a burst is under way or when nothing is missing.
  mutating func nextRequest(transferTag: UInt32) -> (sequence: UInt32, offset: Int, length: Int)? {
    guard failure == nil, burst == nil, let wantedLength, bytes.count < wantedLength else { return nil }
    let length = min(limits.burst, wantedLength - bytes.count)
    burst = Burst(transferTag: transferTag, end: bytes.count + length)
    defer { nextR2TSN &+= 1 }
    return (nextR2TSN, bytes.count, length)
  }

  /// A Data-Out PDU arrived. A PDU that is missing, and a burst of another length than was asked for, fail the command
  /// (RFC 7143 7.9, 11.4.7.2).
  ///
  /// - Throws: when the PDU answers no R2T or is not where it says it is.
  mutating func received(
    transferTag: UInt32?, dataSN: UInt32, offset: Int, isFinal: Bool, data: [UInt8]
  ) throws(ProtocolViolation) {
    guard failure == nil else { return }
    guard let open = burst, open.transferTag == transferTag else {
      guard transferTag == nil else { throw ProtocolViolation("Data-Out that answers no R2T", reject: .invalidPDUField) }
      return fail(.unexpectedUnsolicitedData)
    }
    guard dataSN == open.nextDataSN else { return fail(.protocolServiceCRCError) }
    guard offset == bytes.count else {
      throw ProtocolViolation("Data-Out at offset \(offset), expected \(bytes.count)", reject: .invalidPDUField)
    }
    bytes += data
    burst?.nextDataSN = dataSN &+ 1
    let isShort = isFinal && open.transferTag != nil && bytes.count < open.end
    guard bytes.count <= open.end && !isShort else { return fail(.incorrectAmountOfData) }
    if isFinal { burst = nil }
  }

  private mutating func fail(_ sense: Sense) {
    failure = sense
    bytes = []
  }
}

/// RFC 7143 11.4.7.2: ABORTED COMMAND.
extension Sense {
  static let unexpectedUnsolicitedData = Sense(key: 0xB, code: 0x0C, qualifier: 0x0C)
  static let incorrectAmountOfData = Sense(key: 0xB, code: 0x0C, qualifier: 0x0D)
  static let protocolServiceCRCError = Sense(key: 0xB, code: 0x47, qualifier: 0x05)
}
