import ISCSIWire

/// A SCSI command that was not answered yet, as its connection sees it.
struct ConnectionTask {
  let header: SCSICommand
  var transfer: DataOutTransfer
  /// Names the command at the array; nil until it was submitted.
  var tag: UInt64?
  /// R2T PDUs sent.
  var requestCount = 0

  var initiatorTaskTag: UInt32 { header.initiatorTaskTag }
  /// Bytes of data-in that the initiator takes.
  var readLengthMax: Int { header.reads && !header.writes ? Int(header.expectedDataTransferLength) : 0 }
  /// Bytes of data-out that the initiator has.
  var writeLengthMax: Int { transfer.expectedLength }

  init(_ header: SCSICommand, immediate: [UInt8], _ parameters: NegotiatedParameters) throws(ProtocolViolation) {
    let length = header.writes ? Int(header.expectedDataTransferLength) : 0
    guard immediate.isEmpty || parameters.immediateData else {
      throw ProtocolViolation("immediate data, though ImmediateData is No", reject: .protocolError)
    }
    let unsolicitedFollows = header.writes && !header.isFinal
    guard !unsolicitedFollows || !parameters.initialR2T else {
      throw ProtocolViolation("unsolicited data announced, though InitialR2T is Yes", reject: .protocolError)
    }
    self.header = header
    self.transfer = try DataOutTransfer(
      expectedLength: length, immediate: immediate, unsolicitedFollows: unsolicitedFollows,
      limits: .init(firstBurst: parameters.firstBurstLength, burst: parameters.maxBurstLength))
  }
}
