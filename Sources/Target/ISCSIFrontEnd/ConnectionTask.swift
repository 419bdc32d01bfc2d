import ISCSIWire

/// A SCSI command that was not answered yet, as its connection sees it.
struct ConnectionTask {
  let header: SCSICommand
  var transfer: DataOutTransfer
  /// Names the command at the array; nil until it was submitted.
  var tag: UInt64?
  /// Its turn in the order of CmdSN has come.
  var isDelivered = false
  /// R2T PDUs sent.
  var requestCount = 0

  var initiatorTaskTag: UInt32 { header.initiatorTaskTag }
  /// Bytes of data-in that the initiator takes.
  var readLengthMax: Int { header.reads && !header.writes ? Int(header.expectedDataTransferLength) : 0 }
  /// Bytes of data-out that the initiator has.
  var writeLengthMax: Int { transfer.expectedLength }

  init(_ header: SCSICommand, immediate: [UInt8], _ parameters: NegotiatedParameters) {
    self.header = header
    self.transfer = DataOutTransfer(
      expectedLength: header.writes ? Int(header.expectedDataTransferLength) : 0, immediate: immediate,
      unsolicitedFollows: header.writes && !header.isFinal,
      limits: DataOutTransfer.Limits(
        firstBurst: parameters.firstBurstLength, burst: parameters.maxBurstLength,
        allowsImmediate: parameters.immediateData, allowsUnsolicited: !parameters.initialR2T))
  }
}
